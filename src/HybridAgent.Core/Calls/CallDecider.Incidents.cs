using HybridAgent.Core.Cues;
using HybridAgent.Core.Desk;
using HybridAgent.Core.Incidents;

namespace HybridAgent.Core.Calls;

/// <summary>Emergencies: opened by a cue, ended only by an identified human's own act.</summary>
public static partial class CallDecider
{
    /// <summary>A red E1 cue opens an emergency in the same append. One is open at a time: what comes later belongs to it.</summary>
    private static IEnumerable<CallEvent> Open(CallState state, CueRaised raised, DateTimeOffset now)
    {
        if (raised.Cue is { IsRed: true, Level: CueLevel.E1 } && state.OpenIncident is null)
        {
            // An operator on the call gets a moment to take it over; a caller alone has no time for that.
            var pageAt = state.HumanPresent ? now + IncidentLadder.Countdown : now;
            yield return new IncidentOpened($"{state.Call}-i{state.Incidents.Count + 1}", raised.Id, pageAt);
        }
    }

    private static Decision Acknowledge(CallState state, AcknowledgeIncident c) =>
        OpenOne(state, c.Incident) is { } incident
            ? new Decision([.. Unring(incident, "closed"), new IncidentAcknowledged(incident.Id, c.Actor)])
            : Decision.Refuse("Somebody already has this emergency.");

    private static Decision TakeOver(CallState state, TakeOverIncident c)
    {
        if (string.IsNullOrWhiteSpace(c.Reason))
        {
            return Decision.Refuse("Say what you do instead: an emergency is taken over only with a reason.");
        }
        return OpenOne(state, c.Incident) is { } incident
            ? new Decision([.. TakenOver(incident, c.Actor, c.Reason.Trim())])
            : Decision.Refuse("Somebody already has this emergency.");
    }

    private static IEnumerable<CallEvent> TakenOver(Incident incident, string by, string reason) =>
        [.. Unring(incident, "closed"), new IncidentTakenOver(incident.Id, by, reason)];

    private static Decision Decline(CallState state, DeclineIncident c) =>
        state.OpenIncident is { } incident && incident.Rings.TryGetValue(c.Attempt, out var rung) && rung == c.Actor
            ? Decision.Of(new ClinicianRingEnded(c.Attempt, rung, "declined"))
            : Decision.Nothing;

    private static Incident? OpenOne(CallState state, string id) => state.Incidents.Find(i => i.Id == id && i.IsOpen);

    private static IEnumerable<CallEvent> Unring(Incident incident, string how) =>
        InOrder(incident.Rings).Select(r => new ClinicianRingEnded(r.Key, r.Value, how));

    private static void RingForIncidents(ref CallState state, EnsureRinging c, DateTimeOffset now, List<CallEvent> events)
    {
        if (c.Clinicians is null || state.OpenIncident is not { } incident)
        {
            return;
        }
        var desk = c.People.Where(p => c.Clinicians.All(d => d.Person != p.Person)).ToList();
        foreach (var (attempt, rung) in InOrder(incident.Rings))
        {
            if (!Reached(state.Dialled.ContainsKey(attempt), rung))
            {
                Add(ref state, events, new ClinicianRingEnded(attempt, rung, "gone"), now);
            }
        }
        incident = state.OpenIncident!;
        if (now < incident.PageAt && state.HumanPresent)
        {
            return;
        }
        foreach (var e in Page(state, incident, c.Clinicians, desk, now).ToList())
        {
            Add(ref state, events, e, now);
        }

        bool Reached(bool byPhone, string person) =>
            c.Clinicians.Any(d => d.Person == person && d.ByPhone == byPhone) || desk.Exists(d => d.Person == person && d.ByPhone == byPhone);
    }

    /// <summary>
    /// Who is on the list rings by steps, and keeps ringing; a step opens at once when nobody before it can be rung. The desk rings when
    /// the list has had its time, or when nobody on it can be reached: an emergency always rings somebody.
    /// </summary>
    private static IEnumerable<CallEvent> Page(
        CallState state, Incident incident, IReadOnlyList<Reachable> clinicians, IReadOnlyList<Reachable> desk, DateTimeOffset now)
    {
        var since = now - (now < incident.PageAt ? now : incident.PageAt);
        var ringing = incident.Rings.Select(r => (r.Value, state.Dialled.ContainsKey(r.Key))).ToHashSet();
        var place = clinicians.Select(p => p.Person).Distinct().Select((p, i) => (p, i)).ToDictionary(p => p.p, p => p.i);
        var rung = new List<Reachable>();
        foreach (var clinician in clinicians.Where(p => !ringing.Contains((p.Person, p.ByPhone))))
        {
            var open = IncidentLadder.OpensAfter(place[clinician.Person]) <= since || ringing.Count + rung.Count == 0 || rung.Exists(r => r.Person == clinician.Person);
            if (open && Rested(clinician))
            {
                rung.Add(clinician);
            }
        }
        if (ringing.Count + rung.Count == 0)
        {
            rung.AddRange(clinicians);
        }
        if (since >= IncidentLadder.Desk || ringing.Count + rung.Count == 0)
        {
            rung.AddRange(desk.Where(p => !ringing.Contains((p.Person, p.ByPhone)) && (Rested(p) || ringing.Count + rung.Count == 0)));
        }
        return rung.Select((p, i) => new ClinicianRung($"{incident.Id}-r{incident.RingsMade + i + 1}", incident.Id, p.Person, p.ByPhone));

        bool Rested(Reachable p) => !incident.Rested.TryGetValue(p.Person, out var at) || now - at >= IncidentLadder.RingAgainAfter;
    }
}
