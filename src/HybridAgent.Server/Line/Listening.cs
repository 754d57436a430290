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
    private readonly string engine;
    private readonly Func<int> clock;
    private readonly LineMetrics metrics;
    private readonly ILogger log;
    private readonly Task<bool> reading;
    private bool failed;
    private bool heard;
    private int outages;
    private int spots;

    private Listening(ITranscription session, ICallGrain call, LegRole leg, string sessionId, string engine, Func<int> clock, LineMetrics metrics, ILogger log)
    {
        (this.session, this.call, this.leg, this.sessionId, this.engine, this.clock, this.metrics, this.log) =
            (session, call, leg, sessionId, engine, clock, metrics, log);
        reading = Task.Run(Read);
    }

    /// <param name="sessionId">Unique within the call: commands and phrases are named after it.</param>
    /// <param name="clock">Milliseconds on the leg's clock now.</param>
    public static async Task<Listening> Begin(
        ITranscriber transcriber, TranscriptionOptions options, ICallGrain call, string sessionId, Func<int> clock, LineMetrics metrics, ILogger log)
    {
        var session = await transcriber.Open(options);
        return new Listening(session, call, options.Leg, sessionId, transcriber.Name, clock, metrics, log);
    }

    /// <summary>Ends with the session: true when it ended well, false when the engine failed and another session may be tried.</summary>
    public Task<bool> Ended => reading;

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

    private async Task<bool> Read()
    {
        var phrase = 1;
        try
        {
            await foreach (var result in session.Results.ReadAllAsync())
            {
                var key = $"{sessionId}-{phrase}";
                if (!heard && result is Heard.Partial { Text.Length: > 0 } or Heard.Final or Heard.Resumed)
                {
                    // Words at last: had an earlier session been lost, this says that it is made good.
                    heard = true;
                    await call.Do(new RestoreTranscript($"{sessionId}-heard{(outages > 0 ? $"-{outages}" : "")}", leg, engine));
                }
                switch (result)
                {
                    case Heard.Partial partial:
                        await call.HearPartial(leg, key, partial.Text, partial.Words is [.., var last] ? last.EndMs : clock());
                        break;
                    case Heard.Final final:
                        metrics.Heard(leg, engine, TimeSpan.FromMilliseconds(Math.Max(0, clock() - final.EndMs)));
                        await call.Do(new HearUtterance(key, leg, final.Text, final.Words, final.StartMs, final.EndMs, engine, final.Late));
                        phrase++;
                        break;
                    case Heard.Spotted spotted:
                        await call.Do(new HearUtterance(
                            $"{sessionId}-spotted-{++spots}", leg, spotted.Text, spotted.Words, spotted.StartMs, spotted.EndMs, engine + Utterance.SecondEar));
                        break;
                    case Heard.Gap gap:
                        log.LogWarning("Transcript of the {Leg} has a gap of {Gap} ms: the engine was too slow.", leg, gap.EndMs - gap.StartMs);
                        break;
                    case Heard.Interrupted away:
                        // The session goes on by itself; until it hears again the screen must not look as if it did.
                        heard = false;
                        await call.Do(new LoseTranscript($"{sessionId}-away-{++outages}", leg, away.Why));
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
        return !failed;
    }

    private async Task Lost(string why)
    {
        failed = true;
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
