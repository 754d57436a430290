using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;

namespace HybridAgent.Assist;

/// <summary>What the model drafted, after checking. Empty where it failed; a draft never blocks a call.</summary>
/// <param name="Drafts">Each derived from the words it cites.</param>
/// <param name="Cues">To be raised as by "model": each adds, none lowers. Words are indexes into the utterance of the evidence.</param>
/// <param name="Provenance">"model:NAME prompt:NAME@HASH8", one prompt after the other.</param>
/// <param name="Latency">From the request to this result.</param>
/// <param name="Failure">One of <see cref="AssistFailure"/>; the other half of the result may still be there.</param>
public sealed record AssistResult(
    IReadOnlyList<FieldDraft> Drafts, IReadOnlyList<Cue> Cues, string Provenance, TimeSpan Latency, string? Failure)
{
    /// <summary>Values the model gave without words that prove them; they were left out.</summary>
    public int Ungrounded { get; init; }

    /// <summary>How long the cue opinion took.</summary>
    public TimeSpan OpinionLatency { get; init; }

    internal static AssistResult Empty(string provenance, TimeSpan latency, string? failure) => new([], [], provenance, latency, failure);
}
