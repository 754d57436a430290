using System.Collections.Immutable;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Desk;

namespace HybridAgent.Core.Tests.Calls.Guarantee;

internal delegate Decision Decide(CallState state, CallCommand command, DateTimeOffset now);

internal delegate CallState Apply(CallState state, StoredEvent stored);

/// <param name="Operators">Who may sit at a screen.</param>
/// <param name="Emergency">True when the caller may say the words of an emergency.</param>
/// <param name="Faults">How many things may go wrong: an effect lost in a crash, a message lost or told twice.</param>
/// <param name="Messages">How many messages may be on their way at once.</param>
internal sealed record Scope(int Operators, bool Emergency, int Faults, int Messages = 2);

/// <summary>What a search found.</summary>
/// <param name="Worlds">How many different worlds were visited.</param>
/// <param name="Steps">How many steps between them were checked.</param>
/// <param name="Exhausted">True when there is no world left to visit.</param>
/// <param name="Broken">The first broken promise and the shortest way to it; null when all hold.</param>
internal sealed record Found(int Worlds, long Steps, bool Exhausted, string? Broken);

/// <summary>
/// Every reachable world of one call, breadth first. People come, go, break off unnoticed, answer, decline, are late; telephones ring,
/// are picked up by a voicemail, stop; messages get lost, come twice, overtake each other; a crash loses what was about to be dialled;
/// the watchdog passes; time goes by. In every world and on every step the human guarantee is checked against what is really the case.
/// </summary>
internal sealed class GuaranteeSearch(Decide decide, Apply apply, Scope scope)
{
    /// <summary>The practice's on-call clinician. Reached by telephone, day and night: the ladder's backstop.</summary>
    public const string Clinician = "doc";
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongWhile = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Morning = CallUnderTest.Noon.AddHours(-4);
    private readonly string[] operators = [.. Enumerable.Range(1, scope.Operators).Select(n => $"op-{n}")];
    private readonly Promises promises = new(decide);
    private readonly Dictionary<UInt128, (UInt128 From, string Step)> ways = [];
    private long steps;

    public Found Run(int atMost)
    {
        var call = CallState.New(CallUnderTest.Id);
        var first = new World(call, CallUnderTest.Noon, [], [], [.. operators], [], scope.Faults);
        first = Carry(first, new StartCall("start", "demo", "main", "browser", null));
        first = Carry(first with { Legs = ["leg-caller"] }, new JoinLeg("join", "caller", "leg-caller", LegRole.Caller, null));
        ways[first.Key()] = (default, "the first ring");
        List<(UInt128 Key, World World)> level = [(first.Key(), first)];
        while (level.Count > 0)
        {
            // Worlds of one level are looked at side by side and put together in order: the way found is always the shortest.
            var looked = level.AsParallel().AsOrdered().Select(w => Look(w.Key, w.World)).ToList();
            level = [];
            foreach (var (from, nexts) in looked)
            {
                foreach (var next in nexts)
                {
                    steps++;
                    if (next.Broken is not null)
                    {
                        return new Found(ways.Count, steps, false, $"{next.Broken}\n{Way(from)}\n  {next.Step}");
                    }
                    if (next.World is { } world && ways.TryAdd(next.Key, (from, next.Step)) && world.Call.IsLive)
                    {
                        level.Add((next.Key, world));
                    }
                }
            }
            if (ways.Count > atMost)
            {
                return new Found(ways.Count, steps, false, null);
            }
        }
        return new Found(ways.Count, steps, true, null);
    }

    private (UInt128 From, List<Next> Nexts) Look(UInt128 key, World world)
    {
        var nexts = new List<Next>();
        foreach (var (step, command, before) in Steps(world))
        {
            var after = command is null ? before : Carry(before, command);
            Add(step, command, before, after);
            if (command is not null && world.Faults > 0 && !ReferenceEquals(after.Rings, before.Rings))
            {
                // The process dies after the record was written and before the telephone network heard of it.
                Add(step + ", and a crash loses what was to be dialled", command, before, after with { Rings = before.Rings, Faults = after.Faults - 1 });
            }
        }
        return (key, nexts);

        void Add(string step, CallCommand? command, World before, World after)
        {
            // A world that was reached before has been looked at; only the step to it is new.
            var to = after.Key();
            var known = ways.ContainsKey(to);
            nexts.Add(new Next(step, to, known ? null : after, promises.BrokenBy(before, command, after)
                ?? (known ? null : promises.Repeated(before, command, after) ?? promises.BrokenIn(after, Probe))));
        }
    }

    /// <summary>What the next pass and its dials make of this world.</summary>
    private World Probe(World w, TimeSpan later)
    {
        w = w with { Now = w.Now + later };
        return Carry(w, Pass($"probe-{w.Now.Ticks}", w));
    }

    private static EnsureRinging Pass(string id, World w, bool blind = false)
    {
        List<Reachable> clinicians = [new(Clinician, Morning, Rung.OnCall, ByPhone: true)];
        var busy = w.HumanReallyThere ? w.Call.Operator : null;
        Reachable[] people = [.. CallUnderTest.Idle([.. w.OnDuty.Where(o => o != busy)]), .. clinicians];
        return new EnsureRinging(id, blind ? null : [.. w.Legs], people, blind ? null : [.. w.Rings], w.Call.OpenIncident is null ? null : clinicians);
    }

    /// <summary>Each thing that can happen next: its name, the command it sends (if any), and the world as the command finds it.</summary>
    private IEnumerable<(string Step, CallCommand? Command, World Before)> Steps(World w)
    {
        var id = $"c{w.Call.Sequence}-{w.Now.Ticks}";
        yield return ("a moment passes", null, w with { Now = w.Now + Moment });
        yield return ("a long while passes", null, w with { Now = w.Now + LongWhile });
        yield return ("the watchdog passes", Pass(id, w), w);
        yield return ("the watchdog passes blind", Pass(id, w, blind: true), w);
        foreach (var step in People(w, id).Concat(Telephones(w)).Concat(Messages(w, id)))
        {
            yield return step;
        }
        if (scope.Emergency && w.Call is { Cues.Count: 0, CallerPresent: true, IsClosed: false })
        {
            yield return ("the caller has chest pain", new RaiseCue(
                id, "system", new Cue("chest_pain", CueLevel.E1, CueAssertion.Present, "chest pain", "test@1", 0, 1), 0, 0, false, "rules"), w);
        }
        if (w.Call.OpenIncident is { } incident)
        {
            yield return ("op-1 takes the emergency over", new TakeOverIncident(id, "op-1", incident.Id, "911 is on the way"), w);
            yield return ("the machine takes the emergency over", new TakeOverIncident(id, "system", incident.Id, "no answer"), w);
        }
        yield return ("op-1 takes the callback", new TakePromise(id, "op-1", w.Call.Owed?.Promise ?? ""), w);
        yield return ("op-1 closes", new CloseCall(id, "op-1", Outcomes.CalledBack), w);
        yield return ("the machine closes", new CloseCall(id, "system", Outcomes.NoMessage), w);
    }

    private IEnumerable<(string, CallCommand?, World)> People(World w, string id)
    {
        foreach (var leg in w.Call.Legs)
        {
            var who = leg.Person ?? "the caller";
            var gone = w with { Legs = w.Legs.Remove(leg.Leg) };
            if (w.Legs.Contains(leg.Leg))
            {
                yield return ($"{who} leaves", new LeaveLeg(id, leg.Person ?? "caller", leg.Leg, leg.IsHuman ? "dropped" : "hung-up"), gone);
                yield return ($"{who} breaks off unnoticed", null, gone);
            }
            else
            {
                yield return ($"{who} is noticed lost", new LeaveLeg(id, "system", leg.Leg, "lost"), w);
            }
        }
        if (!w.CallerReallyThere && !w.Call.IsClosed)
        {
            yield return ("the caller is back", new JoinLeg(id, "caller", $"leg-{id}", LegRole.Caller, null), w with { Legs = w.Legs.Add($"leg-{id}") });
        }
        foreach (var one in operators)
        {
            yield return ($"{one} goes on or off duty", null, w with { OnDuty = w.OnDuty.SymmetricExcept([one]) });
            if (w.Call.Offers.FirstOrDefault(o => o.Value == one && !w.Call.Dialled.ContainsKey(o.Key)).Key is { } offer)
            {
                yield return ($"{one} accepts", new AcceptOffer(id, one, offer), w);
                yield return ($"{one} declines", new DeclineOffer(id, one, offer), w);
            }
            yield return ($"{one} accepts too late", new AcceptOffer(id, one, Stale(w, one)), w);
            yield return ($"{one} declines too late", new DeclineOffer(id, one, Stale(w, one)), w);
            if (w.Call.Operator == one && !w.HumanReallyThere && !w.Call.IsClosed)
            {
                yield return ($"{one} joins", new JoinLeg(id, one, $"leg-{id}", LegRole.Operator, one), w with { Legs = w.Legs.Add($"leg-{id}") });
            }
        }
        if (w.Call.Operator == Clinician && !w.HumanReallyThere && !w.Call.IsClosed)
        {
            yield return ("the clinician joins", new JoinLeg(id, Clinician, $"leg-{id}", LegRole.Clinician, Clinician), w with { Legs = w.Legs.Add($"leg-{id}") });
        }
    }

    /// <summary>What can happen to a telephone that really rings; the call learns of it by a message.</summary>
    private IEnumerable<(string, CallCommand?, World)> Telephones(World w)
    {
        if (w.InFlight.Count >= scope.Messages)
        {
            yield break;
        }
        foreach (var ring in w.Rings)
        {
            var quiet = w with { Rings = w.Rings.Remove(ring) };
            var isCall = ring.Contains("-o", StringComparison.Ordinal);
            var incident = isCall ? "" : ring[..ring.LastIndexOf("-r", StringComparison.Ordinal)];
            yield return Tell("the clinician presses 1", id => isCall ? new AcceptOffer(id, Clinician, ring) : new AcknowledgeIncident(id, Clinician, incident));
            yield return Tell("the clinician presses 2", id => isCall ? new DeclineOffer(id, Clinician, ring) : new DeclineIncident(id, Clinician, ring));
            yield return Tell("a voicemail picks up", id => new EndRing(id, ring, RingEnds.NobodyPressed));

            (string, CallCommand?, World) Tell(string name, Func<string, CallCommand> command) =>
                (name, null, quiet with { InFlight = quiet.InFlight.Add(new Message(name, ring, command)) });
        }
    }

    private static IEnumerable<(string, CallCommand?, World)> Messages(World w, string id)
    {
        foreach (var message in w.InFlight)
        {
            var heard = w with { InFlight = w.InFlight.Remove(message) };
            yield return ($"the call hears: {message.Name}", message.Command(id), heard);
            if (w.Faults > 0)
            {
                yield return ($"lost: {message.Name}", null, heard with { Faults = w.Faults - 1 });
                yield return ($"the call hears for the first of two times: {message.Name}", message.Command(id), w with { Faults = w.Faults - 1 });
            }
        }
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

    /// <summary>Decides, folds, and lets the telephone network do what was decided.</summary>
    private World Carry(World w, CallCommand command)
    {
        var (call, rings) = (w.Call, w.Rings);
        foreach (var e in decide(call, command, w.Now).Events)
        {
            call = apply(call, new StoredEvent(call.Call, call.Sequence + 1, w.Now, command.Actor, command.Id, e));
            rings = e switch
            {
                OfferMade { ByPhone: true } o => rings.Add(o.Offer),
                ClinicianRung { ByPhone: true } r => rings.Add(r.Attempt),
                OfferAccepted o => rings.Remove(o.Offer),
                OfferDeclined o => rings.Remove(o.Offer),
                OfferWithdrawn o => rings.Remove(o.Offer),
                OfferUnanswered o => rings.Remove(o.Offer),
                ClinicianRingEnded r => rings.Remove(r.Attempt),
                _ => rings,
            };
        }
        return w with { Call = call, Rings = rings };
    }

    private string Way(UInt128 key)
    {
        var way = new List<string>();
        for (var at = key; at != default; at = ways[at].From)
        {
            way.Add("  " + ways[at].Step);
        }
        way.Reverse();
        return string.Join('\n', way);
    }

    private sealed record Next(string Step, UInt128 Key, World? World, string? Broken);
}
