using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;

namespace HybridAgent.Assist;

/// <summary>
/// All that a model can do to a call: draft fields and raise cues. There is no way from an answer to any other command.
/// </summary>
public static class ModelCommands
{
    private const string Actor = "assistant";

    /// <summary>True when nobody has a reason for the call: a human neither wrote nor closed the field, and rules found none.</summary>
    /// <param name="byRules">What rules draft from the same words.</param>
    public static bool WantsReason(CallState state, IReadOnlyList<FieldDraft> byRules) =>
        state.FieldOf(FieldNames.Reason).IsOpenToModel && !byRules.Any(d => d.Field == FieldNames.Reason);

    /// <param name="asked">The call as the model was asked about it.</param>
    public static IEnumerable<CallCommand> Of(CallState asked, AssistResult answer)
    {
        if (answer.Drafts.Count > 0)
        {
            yield return new DraftFields($"model-{asked.Sequence}", asked.Sequence, answer.Drafts);
        }

        foreach (var cue in answer.Cues)
        {
            yield return new RaiseCue(
                $"model-{asked.Sequence}/{cue.Category}/{cue.Assertion}", Actor, cue, asked.Utterances[^1].EndMs,
                (int)answer.OpinionLatency.TotalMilliseconds, false, "model");
        }
    }
}
