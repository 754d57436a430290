using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Desk;

/// <summary>An operator on duty.</summary>
/// <param name="BusyWith">The call the operator serves; null when idle.</param>
public sealed record OperatorOnDuty(string Operator, DateTimeOffset IdleSince, CallId? BusyWith);

/// <summary>One line of the queue. Lives in memory only.</summary>
/// <param name="State">"ringing", "with-operator", "caller-gone", "owed", "incident" or "closed".</param>
/// <param name="RingingFor">Who is being rung at a screen, with the offer's id.</param>
/// <param name="Level">Highest red cue, null for none.</param>
/// <param name="Standing">The call's place in the queue (<see cref="Priority"/>): earliest first.</param>
/// <param name="Promises">What is still owed to this caller, earliest deadline first.</param>
/// <param name="Incident">The emergency nobody has acknowledged yet, or null.</param>
/// <param name="OnTheLine">Every human on the call's line: none of them is free, whoever of them holds the call.</param>
/// <param name="Unsaved">The record cannot be written right now; the call goes on, nothing can be confirmed.</param>
/// <param name="Why">What moved the call forward in the queue, cues aside, in words (<see cref="Priority.Why"/>).</param>
public sealed record DeskEntry(
    CallId Call, string Practice, string PracticeName, string? From, DateTimeOffset Started, string State,
    IReadOnlyDictionary<string, string> RingingFor, string? Operator, CueLevel? Level, string? Cue, DateTimeOffset Standing,
    IReadOnlyList<OpenPromise> Promises, OpenIncident? Incident, long Sequence, bool Unsaved = false, IReadOnlyList<string>? OnTheLine = null,
    IReadOnlyList<string>? Why = null)
{
    /// <summary>The next deadline, UTC; null when nothing is owed.</summary>
    public DateTimeOffset? Due => Promises.Count > 0 ? Promises[0].Due : null;
}

/// <param name="RingingFor">Who is being rung for it at a screen, with the attempt's id.</param>
/// <param name="PageAt">When clinicians begin to be rung, UTC; before that the operator on the call may take it over.</param>
public sealed record OpenIncident(string Incident, DateTimeOffset PageAt, IReadOnlyDictionary<string, string> RingingFor);

/// <summary>What every console of a pool shows on its left side.</summary>
public sealed record DeskView(IReadOnlyList<DeskEntry> Calls, IReadOnlyList<OperatorOnDuty> Operators)
{
    public static DeskView Empty { get; } = new([], []);
}
