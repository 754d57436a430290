using HybridAgent.Core.Calls;

namespace HybridAgent.Server.Simulation;

/// <summary>The human guarantee, I1 to I8, held against what is really the case. Throws at the first moment that breaks it.</summary>
internal sealed class Invariants(World world)
{
    /// <summary>Passes come every second; one more may be under way.</summary>
    private const long LookedAtLeastEvery = 2_500;
    private readonly HashSet<(long Life, string Attempt)> attempts = [];
    private readonly List<RealCall> open = [];
    private readonly long bound = Faults.Bound(world.Plan.Faults);

    /// <summary>A record was read again by a new process.</summary>
    public void Follow(RealCall call, CallState state)
    {
        call.Ringing.Clear();
        foreach (var (attempt, person) in state.Offers.Concat(state.Incidents.SelectMany(i => i.Rings)))
        {
            call.Ringing[attempt] = person;
        }
        foreach (var incident in call.Emergencies.Keys.Where(i => !state.Incidents.Exists(o => o.Id == i && o.IsOpen)).ToList())
        {
            // Only what never reached a disk may be missing after the process died.
            Require(!state.Incidents.Exists(o => o.Id == incident), call, $"I5: the emergency {incident} is over and nobody ended it.");
            call.Emergencies.Remove(incident);
        }
        foreach (var incident in state.Incidents.Where(i => i.IsOpen))
        {
            call.Emergencies.TryAdd(incident.Id, Milliseconds(incident.PageAt));
        }
    }

    /// <summary>A new event of the record.</summary>
    public void Check(RealCall call, StoredEvent stored, CallState after)
    {
        switch (stored.Event)
        {
            case OfferMade e:
                Begun(call, e.Offer, e.Operator);
                break;
            case ClinicianRung e:
                Begun(call, e.Attempt, e.Person);
                break;
            case OfferAccepted e:
                Require(Rung(call, e.Offer) == e.Operator && stored.Actor == e.Operator, call, $"I6: {e.Operator} answered {e.Offer}, which did not ring for them.");
                break;
            case OfferDeclined e:
                Require(Rung(call, e.Offer) == e.Operator, call, $"I6: {e.Operator} declined {e.Offer}, which did not ring for them.");
                break;
            case OfferUnanswered e:
                Require(Rung(call, e.Offer) is not null, call, $"I6: {e.Offer} stopped ringing twice.");
                break;
            case ClinicianRingEnded e:
                Require(Rung(call, e.Attempt) is not null, call, $"I6: {e.Attempt} stopped ringing twice.");
                break;
            case OfferWithdrawn e:
                Rung(call, e.Offer);
                break;
            case IncidentOpened e:
                call.Emergencies[e.Incident] = Milliseconds(e.PageAt);
                (call.OpenedAt, call.OpenedAlone) = (Milliseconds(stored.At), e.PageAt <= stored.At);
                break;
            case IncidentAcknowledged e:
                Ended(call, e.Incident, e.By);
                break;
            case IncidentTakenOver e:
                Ended(call, e.Incident, e.By);
                break;
            case CallbackPromised e:
                var patience = after.Cues.Count > 0 ? 2 : 10;
                Require(e.Due - stored.At == TimeSpan.FromMinutes(patience), call, $"I8: the callback is due at {e.Due:HH:mm:ss}, and should be within {patience} minutes.");
                break;
            case PromiseMade e:
                Require(IsHuman(e.Owner), call, "I7: a promise without an owner.");
                break;
            case CallClosed e:
                Require(IsHuman(stored.Actor) && IsHuman(e.By) && Outcomes.All.Contains(e.Outcome), call, "I7: the call was closed, and not by a human with an outcome.");
                Require(after.Owed is null, call, "I7: the call was closed while a callback is owed.");
                Require(after.Promises.TrueForAll(p => p.Kept || p.Owner is not null), call, "I7: the call was closed with a promise nobody owns.");
                Require(after.Offers.IsEmpty, call, "The call is closed and still rings.");
                break;
        }
    }

    /// <summary>I2, I3, I4: looks at what rings in reality, and starts or ends the clock of a gap.</summary>
    public void Look(RealCall call)
    {
        var now = world.Time.Now;
        var waits = call.CallerConnected && call.Closed is null && world.SomebodyReachable && !call.HumanConnected && !call.ReallyRings(emergency: false);
        if (call.Caller.Set(waits, now))
        {
            open.Add(call);
        }
        if (call.OpenedAt is { } opened && call.ReallyRings(emergency: true))
        {
            world.Measures.Rang(call, now - opened);
        }
        var pages = call.Emergencies.Count > 0 && world.SomebodyReachable && call.Emergencies.Values.Min() <= now && !call.ReallyRings(emergency: true);
        if (call.Emergency.Set(pages, now))
        {
            open.Add(call);
        }
        Require(call.State is not { } state || (state.OpenIncident is null) == (call.Emergencies.Count == 0), call, "I5: an emergency ended that nobody ended.");
    }

    /// <summary>No gap is longer than its bound.</summary>
    public void HoldGaps()
    {
        for (var i = open.Count - 1; i >= 0; i--)
        {
            var call = open[i];
            if (call.Caller.Since is null && call.Emergency.Since is null)
            {
                open.RemoveAt(i);
                continue;
            }
            Require(!(world.Time.Now - call.Caller.Since > bound), call,
                $"I2: a caller has been without a human and without anything ringing for more than {bound / 1000} s, and somebody is reachable.");
            Require(!(world.Time.Now - call.Emergency.Since > bound), call,
                $"I3, I4: an emergency has rung nobody for more than {bound / 1000} s, and somebody is reachable.");
        }
    }

    /// <summary>What only time can break: I1, I7, I8.</summary>
    public void Sweep()
    {
        if (world.Silo is null)
        {
            return;
        }
        var now = world.Time.Now;
        foreach (var call in world.Active)
        {
            if (call.Emergencies.Count > 0)
            {
                Look(call);
            }
            if (call.CallerConnected)
            {
                Require(now - Math.Max(call.Looked, world.BackSince) <= LookedAtLeastEvery + bound, call, "I1: a caller is connected and the watchdog does not look at the call.");
                Require(call.State is { IsStarted: true } || now - Math.Max(call.Arrived, world.BackSince) <= bound, call, "I7: a caller is connected and there is no record of it.");
                continue;
            }
            var since = Math.Max(Math.Max(call.CallerGoneAt, call.HumanGoneAt), world.BackSince);
            if (call.Closed is null && call.Legs.Count == 0 && now - since > (long)CallDecider.Reattach.TotalMilliseconds + 3_000 + bound)
            {
                Require(call.State is { } state && (state.IsClosed || state.Owed is not null), call, "I8: a caller is gone, nobody closed the call, and nobody owes a callback.");
            }
        }
    }

    /// <summary>When all is over: no caller was forgotten.</summary>
    public void End()
    {
        var rows = world.Store.Rows.ToDictionary(r => r.Call);
        foreach (var call in world.Measures.Calls)
        {
            Require(rows.TryGetValue(call.Id, out var row), call, "I7: a caller was connected and the store has never heard of it.");
            Require(row!.Closed || row.Live, call, "I7: a call is neither closed nor looked at any more.");
        }
    }

    private void Begun(RealCall call, string attempt, string person)
    {
        // An id may come again only when the one before was lost with the process, before any disk had it.
        Require(attempts.Add((world.BackSince, attempt)) && world.Store.Reused is null, call, $"I6: the id {attempt} was used again.");
        call.Ringing[attempt] = person;
    }

    private static string? Rung(RealCall call, string attempt)
    {
        call.Ringing.Remove(attempt, out var person);
        return person;
    }

    private void Ended(RealCall call, string incident, string by)
    {
        call.OpenedAt = null;
        Require(call.Emergencies.Remove(incident) && call.Acts.Contains((incident, by)), call, $"I5: the emergency {incident} was ended in the name of {by}, who did nothing of the kind.");
    }

    private long Milliseconds(DateTimeOffset at) => world.Time.Now + (long)(at - world.Time.GetUtcNow()).TotalMilliseconds;

    private static bool IsHuman(string id) => id is not ("" or "system" or "assistant" or "caller");

    private void Require(bool holds, RealCall call, string what)
    {
        if (!holds)
        {
            throw world.Broken(new GuaranteeBrokenException(call, world, what));
        }
    }
}
