using System.Collections.Concurrent;
using HybridAgent.Assist.Replies;
using HybridAgent.Assist.Transcript;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;

namespace HybridAgent.Assist;

/// <summary>
/// Drafts the note and gives an opinion on cues by a model. It has no authority: what it returns was derived again from the words
/// it cites, can only add, and is empty when anything goes wrong. Safe for many calls at once.
/// </summary>
public sealed class ModelDrafter : IDisposable
{
    private const int ManyCalls = 1000;
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(24);

    private readonly AssistOptions options;
    private readonly TimeProvider time;
    private readonly PromptRunner? runner;
    private readonly ConcurrentDictionary<CallId, CallSeat> calls = new();
    private readonly CancellationTokenSource stopping = new();

    /// <param name="runner">Null when the options say off.</param>
    internal ModelDrafter(AssistOptions options, PromptRunner? runner, TimeProvider time) =>
        (this.options, this.runner, this.time) = (options, runner, time);

    public AssistStatus Status => runner is null
        ? AssistStatus.Off
        : new AssistStatus(options.Provider, options.Model, runner.Gate.Failing.Failure, runner.Gate.Failing.Since, runner.Gate.Closed?.Until);

    /// <summary>
    /// Drafts from what was said so far. A newer request for the same call ends this one, so who asks faster than the model
    /// answers gets nothing: await one, then ask with the newest words. Never throws; see <see cref="AssistResult.Failure"/>.
    /// </summary>
    /// <param name="practice">Whose call it is: its own cues and fields count; null for none.</param>
    /// <param name="today">In the practice's time zone; no date of birth lies after it.</param>
    /// <param name="reason">Whether nobody has a reason for the call yet: only then is the model asked for one.</param>
    public async Task<AssistResult> Draft(
        CallId call, IReadOnlyList<Utterance> utterances, Practice? practice, DateOnly today, bool reason, CancellationToken cancellation)
    {
        if (runner is null)
        {
            return AssistResult.Empty("", TimeSpan.Zero, AssistFailure.Off);
        }

        utterances = [.. utterances.Where(u => !u.IsSpotted)];
        var start = time.GetTimestamp();
        try
        {
            using var mine = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stopping.Token);
            ForgetOld();
            var seat = calls.GetOrAdd(call, _ => new CallSeat(new CallBudget(options)));
            await seat.Take(mine, time.GetUtcNow());
            try
            {
                return await Draft(runner, seat.Budget, utterances, new AskedFor(practice, utterances, today), reason, mine.Token);
            }
            finally
            {
                seat.Leave(mine);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            return Nothing(cancellation.IsCancellationRequested ? AssistFailure.Cancelled
                : stopping.IsCancellationRequested ? AssistFailure.Stopped
                : AssistFailure.Superseded);
        }
        catch (Exception e)
        {
            // A defect of ours must not reach the call; the status page shows that there is one.
            runner.Gate.Failed($"{AssistFailure.Internal} ({e.GetType().Name})");
            return Nothing(AssistFailure.Internal);
        }

        AssistResult Nothing(string failure) => AssistResult.Empty(Provenance(runner, reason), time.GetElapsedTime(start), failure);
    }

    /// <summary>The call is over: ends what still runs for it and forgets what it cost.</summary>
    public async Task Forget(CallId call)
    {
        if (calls.TryRemove(call, out var seat))
        {
            await seat.Clear();
        }
    }

    /// <summary>Ends what runs; it comes back as <see cref="AssistFailure.Stopped"/>.</summary>
    public void Dispose()
    {
        stopping.Cancel();
        runner?.Dispose();
    }

    private async Task<AssistResult> Draft(
        PromptRunner ask, CallBudget budget, IReadOnlyList<Utterance> utterances, AskedFor asked, bool reason, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var lines = SpokenLines.Of(utterances, options.MaxTranscriptCharacters);
        if (lines.Count == 0)
        {
            return AssistResult.Empty(Provenance(ask, reason), TimeSpan.Zero, null);
        }

        // The opinion first: where the budget ends, the words of emergency go before the form.
        var cues = ask.Opinion(lines, utterances, asked, budget, cancellation);
        var fields = ask.Fields(lines, utterances, asked, budget, cancellation);
        var summary = reason ? ask.Reason(lines, utterances, asked, budget, cancellation) : Task.FromResult<Asked<DraftedFields>?>(null)!;
        await Task.WhenAll(cues, fields, summary);
        var (opinion, drafted, why) = (await cues, await fields, await summary);
        var drafts = (drafted.Value?.Drafts ?? []).Concat(why?.Value?.Drafts ?? []).ToDictionary(d => d.Field);
        return new AssistResult(
            [.. asked.Fields.Where(drafts.ContainsKey).Select(f => drafts[f])], opinion.Value ?? [], Provenance(ask, reason), time.GetElapsedTime(start),
            opinion.Failure ?? drafted.Failure ?? why?.Failure)
        {
            Ungrounded = (drafted.Value?.Ungrounded ?? 0) + (why?.Value?.Ungrounded ?? 0),
            OpinionLatency = opinion.Latency,
        };
    }

    private string Provenance(PromptRunner ask, bool reason) => string.Join(
        ' ', (string[])[FieldDraft.ModelMark + options.Model, ask.Prompts.Extract.Provenance, .. reason ? [ask.Prompts.Summary.Provenance] : Array.Empty<string>(), ask.Prompts.Opinion.Provenance]);

    /// <summary>Calls nobody told us the end of.</summary>
    private void ForgetOld()
    {
        var now = time.GetUtcNow();
        if (calls.Count <= ManyCalls)
        {
            return;
        }

        foreach (var (call, seat) in calls)
        {
            if (now - seat.LastUsed > Forgotten)
            {
                calls.TryRemove(call, out _);
            }
        }
    }
}
