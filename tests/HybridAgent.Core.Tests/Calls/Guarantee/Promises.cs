using HybridAgent.Core.Calls;

namespace HybridAgent.Core.Tests.Calls.Guarantee;

/// <summary>The human guarantee, as something that can be found broken.</summary>
internal sealed class Promises(Decide decide, Apply apply)
{
    /// <summary>What this step broke, in words; null when nothing.</summary>
    public string? BrokenBy(World before, CallCommand? command, World after)
    {
        if (command is null)
        {
            return null;
        }
        if (after.Call.Sequence != before.Call.Sequence && decide(after.Call, command, after.Now).Events.Count > 0)
        {
            return "A repeated command did something.";
        }
        return command switch
        {
            AcceptOffer c when !(before.Call.Offers.TryGetValue(c.Offer, out var rung) && rung == c.Actor) && after.Call != before.Call
                => "A stale accept changed something.",
            DeclineOffer c when !before.Call.Offers.ContainsKey(c.Offer) && after.Call != before.Call
                => "A stale decline changed something.",
            EnsureRinging c => OfferReused(before, after) ?? (c.RealLegs is null ? null : AfterPass(after)),
            _ => OfferReused(before, after),
        } ?? Closed(before, command, after);
    }

    /// <summary>What is wrong in this world, whatever led to it; null when nothing.</summary>
    public string? BrokenIn(World world)
    {
        if (world.Call.IsClosed)
        {
            return world.Call.Offers.IsEmpty ? null : "A closed call rings.";
        }
        if (world.Real.Any(r => world.Call.Legs.All(l => l.Leg != r)))
        {
            return "A leg that is really there is not believed.";
        }
        // Whatever happened: with one operator free, the pass after the longest patience rings or finds a human.
        var later = world with { Now = world.Now + CallDecider.JoinWithin, Idle = ["op-1"] };
        var call = later.Call;
        foreach (var e in decide(call, new EnsureRinging("probe", [.. later.Real], CallUnderTest.Idle("op-1")), later.Now).Events)
        {
            call = apply(call, new StoredEvent(call.Call, call.Sequence + 1, later.Now, "system", "probe", e));
        }
        return AfterPass(later with { Call = call }) is { } broken ? "Five seconds later: " + broken : null;
    }

    private static string? AfterPass(World w)
    {
        var call = w.Call;
        if (call.IsClosed)
        {
            return null;
        }
        if (call.Offers.Values.Any(o => !w.Idle.Contains(o)))
        {
            return "Somebody rings who is not free.";
        }
        if (call.Offers.Values.Distinct().Count() != call.Offers.Count)
        {
            return "Somebody rings twice.";
        }
        // A leg that joined a moment ago may not be visible to the media side yet.
        var human = w.HumanReallyThere || call.Legs.Any(l => l.IsHuman && w.Now - l.Since < TimeSpan.FromSeconds(2));
        if (human)
        {
            return call.Offers.IsEmpty ? null : "A human is there and the others still ring.";
        }
        var joining = call.Operator is not null && w.Now - call.OperatorAccepted < CallDecider.JoinWithin;
        if (w.CallerReallyThere)
        {
            return joining || !call.Offers.IsEmpty || w.Idle.IsEmpty ? null : "A caller is on the line, operators are free, and nobody rings.";
        }
        if (call.CallerPresent)
        {
            return null;
        }
        var since = call.CallerLeft ?? call.Started;
        since = call.HumanLeft is { } left && left > since ? left : since;
        var patience = call is { CallerLeftReason: "hung-up", HumanJoined: null } ? TimeSpan.Zero : CallDecider.Reattach;
        if (w.Now - since < patience)
        {
            return null;
        }
        return call.Owed is null ? "A caller is gone and nobody owes a callback."
            : call.Offers.IsEmpty ? null : "Operators ring for a caller who is gone.";
    }

    private static string? OfferReused(World before, World after)
    {
        var fresh = after.Call.Offers.Where(o => !before.Call.Offers.ContainsKey(o.Key)).Select(o => Number(o.Key)).ToList();
        return fresh.Exists(n => n <= before.Call.OffersMade) ? "An offer id was used again."
            : after.Call.Offers.Any(o => before.Call.Offers.TryGetValue(o.Key, out var rung) && rung != o.Value) ? "An offer id was used again."
            : null;
    }

    private static int Number(string offer) => int.Parse(offer[(offer.LastIndexOf('o') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    private static string? Closed(World before, CallCommand command, World after) =>
        before.Call.IsClosed || !after.Call.IsClosed ? null
        : command is not CloseCall { Actor: not "system" } ? "Something other than a human closed the call."
        : after.Call.Owed is not null ? "A call was closed while a callback is owed."
        : null;
}
