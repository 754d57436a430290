using HybridAgent.Core.Calls;
using HybridAgent.Core.Desk;
using HybridAgent.Grains.Calls;

namespace HybridAgent.Grains.Desk;

/// <summary>
/// One desk at work: who is on duty, who is free, which calls wait. Soft state, rebuilt from heartbeats and from the calls' own
/// passes within two seconds. The grain and the simulator both run this very class; it is not safe for concurrent use.
/// </summary>
public sealed class LiveDesk(TimeProvider time)
{
    /// <summary>A console that was not heard of for this long is gone.</summary>
    public static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(3);
    private readonly Dictionary<string, Duty> duties = [];
    private readonly Dictionary<CallId, DeskEntry> calls = [];

    /// <summary>What a console shows may have changed.</summary>
    public event Action? Changed;

    /// <summary>Calls without a human, and open emergencies: whoever comes or goes, they look again at once.</summary>
    public IReadOnlyList<(string Practice, CallId Call)> Waiting =>
        [.. calls.Values.Where(c => c.State == "ringing" || c.Incident is not null).Select(c => (c.Practice, c.Call))];

    /// <summary>A console's heartbeat.</summary>
    /// <returns>True when this person has just come on duty: what waits should look again.</returns>
    public bool Present(string person, bool supervises)
    {
        var now = time.GetUtcNow();
        // Every heartbeat is also the moment to notice who stopped beating.
        var gone = duties.Where(d => now - d.Value.LastSeen > GoneAfter).Select(d => d.Key).ToList();
        gone.ForEach(g => duties.Remove(g));
        var isNew = !duties.TryGetValue(person, out var duty);
        duties[person] = isNew ? new Duty(now, now, supervises) : duty! with { LastSeen = now, Supervises = supervises };
        if (isNew || gone.Count > 0)
        {
            Changed?.Invoke();
        }
        return isNew;
    }

    /// <summary>Off duty. Nobody signs off owning something a caller was promised: it is handed over first.</summary>
    public CommandResult Leave(string person)
    {
        var owned = calls.Values.SelectMany(c => c.Promises).Count(p => p.Owner == person);
        if (owned > 0)
        {
            return new CommandResult($"You still owe {owned} {(owned == 1 ? "promise" : "promises")}: keep or hand over what the board shows first.", 0);
        }
        if (duties.Remove(person))
        {
            Changed?.Invoke();
        }
        return new CommandResult(null, 0);
    }

    /// <summary>Answers an offer for somebody: reserves the person, then accepts in the call. One call a person.</summary>
    public async Task<CommandResult> Accept(string person, CallId call, Func<Task<CommandResult>> accept)
    {
        if (BusyWith(person) is { } busy && busy != call)
        {
            return new CommandResult("You are on another call: finish or leave it first.", 0);
        }
        if (!duties.TryGetValue(person, out var duty) || duty.Accepting is not null)
        {
            return new CommandResult(duty is null ? "You are not on duty." : "You are already answering a call.", 0);
        }
        duties[person] = duty with { Accepting = call };
        try
        {
            return await accept();
        }
        finally
        {
            if (duties.TryGetValue(person, out var still))
            {
                duties[person] = still with { Accepting = null };
            }
            Changed?.Invoke();
        }
    }

    /// <summary>
    /// On duty and free, longest idle first; supervisors are the ladder's second step. Who is just answering still counts: were they gone
    /// for that moment, a pass of the very call they answer would take its offer back under their hand.
    /// </summary>
    public IReadOnlyList<Reachable> Free()
    {
        var now = time.GetUtcNow();
        var busy = Busy();
        return
        [
            .. duties.Where(d => now - d.Value.LastSeen <= GoneAfter && !busy.ContainsKey(d.Key))
                .OrderBy(d => d.Value.IdleSince).ThenBy(d => d.Key, StringComparer.Ordinal)
                .Select(d => new Reachable(d.Key, d.Value.IdleSince, d.Value.Supervises ? Rung.Wider : Rung.Pool)),
        ];
    }

    /// <summary>A call's own line of the queue; one that nobody owes anything any more leaves it.</summary>
    public void Show(DeskEntry entry)
    {
        calls.TryGetValue(entry.Call, out var before);
        if (before is not null && before.Sequence > entry.Sequence)
        {
            return;
        }
        if (entry.State == "closed")
        {
            calls.Remove(entry.Call);
        }
        else
        {
            calls[entry.Call] = entry;
        }
        if (before?.Operator is { } freed && (entry.Operator != freed || entry.State == "closed") && duties.TryGetValue(freed, out var duty))
        {
            duties[freed] = duty with { IdleSince = time.GetUtcNow() };
        }
        if (before is null || before.Sequence != entry.Sequence || before.State != entry.State || before.Unsaved != entry.Unsaved)
        {
            Changed?.Invoke();
        }
    }

    public DeskView View()
    {
        var now = time.GetUtcNow();
        var busy = Busy();
        return new DeskView(
            [.. calls.Values.OrderBy(c => c.Standing).ThenBy(c => c.Started)],
            [.. duties.Where(d => now - d.Value.LastSeen <= GoneAfter)
                .Select(d => new OperatorOnDuty(d.Key, d.Value.IdleSince, busy.TryGetValue(d.Key, out var call) ? call : null))]);
    }

    private CallId? BusyWith(string person) => Busy().TryGetValue(person, out var call) ? call : null;

    private Dictionary<string, CallId> Busy()
    {
        var busy = new Dictionary<string, CallId>();
        foreach (var call in calls.Values)
        {
            foreach (var there in call.OnTheLine ?? [])
            {
                busy[there] = call.Call;
            }
            if (call.Operator is { } person)
            {
                busy[person] = call.Call;
            }
        }
        return busy;
    }

    private sealed record Duty(DateTimeOffset IdleSince, DateTimeOffset LastSeen, bool Supervises, CallId? Accepting = null);
}
