using HybridAgent.Core.Calls;
using HybridAgent.Grains.Calls;
using HybridAgent.Speech;

namespace HybridAgent.Server.Line;

/// <summary>
/// One leg being transcribed: what the engine hears goes to the call grain. Exists only while the call may be transcribed;
/// whatever fails here costs text, never audio.
/// </summary>
internal sealed class Listening : IAsyncDisposable
{
    private readonly ITranscription session;
    private readonly ICallGrain call;
    private readonly LegRole leg;
    private readonly string legId;
    private readonly string engine;
    private readonly Func<int> clock;
    private readonly LineMetrics metrics;
    private readonly ILogger log;
    private readonly Task reading;

    private Listening(ITranscription session, ICallGrain call, LegRole leg, string legId, string engine, Func<int> clock, LineMetrics metrics, ILogger log)
    {
        (this.session, this.call, this.leg, this.legId, this.engine, this.clock, this.metrics, this.log) =
            (session, call, leg, legId, engine, clock, metrics, log);
        reading = Task.Run(Read);
    }

    /// <param name="clock">Milliseconds on the leg's clock now.</param>
    public static async Task<Listening> Begin(
        ITranscriber transcriber, TranscriptionOptions options, ICallGrain call, string legId, Func<int> clock, LineMetrics metrics, ILogger log)
    {
        var session = await transcriber.Open(options);
        return new Listening(session, call, options.Leg, legId, transcriber.Name, clock, metrics, log);
    }

    /// <summary>One frame of this leg, before mixing. Never blocks.</summary>
    public void Write(ReadOnlySpan<short> frame) => session.Write(frame);

    /// <summary>No more audio comes; what was said still becomes text.</summary>
    public async Task Finish()
    {
        session.Complete();
        await reading;
    }

    public async ValueTask DisposeAsync()
    {
        await session.DisposeAsync();
        await reading;
    }

    private async Task Read()
    {
        var phrase = 1;
        try
        {
            await foreach (var heard in session.Results.ReadAllAsync())
            {
                var key = $"{legId}-{phrase}";
                switch (heard)
                {
                    case Heard.Partial partial:
                        await call.HearPartial(leg, key, partial.Text, partial.Words is [.., var last] ? last.EndMs : clock());
                        break;
                    case Heard.Final final:
                        metrics.Heard(leg, engine, TimeSpan.FromMilliseconds(Math.Max(0, clock() - final.EndMs)));
                        await call.Do(new HearUtterance(key, leg, final.Text, final.Words, final.StartMs, final.EndMs, engine));
                        phrase++;
                        break;
                    case Heard.Gap gap:
                        log.LogWarning("Transcript of the {Leg} has a gap of {Gap} ms: the engine was too slow.", leg, gap.EndMs - gap.StartMs);
                        break;
                    case Heard.Failed failed:
                        await Lost(failed.Why);
                        break;
                }
            }
        }
        catch (Exception e)
        {
            log.LogError("Transcript of the {Leg} ended: {Error}", leg, e.GetType().Name);
            await Lost("The transcript stopped unexpectedly.");
        }
    }

    private async Task Lost(string why)
    {
        metrics.TranscriptLost(leg);
        try
        {
            await call.Do(new LoseTranscript($"{legId}-lost", leg, why));
        }
        catch (Exception e)
        {
            // The screen also notices by the silence; the call itself is untouched.
            log.LogError("The loss of a transcript could not be recorded: {Error}", e.GetType().Name);
        }
    }
}
