namespace HybridAgent.Core.Calls;

/// <summary>What a practice says, afterwards, of the urgency of a call it has the message of.</summary>
public static class Judgements
{
    public const string ShouldHaveBeenUrgent = "should-have-been-urgent";
    public const string WasNotUrgent = "was-not-urgent";

    public static IReadOnlyList<string> All { get; } = [ShouldHaveBeenUrgent, WasNotUrgent];
}

/// <summary>A judgement as it stands in the call. A later one stands beside it; the last one counts.</summary>
/// <param name="Judgement">One of <see cref="Judgements"/>.</param>
/// <param name="Category">The cue category it is about, for example "chest_pain"; null when none was named.</param>
/// <param name="Reason">In the practice's words; may hold personal data.</param>
public sealed record GivenJudgement(string Judgement, string? Category, string Reason, string By, DateTimeOffset At);
