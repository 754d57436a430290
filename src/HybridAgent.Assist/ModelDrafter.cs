using System.Collections.Concurrent;
using HybridAgent.Assist.Models;
using HybridAgent.Assist.Prompts;
using HybridAgent.Assist.Replies;
using HybridAgent.Assist.Transcript;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using Microsoft.SemanticKernel;

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
    private readonly ServiceGate gate;
    private readonly PromptLibrary? prompts;
    private readonly ModelService? service;
    private readonly string provenance = "";
    private readonly IReadOnlyDictionary<string, CueLevel> categories = CueFloor.Default.Categories;
    private readonly string categoryNames;
    private readonly ConcurrentDictionary<CallId, CallSeat> calls = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly AssistMetrics metrics = new();

    /// <param name="prompts">Null when the options say off.</param>
    internal ModelDrafter(AssistOptions options, PromptLibrary? prompts, TimeProvider time)
    {
        (this.options, this.prompts, this.time) = (options, prompts, time);
        gate = new ServiceGate(options, time);
        categoryNames = string.Join(", ", categories.Select(c => $"{c.Key} {c.Value}"));
        if (prompts is not null)
        {
            service = new ModelService(options, time);
            provenance = $"model:{options.Model} {prompts.Extract.Provenance} {prompts.Opinion.Provenance}";
        }
    }

    public AssistStatus Status => service is null
        ? AssistStatus.Off
        : new AssistStatus(options.Provider, options.Model, gate.Failing.Failure, gate.Failing.Since, gate.Closed?.Until);

    /// <summary>
    /// Drafts from what was said so far. A newer request for the same call ends this one, so who asks faster than the model
    /// answers gets nothing: await one, then ask with the newest words. Never throws; see <see cref="AssistResult.Failure"/>.
    /// </summary>
    /// <param name="today">In the practice's time zone; no date of birth lies after it.</param>
    public async Task<AssistResult> Draft(CallId call, IReadOnlyList<Utterance> utterances, DateOnly today, CancellationToken cancellation)
    {
        if (service is null || prompts is null)
        {
            return AssistResult.Empty(provenance, TimeSpan.Zero, AssistFailure.Off);
        }

        var start = time.GetTimestamp();
        try
        {
            using var mine = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stopping.Token);
            ForgetOld();
            var seat = calls.GetOrAdd(call, _ => new CallSeat(new CallBudget(options)));
            await seat.Take(mine, time.GetUtcNow());
            try
            {
                return await Draft(service, prompts, seat.Budget, utterances, today, mine.Token);
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
            gate.Failed($"{AssistFailure.Internal} ({e.GetType().Name})");
            return Nothing(AssistFailure.Internal);
        }

        AssistResult Nothing(string failure) => AssistResult.Empty(provenance, time.GetElapsedTime(start), failure);
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
        service?.Dispose();
        metrics.Dispose();
    }

    private async Task<AssistResult> Draft(
        ModelService model, PromptLibrary prompt, CallBudget budget, IReadOnlyList<Utterance> utterances, DateOnly today, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var lines = SpokenLines.Of(utterances, options.MaxTranscriptCharacters);
        if (lines.Count == 0)
        {
            return AssistResult.Empty(provenance, TimeSpan.Zero, null);
        }

        var fields = Ask(model, prompt.Extract, lines, budget, text => DraftedFields.Read(text, utterances, today, By(prompt.Extract)), cancellation);
        var cues = Ask(model, prompt.Opinion, lines, budget, text => CueOpinions.Read(text, utterances, By(prompt.Opinion), categories), cancellation);
        await Task.WhenAll(fields, cues);
        var (drafted, failure) = await fields;
        var (opinions, second) = await cues;
        metrics.LeftOut(drafted?.Ungrounded ?? 0);
        return new AssistResult(drafted?.Drafts ?? [], opinions ?? [], provenance, time.GetElapsedTime(start), failure ?? second)
        {
            Ungrounded = drafted?.Ungrounded ?? 0,
        };
    }

    private string By(Prompt prompt) => $"model:{options.Model} {prompt.Provenance}";

    private async Task<(T? Value, string? Failure)> Ask<T>(
        ModelService model, Prompt prompt, SpokenLines lines, CallBudget budget, Func<string?, T> read, CancellationToken cancellation)
        where T : class
    {
        if (gate.Closed is { } closed)
        {
            return (null, closed.Failure);
        }

        // Three characters a token is on the safe side for English text and JSON.
        var sending = ((prompt.Length + lines.Text.Length + categoryNames.Length) / 3) + 100L;
        if (!budget.Reserve(sending, options.MaxOutputTokens))
        {
            return (null, AssistFailure.OverBudget);
        }

        var data = new KernelArguments { ["delimiter"] = lines.Delimiter, ["transcript"] = lines.Text, ["categories"] = categoryNames };
        var start = time.GetTimestamp();
        // Of a request that failed or was given up nobody knows what it cost: its reservation stays.
        var (sent, answered) = (sending, (long)options.MaxOutputTokens);
        string? failure = AssistFailure.Cancelled;
        try
        {
            (var value, failure) = await gate.Pass(
                async token =>
                {
                    var answer = await model.Ask(prompt, data, options.MaxOutputTokens, token);
                    (sent, answered) = (answer.SentTokens ?? sent, answer.AnsweredTokens ?? answered);
                    return answer.Declined ? throw new ReplyException(AssistFailure.Declined) : read(answer.Text);
                },
                cancellation);
            if (failure is AssistFailure.BreakerOpen or AssistFailure.Paused)
            {
                (sent, answered) = (0, 0);
            }

            return (value, failure);
        }
        finally
        {
            var took = time.GetElapsedTime(start);
            budget.Settle(sent - sending, answered - options.MaxOutputTokens, took);
            metrics.Spent(sent, answered);
            metrics.Answered(prompt.Name, took, failure);
        }
    }

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
