using HybridAgent.Core.Calls;

namespace HybridAgent.Core.Tests.Calls.Guarantee;

/// <summary>The human guarantee, as something that can be found broken. I1 to I8 are the invariants of the design page.</summary>
internal sealed class Promises(Decide decide)
{
    /// <summary>What this step broke, in words; null when nothing.</summary>
    public string? BrokenBy(World before, CallCommand? command, World after)
    {
        if (command is null)
        {
            return null;
        }
        return Stale(before, command, after) ?? AttemptReused(before, after) ?? Closed(before, command, after) ?? Ended(before, command, after);
    }

    /// <summary>The same command again, as a sender that got no answer repeats it: it must do nothing.</summary>
    public string? Repeated(World before, CallCommand? command, World after) =>
        command is not null && after.Call.Sequence != before.Call.Sequence && decide(after.Call, command, after.Now).Events.Count > 0
            ? "I6: A repeated command did something."
            : null;

    /// <summary>What is wrong in this world, whatever led to it; null when nothing.</summary>
    /// <param name="probe">The world after the next pass and its dials.</param>
    public string? BrokenIn(World world, Func<World, TimeSpan, World> probe)
    {
        if (world.Call.IsClosed && !world.Call.Offers.IsEmpty)
        {
            return "I7: A closed call rings.";
        }
        if (world.Legs.Any(r => world.Call.Legs.All(l => l.Leg != r)) && !world.Call.IsClosed)
        {
            return "A leg that is really there is not believed.";
        }
        if (!world.Call.IsLive)
        {
            return null;
        }
        // An emergency waits for nothing: the very next pass rings.
        if (Emergency(probe(world, TimeSpan.Zero), reconciled: false) is { } late)
        {
            return late;
        }
        var next = probe(world, CallDecider.JoinWithin);
        if ((Caller(next) ?? Emergency(next, reconciled: true)) is { } broken)
        {
            return "Five seconds later: " + broken;
        }
        // Who was just found gone may come back within five seconds; then it is a promise.
        return Owed(probe(next, CallDecider.Reattach)) is { } forgotten ? "Ten seconds later: " + forgotten : null;
    }

    /// <summary>I2 and I8 after a pass: a human is there, or is really being rung; or a callback is owed.</summary>
    private static string? Caller(World w)
    {
        var call = w.Call;
        if (call.IsClosed)
        {
            return null;
        }
        if (call.Offers.Where(o => !call.Dialled.ContainsKey(o.Key)).Any(o => !w.OnDuty.Contains(o.Value)))
        {
            return "Somebody rings who is not free.";
        }
        if (call.Offers.Select(o => (o.Value, call.Dialled.ContainsKey(o.Key))).Distinct().Count() != call.Offers.Count)
        {
            return "Somebody rings twice.";
        }
        if (w.HumanReallyThere)
        {
            return call.Offers.IsEmpty ? null : "A human is there and the others still ring.";
        }
        var reallyRings = call.Offers.Keys.Any(o => !call.Dialled.ContainsKey(o) || w.Rings.Contains(o));
        if (w.CallerReallyThere)
        {
            return reallyRings ? null : "I2: A caller is on the line without a human, and nobody rings.";
        }
        return null;
    }

    private static string? Owed(World w) =>
        w.Call.IsClosed || w.CallerReallyThere || w.HumanReallyThere ? null
        : w.Call.Owed is null ? "I8: A caller is gone and nobody owes a callback."
        : w.Call.Offers.IsEmpty ? null : "Operators ring for a caller who is gone.";

    /// <summary>I3 and I4 after a pass: an emergency nobody has really rings somebody.</summary>
    /// <param name="reconciled">Attempts are old enough that belief about them must be true.</param>
    private static string? Emergency(World w, bool reconciled)
    {
        if (w.Call.OpenIncident is not { } incident || (w.Call.HumanPresent && w.Now < incident.PageAt))
        {
            return null;
        }
        var rings = reconciled ? incident.Rings.Keys.Any(r => !w.Call.Dialled.ContainsKey(r) || w.Rings.Contains(r)) : !incident.Rings.IsEmpty;
        return rings ? null : "I4: An emergency is open and rings nobody.";
    }

    private static string? Stale(World before, CallCommand command, World after)
    {
        var about = command switch
        {
            AcceptOffer c => c.Offer,
            DeclineOffer c => c.Offer,
            DeclineIncident c => c.Attempt,
            EndRing c => c.Attempt,
            _ => null,
        };
        return about is not null && !before.Rang(about) && after.Call != before.Call ? "I6: A message about an attempt of the past changed something." : null;
    }

    private static string? AttemptReused(World before, World after)
    {
        var offers = after.Call.Offers.Keys.Where(o => !before.Call.Offers.ContainsKey(o)).Any(o => Number(o) <= before.Call.OffersMade);
        var attempts = after.Call.Incidents.Exists(i => before.Call.Incidents.Find(b => b.Id == i.Id) is { } was
            && i.Rings.Keys.Any(r => !was.Rings.ContainsKey(r) && Number(r) <= was.RingsMade));
        return offers || attempts ? "I6: The id of an attempt was used again." : null;
    }

    private static int Number(string attempt) =>
        int.Parse(attempt[(attempt.LastIndexOfAny(['o', 'r']) + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    private static string? Closed(World before, CallCommand command, World after) =>
        before.Call.IsClosed || !after.Call.IsClosed ? null
        : command is not CloseCall { Actor: not "system" } ? "I7: Something other than a human closed the call."
        : after.Call.Owed is not null ? "I7: A call was closed while a callback is owed."
        : null;

    /// <summary>I5: an emergency ends by an identified clinician's word or a named human's takeover, and by nothing else.</summary>
    private static string? Ended(World before, CallCommand command, World after)
    {
        if (before.Call.OpenIncident is null || after.Call.OpenIncident is not null)
        {
            return null;
        }
        return command is AcknowledgeIncident { Actor: GuaranteeSearch.Clinician } or TakeOverIncident { Actor: not "system" }
            ? null
            : "I5: An emergency ended without an identified human's word.";
    }
}
