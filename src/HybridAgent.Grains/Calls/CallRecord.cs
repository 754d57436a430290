using HybridAgent.Core.Calls;

namespace HybridAgent.Grains.Calls;

/// <summary>
/// One call's events as this activation knows them: those the store has, and, while the store takes nothing (disk full), those
/// that still have to be written. The latter keep the call alive; they are written before anything newer is.
/// </summary>
internal sealed class CallRecord(CallId call, string practice, IEventStore store)
{
    private readonly List<StoredEvent> events = [];
    private readonly List<NewEvent> unsaved = [];

    public CallState State { get; private set; } = CallState.New(call);

    /// <summary>True while events wait for the store. They are lost if the process dies now.</summary>
    public bool IsBehind => unsaved.Count > 0;

    /// <summary>True when the call is another practice's: for this grain it is not there, and none of its events may be shown.</summary>
    public bool IsForeign { get; private set; }

    private long Durable => State.Sequence - unsaved.Count;

    public IReadOnlyList<StoredEvent> After(long sequence) => [.. events.Where(e => e.Sequence > sequence)];

    /// <summary>Reads what the store has and this activation has not.</summary>
    public async Task<IReadOnlyList<StoredEvent>> Load()
    {
        var known = Durable;
        var newer = await store.Read(call, known);
        if (newer is [{ Event: CallStarted started }, ..] && started.Practice != practice)
        {
            IsForeign = true;
            return [];
        }
        if (IsBehind && newer.Count > 0)
        {
            // Somebody else wrote while we could not: theirs stand, ours follow them under new numbers. A call begins once.
            unsaved.RemoveAll(e => e.Event is CallStarted);
            events.RemoveAll(e => e.Sequence > known);
            State = CallState.Fold(call, events);
            return [.. Take(newer), .. Take(Numbered(unsaved))];
        }
        return Take(newer);
    }

    /// <summary>Writes what waits, if anything does.</summary>
    /// <exception cref="StoreUnavailableException">It still cannot be written.</exception>
    /// <exception cref="SequenceConflictException">Load, then try again.</exception>
    public async Task Flush()
    {
        if (IsBehind)
        {
            await store.Append(call, Durable, [.. unsaved], State.Row());
            unsaved.Clear();
        }
    }

    /// <summary>Adds events to the record.</summary>
    /// <param name="canWait">True: when the store takes nothing, they are kept here and written later.</param>
    /// <exception cref="StoreUnavailableException">Nothing was added.</exception>
    /// <exception cref="SequenceConflictException">Load, decide again, then try again.</exception>
    public async Task<IReadOnlyList<StoredEvent>> Add(IReadOnlyList<NewEvent> fresh, bool canWait)
    {
        var numbered = Numbered(fresh);
        var after = numbered.Aggregate(State, (s, e) => s.Apply(e));
        try
        {
            await store.Append(call, Durable, [.. unsaved, .. fresh], after.Row());
            unsaved.Clear();
        }
        catch (StoreUnavailableException) when (canWait)
        {
            unsaved.AddRange(fresh);
        }
        return Take(numbered);
    }

    private List<StoredEvent> Numbered(IReadOnlyList<NewEvent> fresh) =>
        [.. fresh.Select((e, i) => new StoredEvent(call, State.Sequence + i + 1, e.At, e.Actor, e.Command, e.Event))];

    private IReadOnlyList<StoredEvent> Take(IReadOnlyList<StoredEvent> more)
    {
        foreach (var e in more)
        {
            State = State.Apply(e);
            events.Add(e);
        }
        return more;
    }
}
