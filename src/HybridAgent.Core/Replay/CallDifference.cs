using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Replay;

/// <summary>A category that was red before and is less grave now.</summary>
/// <param name="PutAway">An operator put the red cue away at the time.</param>
/// <param name="Round">More than 0 when it was raised again after it had been put away, and that is what is lost.</param>
public sealed record LostFlag(string Category, Gravity Before, Gravity Now, bool PutAway, int Round = 0);

/// <summary>What two sides make of the same call differently.</summary>
/// <param name="Here">Cues (by category, level and assertion) that only the side has.</param>
/// <param name="There">Cues that only the one it is compared with has.</param>
/// <param name="Lost">Red categories that are no longer as grave, each raising for itself; the gate.</param>
public sealed record CallDifference(
    IReadOnlyList<HeardCue> Here, IReadOnlyList<HeardCue> There, IReadOnlyList<LostFlag> Lost,
    IReadOnlyList<FieldDraft> Added, IReadOnlyList<(FieldDraft Before, FieldDraft Now)> Changed, IReadOnlyList<FieldDraft> Dropped)
{
    public bool IsEmpty => Here.Count + There.Count + Lost.Count + Added.Count + Changed.Count + Dropped.Count == 0;

    /// <summary>Pure and deterministic: cues in the order they were heard, fields in the order of the form.</summary>
    public static CallDifference Between(ReplayCall call, HeardCall before, HeardCall now)
    {
        var fields = FieldNames.All.Concat(before.Drafts.Keys.Concat(now.Drafts.Keys).Except(FieldNames.All).Order(StringComparer.Ordinal)).ToList();
        var both = fields.Where(f => before.Drafts.ContainsKey(f) && now.Drafts.ContainsKey(f));
        return new CallDifference(
            Without(now, before), Without(before, now),
            [
                .. before.Cues.Where(c => c.Cue.IsRed).Select(c => (c.Cue.Category, c.Round)).Distinct()
                    .Where(c => now.Of(c.Category, c.Round) < before.Of(c.Category, c.Round))
                    .Select(c => new LostFlag(
                        c.Category, before.Of(c.Category, c.Round), now.Of(c.Category, c.Round),
                        call.State.Cues.Count(r => r.Dismissed && r.Cue.IsRed && r.Cue.Category == c.Category) > c.Round, c.Round)),
            ],
            [.. fields.Where(f => !before.Drafts.ContainsKey(f) && now.Drafts.ContainsKey(f)).Select(f => now.Drafts[f])],
            [.. both.Where(f => before.Drafts[f].Value != now.Drafts[f].Value).Select(f => (before.Drafts[f], now.Drafts[f]))],
            [.. fields.Where(f => before.Drafts.ContainsKey(f) && !now.Drafts.ContainsKey(f)).Select(f => before.Drafts[f])]);
    }

    private static List<HeardCue> Without(HeardCall from, HeardCall other)
    {
        var known = other.Cues.Select(c => Kind(c)).ToHashSet();
        return [.. from.Cues.DistinctBy(c => Kind(c)).Where(c => !known.Contains(Kind(c)))];
    }

    private static (string, CueLevel, CueAssertion, int) Kind(HeardCue heard) => (heard.Cue.Category, heard.Cue.Level, heard.Cue.Assertion, heard.Cue.IsRed ? heard.Round : 0);
}
