using HybridAgent.Core.Calls;
using HybridAgent.Core.Desk;

namespace HybridAgent.Core.Tests.Calls.Guarantee;

/// <summary>
/// Seeded bugs, each a switch: the design page's thirteen first, then those this code could have had. The search must find every one;
/// a mutant that survives fails a test.
/// </summary>
internal static class Mutants
{
    private static readonly Apply Fold = (state, stored) => state.Apply(stored);

    public static IReadOnlyDictionary<string, (Decide Decide, Apply Apply)> All { get; } = new Dictionary<string, (Decide, Apply)>
    {
        ["01 no watchdog after an operator dropped"] =
            ((s, c, now) => c is EnsureRinging && s.HumanJoined is not null ? Decision.Nothing : CallDecider.Decide(s, c, now), Fold),
        ["02 trusting belief instead of reality"] =
            ((s, c, now) => CallDecider.Decide(s, c is EnsureRinging e ? e with { RealLegs = null, RealRings = null } : c, now), Fold),
        ["03 a stale end is accepted"] =
            ((s, c, now) => CallDecider.Decide(s, c is EndRing e && s.Dialled.FirstOrDefault().Key is { } ringing ? e with { Attempt = ringing } : c, now), Fold),
        ["04 a stale accept counts"] =
            ((s, c, now) => c is AcceptOffer a && !s.IsClosed ? Decision.Of(new OfferAccepted(a.Offer, a.Actor)) : CallDecider.Decide(s, c, now), Fold),
        ["05 attempt ids are used again"] =
            (Change(e => e is OfferMade o ? o with { Offer = $"{CallUnderTest.Id}-o1" } : e), Fold),
        ["06 voicemail counts"] =
            ((s, c, now) => c is EndRing { How: RingEnds.NobodyPressed } e && s.Offers.TryGetValue(e.Attempt, out var offered) ? Decision.Of(new OfferAccepted(e.Attempt, offered))
                : c is EndRing { How: RingEnds.NobodyPressed } && s.OpenIncident is { } i ? Decision.Of(new IncidentAcknowledged(i.Id, GuaranteeSearch.Clinician))
                : CallDecider.Decide(s, c, now), Fold),
        ["07 one pass over the list"] =
            (Drop((s, e) => e is OfferMade && s.OffersMade >= 2), Fold),
        ["08 who declined is not redialled"] =
            (Drop((s, e) => e is OfferMade o && s.Declined.ContainsKey(o.Operator)), Fold),
        ["09 the call ends by any leg's end"] =
            ((s, c, now) => c is LeaveLeg ? new Decision([.. CallDecider.Decide(s, c, now).Events, new CallClosed("no-message", "system")]) : CallDecider.Decide(s, c, now), Fold),
        ["10 a hang-up cancels the emergency"] =
            ((s, c, now) => c is LeaveLeg && s.OpenIncident is { } i
                ? new Decision([.. CallDecider.Decide(s, c, now).Events, new IncidentTakenOver(i.Id, "system", "hung up")])
                : CallDecider.Decide(s, c, now), Fold),
        ["11 an emergency's exhausted list stops"] =
            (Drop((s, e) => e is ClinicianRung && s.OpenIncident is { RingsMade: >= 1 }), Fold),
        ["12 no backstop"] =
            ((s, c, now) => CallDecider.Decide(s, c is EnsureRinging e ? e with { People = [.. e.People.Where(p => p.Rung == Rung.Pool)] } : c, now), Fold),
        ["13 a cue waits for an operator before it pages"] =
            (Drop((s, e) => e is ClinicianRung && s.HumanJoined is null), Fold),

        ["an operator who never joins is waited for"] =
            ((s, c, now) => c is EnsureRinging && s is { Operator: not null, HumanPresent: false } ? Decision.Nothing : CallDecider.Decide(s, c, now), Fold),
        ["a caller who hangs up is forgotten"] =
            (Drop((_, e) => e is CallbackPromised { Why: "hung-up-before-a-human" }), Fold),
        ["a caller who is cut off is forgotten"] =
            (Drop((_, e) => e is CallbackPromised { Why: "cut-off" }), Fold),
        ["operators ring for a caller who is gone"] =
            (Drop((_, e) => e is OfferWithdrawn { Reason: "caller-gone" }), Fold),
        ["operators ring on after a human joined"] =
            (Drop((_, e) => e is OfferWithdrawn { Reason: "answered-by-other" }), Fold),
        ["an operator who left holds the call"] =
            ((s, c, now) => c is EnsureRinging && s is { HumanJoined: not null, HumanPresent: false, CallerPresent: true } ? Decision.Nothing : CallDecider.Decide(s, c, now), Fold),
        ["a closed call's emergency is not looked at"] =
            ((s, c, now) => c is EnsureRinging && s.IsClosed ? Decision.Nothing : CallDecider.Decide(s, c, now), Fold),
        ["the machine may take an emergency over"] =
            ((s, c, now) => c is TakeOverIncident t && s.OpenIncident is { } i ? Decision.Of(new IncidentTakenOver(i.Id, t.Actor, t.Reason)) : CallDecider.Decide(s, c, now), Fold),
    };

    private static Decide Drop(Func<CallState, CallEvent, bool> which) => (s, c, now) =>
    {
        var decision = CallDecider.Decide(s, c, now);
        return decision with { Events = [.. decision.Events.Where(e => !which(s, e))] };
    };

    private static Decide Change(Func<CallEvent, CallEvent> how) => (s, c, now) =>
    {
        var decision = CallDecider.Decide(s, c, now);
        return decision with { Events = [.. decision.Events.Select(how)] };
    };
}
