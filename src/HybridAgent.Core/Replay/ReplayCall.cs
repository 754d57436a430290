using HybridAgent.Core.Calls;
using HybridAgent.Core.Practices;

namespace HybridAgent.Core.Replay;

/// <summary>A call to be heard again: a record of the store, or a case that was written down.</summary>
/// <param name="Id">The call's id, or the case's. Opaque.</param>
/// <param name="Practice">Whose lists and time zone the drafter uses.</param>
/// <param name="Events">In order, as stored; of a case only what was said.</param>
/// <param name="HasRecord">True when cues and drafts of the time are among the events.</param>
/// <param name="Gold">What a human said of its urgency; null when nobody did.</param>
public sealed record ReplayCall(string Id, Practice Practice, IReadOnlyList<StoredEvent> Events, bool HasRecord, Gold? Gold)
{
    /// <summary>The whole record folded.</summary>
    public CallState State { get; } = CallState.Fold(Events.Count > 0 ? Events[0].Call : default, Events);

    /// <summary>A call of the store, judged when the practice judged it.</summary>
    public static ReplayCall Of(Practice practice, IReadOnlyList<StoredEvent> events)
    {
        var call = new ReplayCall(events[0].Call.ToString(), practice, events, HasRecord: true, Gold: null);
        return call.State.Judgement is { } judged ? call with { Gold = Gold.Of(judged) } : call;
    }
}

/// <summary>Whether a call was an emergency, by human judgement.</summary>
/// <param name="Categories">Cue categories it was about; may be empty.</param>
/// <param name="Why">In a human's words; may hold personal data.</param>
public sealed record Gold(bool Emergency, IReadOnlyList<string> Categories, string? Why = null)
{
    public static Gold Of(GivenJudgement judged) =>
        new(judged.Judgement == Judgements.ShouldHaveBeenUrgent, judged.Category is { } category ? [category] : [], judged.Reason);
}
