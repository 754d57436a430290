using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Desk;

/// <summary>An operator who is on duty and free.</summary>
public sealed record IdleOperator(string Operator, DateTimeOffset Since);

/// <summary>An operator on duty.</summary>
/// <param name="BusyWith">The call the operator serves; null when idle.</param>
public sealed record OperatorOnDuty(string Operator, DateTimeOffset IdleSince, CallId? BusyWith);

/// <summary>One line of the queue. Lives in memory only.</summary>
/// <param name="State">"ringing", "with-operator", "caller-gone", "owed" or "closed".</param>
/// <param name="RingingFor">Operators being rung, with their offer ids.</param>
/// <param name="Level">Highest red cue, null for none.</param>
/// <param name="Unsaved">The record cannot be written right now; the call goes on, nothing can be confirmed.</param>
/// <param name="PromiseDue">UTC, when a callback is owed.</param>
public sealed record DeskEntry(
    CallId Call, string Practice, string PracticeName, string? From, DateTimeOffset Started, string State,
    IReadOnlyDictionary<string, string> RingingFor, string? Operator, CueLevel? Level, string? Cue,
    DateTimeOffset? PromiseDue, string? PromiseOwner, long Sequence, bool Unsaved = false);

/// <summary>What every console of a pool shows on its left side.</summary>
public sealed record DeskView(IReadOnlyList<DeskEntry> Calls, IReadOnlyList<OperatorOnDuty> Operators)
{
    public static DeskView Empty { get; } = new([], []);
}
