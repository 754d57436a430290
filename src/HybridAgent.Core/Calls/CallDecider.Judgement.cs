namespace HybridAgent.Core.Calls;

public static partial class CallDecider
{
    /// <summary>Characters of a judgement's reason.</summary>
    public const int LongestReason = 300;

    /// <summary>
    /// The practice looks back: nothing rings, reopens or moves by it. It is for the people who mend the rules (see the replay lab).
    /// </summary>
    private static Decision Judge(CallState state, GiveJudgement c)
    {
        if (state.Message is null)
        {
            return Decision.Refuse("There is no message to judge.");
        }
        var reason = c.Reason.Trim();
        if (!Judgements.All.Contains(c.Judgement) || reason.Length is 0 or > LongestReason)
        {
            return Decision.Refuse($"Say whether it should have been urgent, and why, in at most {LongestReason} characters.");
        }
        if (c.Category is not null && !IsFieldName(c.Category))
        {
            return Decision.Refuse("This is not the name of a cue category.");
        }
        return state.Judgement is { } last && (last.Judgement, last.Category, last.Reason, last.By) == (c.Judgement, c.Category, reason, c.Actor)
            ? Decision.Nothing
            : Decision.Of(new JudgementGiven(c.Judgement, c.Category, reason, c.Actor));
    }
}
