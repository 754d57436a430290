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
    private readonly string sessionId;
    private readonly Func<int> clock;
    private readonly LineMetrics metrics;
    private readonly ILogger log;
    private readonly Task reading;
    private int changes;
    private int spots;

    private Listening(ITranscription session, ICallGrain call, LegRole leg, string sessionId, Func<int> clock, LineMetrics metrics, ILogger log)
    {
        (this.session, this.call, this.leg, this.sessionId, this.clock, this.metrics, this.log) = (session, call, leg, sessionId, clock, metrics, log);
        reading = Task.Run(Read);
    }

    /// <param name="sessionId">Unique within the call: commands and phrases are named after it.</param>
    /// <param name="clock">Milliseconds on the leg's clock now.</param>
    public static async Task<Listening> Begin(
        ITranscriber transcriber, TranscriptionOptions options, ICallGrain call, string sessionId, Func<int> clock, LineMetrics metrics, ILogger log) =>
        new(await transcriber.Open(options), call, options.Leg, sessionId, clock, metrics, log);

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
            await foreach (var result in session.Results.ReadAllAsync())
            {
                var key = $"{sessionId}-{phrase}";
                switch (result)
                {
                    case Heard.Partial partial:
                        await call.HearPartial(leg, key, partial.Text, partial.Words is [.., var last] ? last.EndMs : clock());
                        break;
                    case Heard.Final final:
                        await call.Do(new HearUtterance(key, leg, final.Text, final.Words, final.StartMs, final.EndMs, final.Engine ?? "unknown", final.Late));
                        phrase++;
                        break;
                    case Heard.Listening engine:
                        await call.Do(new BeginTranscript($"{sessionId}-change-{++changes}", leg, engine.Engine, engine.Doubt));
                        break;
                    case Heard.Spotted spotted:
                        await call.Do(new HearUtterance(
                            $"{sessionId}-spotted-{++spots}", leg, spotted.Text, spotted.Words, spotted.StartMs, spotted.EndMs, (spotted.Engine ?? "unknown") + Utterance.SecondEar));
                        break;
                    case Heard.Interrupted away:
                        // The session goes on by itself; until it hears again the screen must not look as if it did.
                        metrics.TranscriptLost(leg);
                        await call.Do(new LoseTranscript($"{sessionId}-change-{++changes}", leg, away.Why));
                        break;
                    case Heard.Gap gap:
                        await call.Do(new MissWords($"{sessionId}-change-{++changes}", leg, gap.StartMs, gap.EndMs));
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
            await call.Do(new LoseTranscript($"{sessionId}-lost", leg, why));
        }
        catch (Exception e)
        {
            // The screen also notices by the silence; the call itself is untouched.
            log.LogError("The loss of a transcript could not be recorded: {Error}", e.GetType().Name);
        }
    }
}
