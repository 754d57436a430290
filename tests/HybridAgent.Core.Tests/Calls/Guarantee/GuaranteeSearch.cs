using System.Collections.Immutable;
using HybridAgent.Core.Calls;

namespace HybridAgent.Core.Tests.Calls.Guarantee;

internal delegate Decision Decide(CallState state, CallCommand command, DateTimeOffset now);

internal delegate CallState Apply(CallState state, StoredEvent stored);

/// <summary>What a search found.</summary>
/// <param name="Worlds">How many different worlds were visited.</param>
/// <param name="Steps">How many steps between them were checked.</param>
/// <param name="Exhausted">True when there is no world left to visit.</param>
/// <param name="Broken">The first broken promise and the shortest way to it; null when all hold.</param>
internal sealed record Found(int Worlds, long Steps, bool Exhausted, string? Broken);

/// <summary>
/// Every reachable world of one call, breadth first: people come, go, break off unnoticed, accept, decline, are late; the watchdog
/// passes; time goes by. In every world and on every step the human guarantee is checked.
/// </summary>
internal sealed class GuaranteeSearch(Decide decide, Apply apply, string[] operators, string[] clinicians)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2.5);
    private readonly Promises promises = new(decide, apply);
    private readonly Dictionary<string, (string? From, string Step)> ways = [];
    private readonly Queue<World> open = new();
    private long steps;

    public Found Run(int atMost)
    {
        var call = CallState.New(CallUnderTest.Id);
        var first = Carry(new World(call, CallUnderTest.Noon, [], [.. operators]), new StartCall("start", "demo", "main", "browser", null));
        ways[first.Key()] = (null, "the first ring");
        open.Enqueue(first);
        while (open.TryDequeue(out var world))
        {
            var key = world.Key();
            foreach (var (step, command, before) in Steps(world))
            {
                steps++;
                var after = command is null ? before : Carry(before, command);
                var broken = promises.BrokenBy(before, command, after) ?? promises.BrokenIn(after);
                var next = after.Key();
                if (broken is not null)
                {
                    return new Found(ways.Count, steps, false, $"{broken}\n{Way(key)}\n  {step}");
                }
                if (ways.TryAdd(next, (key, step)))
                {
                    if (ways.Count > atMost)
                    {
                        return new Found(ways.Count, steps, false, null);
                    }
                    if (!after.Call.IsClosed)
                    {
                        open.Enqueue(after);
                    }
                }
            }
        }
        return new Found(ways.Count, steps, true, null);
    }

    /// <summary>Each thing that can happen next: its name, the command it sends (if any), and the world as the command finds it.</summary>
    private IEnumerable<(string Step, CallCommand? Command, World Before)> Steps(World w)
    {
        var id = $"c{w.Call.Sequence}";
        yield return ("time passes", null, w with { Now = w.Now + Tick });
        yield return ("the watchdog passes", new EnsureRinging(id, [.. w.Real], Idle(w)), w);
        yield return ("the watchdog passes blind", new EnsureRinging(id, null, Idle(w)), w);
        foreach (var leg in w.Call.Legs)
        {
            var who = leg.Person ?? "caller";
            var gone = w with { Real = w.Real.Remove(leg.Leg) };
            if (w.Real.Contains(leg.Leg))
            {
                yield return ($"{who} leaves", new LeaveLeg(id, who, leg.Leg, leg.IsHuman ? "dropped" : "hung-up"), gone);
                yield return ($"{who} breaks off unnoticed", null, gone);
            }
            else
            {
                yield return ($"{who} is noticed lost", new LeaveLeg(id, "system", leg.Leg, "lost"), w);
            }
        }
        foreach (var (person, role) in Absent(w))
        {
            var leg = $"leg-{w.Call.Sequence}";
            yield return ($"{person ?? "caller"} joins", new JoinLeg(id, person ?? "caller", leg, role, person), w with { Real = w.Real.Add(leg) });
        }
        foreach (var (offer, rung) in w.Call.Offers)
        {
            yield return ($"{rung} accepts", new AcceptOffer(id, rung, offer), w);
            yield return ($"{rung} declines", new DeclineOffer(id, rung, offer), w);
        }
        foreach (var one in operators)
        {
            yield return ($"{one} accepts too late", new AcceptOffer(id, one, Stale(w, one)), w);
            yield return ($"{one} declines too late", new DeclineOffer(id, one, Stale(w, one)), w);
            yield return ($"{one} goes on or off duty", null, w with { Idle = w.Idle.SymmetricExcept([one]) });
        }
        yield return ($"{operators[0]} takes the callback", new TakePromise(id, operators[0], w.Call.Owed?.Promise ?? ""), w);
        yield return ($"{operators[0]} closes", new CloseCall(id, operators[0], Outcomes.CalledBack), w);
        yield return ("the machine closes", new CloseCall(id, "system", Outcomes.NoMessage), w);
    }

    private IEnumerable<(string? Person, LegRole Role)> Absent(World w)
    {
        (string? Person, LegRole Role)[] all =
        [
            (null, LegRole.Caller), .. operators.Select(o => ((string?)o, LegRole.Operator)), .. clinicians.Select(c => ((string?)c, LegRole.Clinician)),
        ];
        return all.Where(p => !w.Call.Legs.Any(l => l.Role == p.Role && l.Person == p.Person && w.Real.Contains(l.Leg)));
    }

    /// <summary>The newest offer that does not ring for this person now.</summary>
    private static string Stale(World w, string person)
    {
        var n = w.Call.OffersMade;
        while (n > 0 && w.Call.Offers.TryGetValue($"{w.Call.Call}-o{n}", out var rung) && rung == person)
        {
            n--;
        }
        return $"{w.Call.Call}-o{n}";
    }

    private static IReadOnlyList<Core.Desk.Reachable> Idle(World w) => CallUnderTest.Idle([.. w.Idle]);

    private World Carry(World w, CallCommand command)
    {
        var call = w.Call;
        foreach (var e in decide(call, command, w.Now).Events)
        {
            call = apply(call, new StoredEvent(call.Call, call.Sequence + 1, w.Now, command.Actor, command.Id, e));
        }
        return w with { Call = call };
    }

    private string Way(string key)
    {
        var way = new List<string>();
        for (var at = key; at is not null; at = ways[at].From)
        {
            way.Add("  " + ways[at].Step);
        }
        way.Reverse();
        return string.Join('\n', way);
    }
}
