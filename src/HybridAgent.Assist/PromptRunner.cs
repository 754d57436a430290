using HybridAgent.Assist.Models;
using HybridAgent.Assist.Prompts;
using HybridAgent.Assist.Replies;
using HybridAgent.Assist.Transcript;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;
using Microsoft.SemanticKernel;

namespace HybridAgent.Assist;

/// <summary>What became of one question to the model.</summary>
/// <param name="Value">The checked answer; null when it failed.</param>
/// <param name="Failure">One of <see cref="AssistFailure"/>; null when it was answered.</param>
/// <param name="SentTokens">As the service counted, else estimated.</param>
/// <param name="AnsweredTokens">As the service counted, else the most it may have been.</param>
internal sealed record Asked<T>(T? Value, string? Failure, TimeSpan Latency, long SentTokens, long AnsweredTokens)
    where T : class;

/// <summary>
/// Asks one prompt at a time: through the gate, within a call's budget, and with the answer checked before anybody sees it.
/// The live call and the prompt cases both ask here.
/// </summary>
internal sealed class PromptRunner(AssistOptions options, PromptLibrary prompts, TimeProvider time) : IDisposable
{
    private readonly ModelService model = new(options, time);
    private readonly AssistMetrics metrics = new();

    public PromptLibrary Prompts => prompts;

    public ServiceGate Gate { get; } = new(options, time);

    /// <summary>Intake/Extract.</summary>
    /// <param name="asked">Whose call it is: its own fields are asked for too.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled. Nothing else is thrown by these three.</exception>
    public Task<Asked<DraftedFields>> Fields(
        SpokenLines lines, IReadOnlyList<Utterance> utterances, AskedFor asked, CallBudget budget, CancellationToken cancellation) =>
        Ask(prompts.Extract, lines, asked, budget, (text, source) => Counted(DraftedFields.Read(text, utterances, asked, source)), cancellation);

    /// <summary>Reason/Summary.</summary>
    public Task<Asked<DraftedFields>> Reason(
        SpokenLines lines, IReadOnlyList<Utterance> utterances, AskedFor asked, CallBudget budget, CancellationToken cancellation) =>
        Ask(prompts.Summary, lines, asked, budget, (text, source) => Counted(DraftedFields.ReadReason(text, utterances, asked, source)), cancellation);

    /// <summary>Cues/Opinion.</summary>
    public Task<Asked<IReadOnlyList<Cue>>> Opinion(
        SpokenLines lines, IReadOnlyList<Utterance> utterances, AskedFor asked, CallBudget budget, CancellationToken cancellation) =>
        Ask(prompts.Opinion, lines, asked, budget, (text, source) => CueOpinions.Read(text, utterances, source.By, asked.Categories), cancellation);

    public void Dispose()
    {
        model.Dispose();
        metrics.Dispose();
    }

    private DraftedFields Counted(DraftedFields drafted)
    {
        metrics.LeftOut(drafted.Ungrounded);
        return drafted;
    }

    private async Task<Asked<T>> Ask<T>(
        Prompt prompt, SpokenLines lines, AskedFor asked, CallBudget budget, Func<string?, DraftSource, T> read, CancellationToken cancellation)
        where T : class
    {
        if (Gate.Closed is { } closed)
        {
            return new(null, closed.Failure, TimeSpan.Zero, 0, 0);
        }

        // Three characters a token is on the safe side for English text and JSON.
        var sending = ((prompt.Length + lines.Text.Length + asked.Length) / 3) + 100L;
        if (!budget.Reserve(sending, options.MaxOutputTokens))
        {
            return new(null, AssistFailure.OverBudget, TimeSpan.Zero, 0, 0);
        }

        var data = new KernelArguments
        {
            ["delimiter"] = lines.Delimiter, ["transcript"] = lines.Text, ["categories"] = asked.CategoryNames, ["practice_fields"] = asked.FieldNames,
        };
        var start = time.GetTimestamp();
        // Of a request that failed or was given up nobody knows what it cost: its reservation stays.
        var (sent, answered) = (sending, (long)options.MaxOutputTokens);
        string? failure = AssistFailure.Cancelled;
        try
        {
            (var value, failure) = await Gate.Pass(
                async token =>
                {
                    var answer = await model.Ask(prompt, data, options.MaxOutputTokens, token);
                    (sent, answered) = (answer.SentTokens ?? sent, answer.AnsweredTokens ?? answered);
                    var source = new DraftSource($"{FieldDraft.ModelMark}{options.Model} {prompt.Provenance}", Milliseconds(start));
                    return answer.Read(text => read(text, source));
                },
                cancellation);
            if (failure is AssistFailure.BreakerOpen or AssistFailure.Paused)
            {
                (sent, answered) = (0, 0);
            }

            return new(value, failure, time.GetElapsedTime(start), sent, answered);
        }
        finally
        {
            var took = time.GetElapsedTime(start);
            budget.Settle(sent - sending, answered - options.MaxOutputTokens, took);
            metrics.Spent(sent, answered);
            metrics.Answered(prompt.Name, took, failure);
        }
    }

    private int Milliseconds(long start) => (int)time.GetElapsedTime(start).TotalMilliseconds;
}
