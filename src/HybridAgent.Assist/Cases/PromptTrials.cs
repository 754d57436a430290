using HybridAgent.Assist.Transcript;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;

namespace HybridAgent.Assist.Cases;

/// <summary>How a case went.</summary>
/// <param name="Problems">Empty when it was passed.</param>
/// <param name="Failure">One of <see cref="AssistFailure"/> when there was no answer to judge.</param>
/// <param name="LeftOut">Values the model gave without words that prove them. No operator would have seen them.</param>
public sealed record PromptTrial(
    PromptCase Case, IReadOnlyList<string> Problems, string? Failure, int LeftOut, TimeSpan Latency, long SentTokens, long AnsweredTokens)
{
    public bool Passed => Failure is null && Problems.Count == 0;
}

/// <summary>Asks the configured model about cases, one after the other, exactly as a call would, and judges what an operator would see.</summary>
public sealed class PromptTrials
{
    private static readonly IReadOnlyList<Cue> NoCues = [];
    private readonly AssistOptions options;
    private readonly PromptRunner? runner;
    private readonly TimeProvider time;

    internal PromptTrials(AssistOptions options, PromptRunner? runner, TimeProvider time) =>
        (this.options, this.runner, this.time) = (options, runner, time);

    /// <summary>False when no model is configured.</summary>
    public bool IsOn => runner is not null;

    /// <summary>"openai gpt-4.1-mini"; never the address or the key.</summary>
    public string Model => $"{options.Provider} {options.Model}";

    /// <summary>"prompt:NAME@HASH" of a prompt.</summary>
    public string Provenance(string prompt) => runner!.Prompts.All.Single(p => p.Name == prompt).Provenance;

    /// <summary>One case. A pause the service asks for is waited out, once.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<PromptTrial> Try(PromptCase asked, CancellationToken cancellation)
    {
        var trial = await Ask(asked, cancellation);
        if (trial.Failure is not null && runner!.Gate.Closed is { } closed)
        {
            var left = closed.Until - time.GetUtcNow();
            await Task.Delay((left > TimeSpan.Zero ? left : TimeSpan.Zero) + TimeSpan.FromMilliseconds(100), time, cancellation);
            trial = await Ask(asked, cancellation);
        }

        return trial;
    }

    private async Task<PromptTrial> Ask(PromptCase asked, CancellationToken cancellation)
    {
        var lines = SpokenLines.Of(asked.Utterances, options.MaxTranscriptCharacters);
        var form = new AskedFor(null, asked.Utterances, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        // Each case is a call of its own.
        var budget = new CallBudget(options);
        if (asked.Prompt == runner!.Prompts.Opinion.Name)
        {
            var opinion = await runner.Opinion(lines, asked.Utterances, form, budget, cancellation);
            return Judged(asked, opinion, [], opinion.Value ?? NoCues, 0);
        }

        var drafted = asked.Prompt == runner.Prompts.Summary.Name
            ? await runner.Reason(lines, asked.Utterances, form, budget, cancellation)
            : await runner.Fields(lines, asked.Utterances, form, budget, cancellation);
        return Judged(asked, drafted, drafted.Value?.Drafts ?? [], NoCues, drafted.Value?.Ungrounded ?? 0);
    }

    private static PromptTrial Judged<T>(PromptCase asked, Asked<T> answer, IReadOnlyList<FieldDraft> drafts, IReadOnlyList<Cue> cues, int leftOut)
        where T : class => new(
            asked, answer.Failure is null ? PromptJudge.Problems(asked, drafts, cues) : [], answer.Failure, leftOut, answer.Latency, answer.SentTokens, answer.AnsweredTokens);
}
