namespace HybridAgent.Core.Calls;

/// <summary>An event with its place in the record.</summary>
/// <param name="Sequence">1, 2, 3, ... gapless within the call.</param>
/// <param name="At">UTC, millisecond precision.</param>
/// <param name="Actor">Who caused it: "system", "caller", "assistant" or a person's id. Never a name.</param>
/// <param name="Command">Id of the command that led to it: the fold deduplicates by it.</param>
public sealed record StoredEvent(CallId Call, long Sequence, DateTimeOffset At, string Actor, string Command, CallEvent Event);

/// <summary>An event about to be stored.</summary>
public sealed record NewEvent(DateTimeOffset At, string Actor, string Command, CallEvent Event);

/// <summary>What the store must know of a call without opening its payloads. Holds no personal data.</summary>
/// <param name="Live">The watchdog must look at this call every second.</param>
/// <param name="PromiseDue">The earliest open promise, UTC.</param>
/// <param name="Message">"", "sent", "read" or "acknowledged".</param>
/// <param name="Level">1 or 2 for the highest red cue, 0 for none.</param>
/// <param name="From">The caller's number; the store keeps only a keyed hash of it. Null in rows that are read.</param>
/// <param name="Due">What must be looked at again at a certain instant; empty in rows that are read.</param>
public sealed record CallRow(
    CallId Call, string Practice, string Pool, DateTimeOffset Started, bool Live, bool Closed, DateTimeOffset? PromiseDue,
    string Message, int Level, long Sequence, string? From, IReadOnlyList<DueWork> Due);

/// <summary>Something of a call that falls due.</summary>
/// <param name="Key">Unique within the call, for example the promise's id.</param>
/// <param name="At">UTC.</param>
public sealed record DueWork(string Key, DateTimeOffset At);

/// <summary>Which calls to list. Null means any.</summary>
/// <param name="From">Calls of this number to this practice (needs <paramref name="Practice"/>).</param>
/// <param name="Since">Calls that began at or after this instant, UTC.</param>
/// <param name="Before">Calls that began before this instant, UTC: the next page.</param>
/// <param name="BeforeCall">
/// With <paramref name="Before"/>: also calls that began at that very instant and stand after this one, so that no page leaves one out.
/// </param>
/// <param name="Unacknowledged">Calls whose message is on its way and not acknowledged yet.</param>
public sealed record CallQuery(
    string? Practice = null, string? Pool = null, bool? Live = null, bool? Closed = null, bool? HasMessage = null, int Take = 200,
    string? From = null, DateTimeOffset? Since = null, DateTimeOffset? Before = null, bool? Unacknowledged = null,
    CallId? BeforeCall = null);

/// <summary>
/// The event store. An append returns only after its events and its row are durable (one transaction, survives kill -9).
/// </summary>
public interface IEventStore
{
    /// <summary>Appends events after sequence <paramref name="expected"/>.</summary>
    /// <exception cref="SequenceConflictException">Somebody else appended first: reload and decide again.</exception>
    /// <exception cref="StoreUnavailableException">Nothing was stored (disk full, store closed). The call must go on without.</exception>
    ValueTask<IReadOnlyList<StoredEvent>> Append(CallId call, long expected, IReadOnlyList<NewEvent> events, CallRow row, CancellationToken cancel = default);

    /// <summary>Events after sequence <paramref name="after"/>, in order. Empty when there are none.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer. The call must go on without.</exception>
    /// <exception cref="TamperedException">A payload cannot be opened or the chain does not hold.</exception>
    ValueTask<IReadOnlyList<StoredEvent>> Read(CallId call, long after = 0, CancellationToken cancel = default);

    /// <summary>Rows, newest first.</summary>
    /// <exception cref="ArgumentException">A number without a practice, or <see cref="CallQuery.BeforeCall"/> without an instant.</exception>
    ValueTask<IReadOnlyList<CallRow>> List(CallQuery query, CancellationToken cancel = default);

    /// <summary>Checks the chain of one call.</summary>
    ValueTask<ChainStatus> Verify(CallId call, CancellationToken cancel = default);
}

/// <param name="Intact">True when every hash, sequence and seal holds.</param>
/// <param name="Events">How many events were checked.</param>
/// <param name="Head">Hash of the last event, hex.</param>
/// <param name="Problem">The first thing that does not hold, naming its sequence; null when intact.</param>
public sealed record ChainStatus(bool Intact, long Events, string Head, string? Problem);

public sealed class SequenceConflictException(CallId call, long expected)
    : Exception($"Call {call} has moved past sequence {expected}.");

public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

public sealed class TamperedException(string message) : Exception(message);
