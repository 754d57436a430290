using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Replay;

/// <summary>One call as a side heard it, and how that differs from what it is compared with.</summary>
/// <param name="Difference">Null when there is nothing to compare with.</param>
public sealed record SideOfCall(ReplayCall Call, HeardCall Heard, CallDifference? Difference);

/// <summary>What a side made of all calls, counted, and whether the gate holds: no red flag lost, and every call red that should have been urgent.</summary>
/// <param name="AcceptNotUrgent">True: a flag lost in a call that was judged not urgent does not count. Off by default.</param>
public sealed record SideResult(string Side, IReadOnlyList<SideOfCall> Calls, bool AcceptNotUrgent)
{
    /// <summary>Calls that were not replayed as a whole: the gate does not hold while there are any.</summary>
    public int Failed => Calls.Count(c => c.Heard.Failure is not null);

    public int Differing => Calls.Count(c => c.Difference is { IsEmpty: false });

    /// <summary>Red flags lost that count.</summary>
    public IReadOnlyList<(ReplayCall Call, LostFlag Flag)> Lost =>
        [.. Calls.SelectMany(c => (c.Difference?.Lost ?? []).Where(f => !IsAccepted(c.Call, f)).Select(f => (c.Call, f)))];

    /// <summary>Red flags lost in calls that were judged not urgent, when that is accepted.</summary>
    public int Quieted => Calls.Sum(c => (c.Difference?.Lost ?? []).Count(f => IsAccepted(c.Call, f)));

    /// <summary>Calls that should have been urgent and are not red for that, though the caller's words are there to find it in.</summary>
    public IReadOnlyList<ReplayCall> Missed => [.. Calls.Where(c => c.Call.Gold is { Emergency: true } gold && !IsFound(c.Heard, gold) && HasWords(c.Call)).Select(c => c.Call)];

    /// <summary>Calls that should have been urgent without a word of the caller in the record: no rules could find anything in them.</summary>
    public int Wordless => Calls.Count(c => c.Call.Gold is { Emergency: true } gold && !IsFound(c.Heard, gold) && !HasWords(c.Call));

    /// <summary>Calls that were judged not urgent and have a red cue all the same. Told, no reason to fail.</summary>
    public IReadOnlyList<ReplayCall> StillAlarming => [.. Calls.Where(c => c.Call.Gold is { Emergency: false } && c.Heard.IsRed).Select(c => c.Call)];

    public int ShouldHaveBeenUrgent => Calls.Count(c => c.Call.Gold is { Emergency: true });

    public int NotUrgent => Calls.Count(c => c.Call.Gold is { Emergency: false });

    /// <summary>Calls in which an operator pressed the emergency key.</summary>
    public int RaisedByHuman => Calls.Count(c => c.Call.State.Cues.Exists(IsHumans));

    /// <summary>Of those, how many are red here too.</summary>
    public int RaisedByHumanAndRed => Calls.Count(c => c.Heard.IsRed && c.Call.State.Cues.Exists(IsHumans));

    /// <summary>Fields a human confirmed, and how many of those the side drafted with that very value.</summary>
    public (int Confirmed, int Same) Agreement()
    {
        var confirmed = Calls.SelectMany(c => c.Call.State.Fields.Values
            .Where(f => f.State is FieldState.Confirmed or FieldState.ReadBack && f.Value is { Length: > 0 })
            .Select(f => c.Heard.Drafts.GetValueOrDefault(f.Name)?.Value == f.Value)).ToList();
        return (confirmed.Count, confirmed.Count(same => same));
    }

    /// <summary>Calls in which something could have been lost or missed: there is another side, or they should have been urgent. A gate over none holds nothing.</summary>
    public int Compared => Calls.Count(c => c.Difference is not null || (c.Call.Gold is { Emergency: true } && HasWords(c.Call)));

    public bool GateHolds => Lost.Count == 0 && Missed.Count == 0 && Failed == 0;

    /// <summary>A red cue, of one of the categories that the judgement names when it names any.</summary>
    private static bool IsFound(HeardCall heard, Gold gold) =>
        heard.Cues.Any(c => c.Cue.IsRed && (gold.Categories.Count == 0 || gold.Categories.Contains(c.Cue.Category)));

    private static bool HasWords(ReplayCall call) => call.State.Utterances.Exists(u => u.Leg == LegRole.Caller);

    private static bool IsHumans(RaisedCue cue) => cue.By is not ("rules" or "model");

    private bool IsAccepted(ReplayCall call, LostFlag flag) =>
        AcceptNotUrgent && call.Gold is { Emergency: false } gold && (gold.Categories.Count == 0 || gold.Categories.Contains(flag.Category));
}
