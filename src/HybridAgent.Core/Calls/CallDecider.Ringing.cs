using HybridAgent.Core.Desk;

namespace HybridAgent.Core.Calls;

public static partial class CallDecider
{
    /// <summary>How long a lost socket may come back before the call is treated as left.</summary>
    public static readonly TimeSpan Reattach = TimeSpan.FromSeconds(5);

    /// <summary>How long an operator who accepted may take to be on the line before everybody rings again.</summary>
    public static readonly TimeSpan JoinWithin = TimeSpan.FromSeconds(5);

    /// <summary>How long a decline is respected while others ring.</summary>
    public static readonly TimeSpan DeclineRests = TimeSpan.FromSeconds(10);

    /// <summary>A leg younger than this may not yet be visible to the media side.</summary>
    private static readonly TimeSpan NewLeg = TimeSpan.FromSeconds(2);

    private static Decision Join(CallState state, JoinLeg c)
    {
        if (state.Legs.Any(l => l.Leg == c.Leg))
        {
            return Decision.Nothing;
        }
        // One caller, and one leg a person: a new socket replaces the one that has not been noticed dead yet. The new one comes first,
        // so that nobody is ever missing in between.
        var events = new List<CallEvent> { new LegJoined(c.Leg, c.Role, c.Person) };
        events.AddRange(state.Legs
            .Where(l => l.Role == c.Role && l.Person == c.Person && c.Role != LegRole.Assistant)
            .Select(l => new LegLeft(l.Leg, l.Role, l.Person, "replaced")));
        if (c.Role is LegRole.Operator or LegRole.Clinician or LegRole.Supervisor)
        {
            events.AddRange(Withdraw(state, "answered-by-other", except: null));
        }
        return new Decision(events);
    }

    private static Decision Leave(CallState state, LeaveLeg c)
    {
        var leg = state.Legs.FirstOrDefault(l => l.Leg == c.Leg);
        return leg is null ? Decision.Nothing : Decision.Of(new LegLeft(leg.Leg, leg.Role, leg.Person, c.Reason));
    }

    private static Decision Accept(CallState state, AcceptOffer c)
    {
        if (!state.Offers.TryGetValue(c.Offer, out var rung) || rung != c.Actor)
        {
            return Decision.Refuse("This call is no longer ringing for you.");
        }
        return new Decision([new OfferAccepted(c.Offer, c.Actor), .. Withdraw(state, "answered-by-other", c.Offer)]);
    }

    private static Decision Decline(CallState state, DeclineOffer c) =>
        state.Offers.TryGetValue(c.Offer, out var rung) && rung == c.Actor
            ? Decision.Of(new OfferDeclined(c.Offer, c.Actor))
            : Decision.Nothing;

    /// <summary>A telephone stopped ringing. Whatever picked up, only a human's own word is an answer; an attempt of the past changes nothing.</summary>
    private static Decision End(CallState state, EndRing c)
    {
        if (state.Offers.TryGetValue(c.Attempt, out var rung))
        {
            return Decision.Of(new OfferUnanswered(c.Attempt, rung, c.How));
        }
        return state.Incidents.Find(i => i.Rings.ContainsKey(c.Attempt)) is { } incident
            ? Decision.Of(new ClinicianRingEnded(c.Attempt, incident.Rings[c.Attempt], c.How))
            : Decision.Nothing;
    }

    /// <summary>
    /// One pass of the guarantee: believe reality, then make sure that a human is on the line, or is being rung, or owes a callback;
    /// and that an open emergency rings, whatever became of the call.
    /// </summary>
    private static Decision Ring(CallState state, EnsureRinging c, DateTimeOffset now)
    {
        var events = new List<CallEvent>();
        state = Reconcile(state, c, now, events);
        if (!state.IsClosed)
        {
            state = RingForCall(state, c, now, events);
        }
        RingForIncidents(ref state, c, now, events);
        foreach (var promise in state.Promises.Where(p => p is { Kept: false, Overdue: false } && p.Due <= now))
        {
            events.Add(new PromiseOverdue(promise.Promise));
        }
        return new Decision(events);
    }

    private static CallState RingForCall(CallState state, EnsureRinging c, DateTimeOffset now, List<CallEvent> events)
    {
        // Who is not free any more stops ringing, whatever else is the case.
        foreach (var (offer, rung) in InOrder(state.Offers).Where(o => !c.People.Any(p => p.Person == o.Value && p.ByPhone == state.Dialled.ContainsKey(o.Key))))
        {
            Add(ref state, events, new OfferWithdrawn(offer, rung, "operator-gone"), now);
        }

        if (state.Operator is { } expected && !state.HumanPresent && !(now - state.OperatorAccepted < JoinWithin))
        {
            Add(ref state, events, new OfferWithdrawn($"{state.Call}-joining", expected, "never-joined"), now);
        }

        var more = new List<CallEvent>();
        if (state.CallerPresent && !state.HumanPresent && state.Operator is null)
        {
            more.AddRange(Offer(state, c, now));
        }
        else if (state.HumanPresent)
        {
            more.AddRange(Withdraw(state, "answered-by-other", null));
        }
        else if (!state.CallerPresent)
        {
            // A caller whose leg never appeared after the first ring is gone since then.
            PromiseCallback(state, state.CallerLeft ?? state.Started, now, more);
        }
        foreach (var e in more)
        {
            Add(ref state, events, e, now);
        }
        return state;
    }

    /// <summary>What the record believes and the media side does not know is over: legs without a connection, telephones that do not ring.</summary>
    private static CallState Reconcile(CallState state, EnsureRinging c, DateTimeOffset now, List<CallEvent> events)
    {
        if (c.RealLegs is { } real)
        {
            foreach (var ghost in state.Legs.Where(l => !real.Contains(l.Leg) && now - l.Since >= NewLeg))
            {
                Add(ref state, events, new LegLeft(ghost.Leg, ghost.Role, ghost.Person, "lost"), now);
            }
        }
        if (c.RealRings is { } rings)
        {
            foreach (var (attempt, _) in InOrder(state.Dialled).Where(d => !rings.Contains(d.Key) && now - d.Value >= NewLeg))
            {
                foreach (var e in End(state, new EndRing("", attempt, RingEnds.NotRinging)).Events)
                {
                    Add(ref state, events, e, now);
                }
            }
        }
        return state;
    }

    /// <summary>
    /// The ladder: each step that is open rings everybody on it. A step opens at its time, or at once when nobody below can be rung;
    /// when all who could be rung have declined, they are asked again at once, because somebody must be ringing.
    /// </summary>
    private static IEnumerable<CallEvent> Offer(CallState state, EnsureRinging c, DateTimeOffset now)
    {
        var ringing = state.Offers.Select(o => (o.Value, state.Dialled.ContainsKey(o.Key))).ToHashSet();
        var waited = now - (state.WaitingSince ?? now);
        var free = c.People.OrderBy(p => p.Rung).ThenBy(p => p.Since).DistinctBy(p => (p.Person, p.ByPhone))
            .Where(p => !ringing.Contains((p.Person, p.ByPhone))).ToList();
        var offered = new List<Reachable>();
        foreach (var step in free.GroupBy(p => p.Rung))
        {
            if (Ladder.OpensAfter(step.Key) <= waited || ringing.Count + offered.Count == 0)
            {
                offered.AddRange(step.Where(p => !state.Declined.TryGetValue(p.Person, out var at) || now - at >= DeclineRests));
            }
        }
        if (ringing.Count + offered.Count == 0)
        {
            offered = free;
        }
        return offered.Select((p, i) => new OfferMade($"{state.Call}-o{state.OffersMade + i + 1}", p.Person, p.Rung, p.ByPhone));
    }

    /// <summary>I8 and I7: nobody who called is forgotten, whether no human ever spoke or the human went away without closing.</summary>
    private static void PromiseCallback(CallState state, DateTimeOffset left, DateTimeOffset now, List<CallEvent> events)
    {
        var cutOff = state.CallerLeftReason != "hung-up";
        var since = state.HumanLeft is { } human && human > left ? human : left;
        if ((cutOff || state.HumanJoined is not null) && now - since < Reattach)
        {
            return;
        }
        events.AddRange(Withdraw(state, "caller-gone", null));
        if (state.Owed is not null)
        {
            return;
        }
        var due = now + (state.Cues.Count > 0 ? TimeSpan.FromMinutes(2) : TimeSpan.FromMinutes(10));
        var why = state.HumanJoined is not null ? "unfinished" : cutOff ? "cut-off" : "hung-up-before-a-human";
        events.Add(new CallbackPromised($"{state.Call}-p{state.Promises.Count + 1}", due, why));
    }

    private static IEnumerable<CallEvent> Withdraw(CallState state, string reason, string? except) =>
        InOrder(state.Offers).Where(o => o.Key != except).Select(o => new OfferWithdrawn(o.Key, o.Value, reason));

    /// <summary>In the order they were made: a dictionary's own order differs from process to process, and with it the events.</summary>
    private static IEnumerable<KeyValuePair<string, T>> InOrder<T>(IReadOnlyDictionary<string, T> attempts) => attempts.Count < 2
        ? attempts
        : attempts.OrderBy(a => a.Key.Length).ThenBy(a => a.Key, StringComparer.Ordinal);

    private static void Add(ref CallState state, List<CallEvent> events, CallEvent e, DateTimeOffset now)
    {
        events.Add(e);
        state = state.Apply(new StoredEvent(state.Call, state.Sequence, now, "system", "", e));
    }
}
