using CsCheck;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Calls;

/// <summary>Properties that hold for any sequence of commands, however senseless.</summary>
public sealed class IdempotenceTests
{
    private static readonly string[] People = ["op-1", "op-2"];
    private static readonly string[] Actors = ["op-1", "op-2", "assistant", "caller", "system"];
    private static readonly string[] FieldsTouched = [FieldNames.CallerName, FieldNames.Reason];

    private static readonly Gen<string> Person = One(People);
    private static readonly Gen<string> Actor = One(Actors);
    private static readonly Gen<string> FieldName = One(FieldsTouched);
    private static readonly Gen<string> Value = One("", "a", "b");

    /// <summary>A command by what it may look at (offers and promises that exist), its id chosen later.</summary>
    private static readonly Gen<Func<CallState, string, CallCommand>> Command = Gen.OneOf(
        Gen.Select(Gen.Int[1, 3], Person, (leg, p) => Make((_, id) => new JoinLeg(id, p, $"leg-{leg}-{p}", LegRole.Operator, p))),
        Gen.Int[1, 3].Select(leg => Make((_, id) => new JoinLeg(id, "caller", $"leg-{leg}", LegRole.Caller, null))),
        Gen.Select(Gen.Int[1, 3], Person, (leg, p) => Make((_, id) => new LeaveLeg(id, "system", $"leg-{leg}-{p}", "lost"))),
        Gen.Select(Gen.Int[1, 3], One("lost", "hung-up"), (leg, why) => Make((_, id) => new LeaveLeg(id, "caller", $"leg-{leg}", why))),
        Person.Select(p => Make((_, id) => new EnsureRinging(id, null, CallUnderTest.Idle(p)))),
        Gen.Const(Make((s, id) => new EnsureRinging(id, [.. s.Legs.Take(1).Select(l => l.Leg)], CallUnderTest.Idle(People)))),
        Gen.Select(Person, Gen.Int[1, 6], (p, n) => Make((s, id) => new AcceptOffer(id, p, $"{s.Call}-o{n}"))),
        Gen.Select(Person, Gen.Int[1, 6], (p, n) => Make((s, id) => new DeclineOffer(id, p, $"{s.Call}-o{n}"))),
        Gen.Const(Make((_, id) => new EndNotice(id, "abc", 1))),
        One("", "chest pain", "hello").Select(t => Make((_, id) => new HearUtterance(id, LegRole.Caller, t, [], 0, 1, "scripted"))),
        One("dead", "slow").Select(w => Make((_, id) => new LoseTranscript(id, LegRole.Caller, w))),
        Gen.Select(One("azure", "pocketsphinx"), One("late", ""), (e, d) => Make((_, id) => new BeginTranscript(id, LegRole.Caller, e, d.Length > 0 ? d : null))),
        Gen.Int[0, 2].Select(ms => Make((_, id) => new MissWords(id, LegRole.Caller, 1, ms))),
        One(CueLevel.E1, CueLevel.E2).Select(l => Make((_, id) => new RaiseCue(id, "system", new Cue("chest_pain", l, CueAssertion.Present, "w", "r", 0, 0), 0, 0, false, "rules"))),
        Actor.Select(a => Make((_, id) => new DismissCue(id, a, "c1", "why"))),
        Gen.Select(FieldName, Value, Gen.Int[-1, 3], (f, v, w) => Make((s, id) => new DraftFields(id, s.Sequence, [new FieldDraft(f, v, [new Span("u1", 0, w)], "rules@1")]))),
        Gen.Select(Actor, FieldName, Value, (a, f, v) => Make((_, id) => new EditField(id, a, f, v))),
        Gen.Select(Actor, FieldName, Value, (a, f, v) => Make((_, id) => new ConfirmField(id, a, f, v))),
        Gen.Select(Actor, FieldName, Value, (a, f, v) => Make((_, id) => new ReadBackField(id, a, f, v))),
        Gen.Select(Actor, FieldName, (a, f) => Make((_, id) => new LeaveFieldOpen(id, a, f, FieldState.Unknown))),
        Gen.Select(Actor, FieldName, (a, f) => Make((_, id) => new ExcuseReadBack(id, a, f, "why"))),
        Actor.Select(a => Make((s, id) => new TakePromise(id, a, s.Owed?.Promise ?? ""))),
        Gen.Select(Actor, One(Outcomes.CalledBack, Outcomes.NoMessage), (a, o) => Make((_, id) => new CloseCall(id, a, o))));

    private static readonly Gen<(Func<CallState, string, CallCommand> Make, int Seconds)[]> Story =
        Gen.Select(Command, Gen.Int[0, 6], (c, s) => (c, s)).Array[1, 40];

    [Fact]
    public void A_repeated_command_changes_nothing() => Story.Sample(story =>
    {
        var call = CallUnderTest.Ringing();
        var carried = new List<CallCommand>();
        foreach (var (make, seconds) in story)
        {
            var command = make(call.State, call.Next());
            if (call.Wait(seconds).Do(command).Events.Count > 0)
            {
                carried.Add(command);
            }
            Assert.All(carried, c => Assert.Same(Decision.Nothing, call.Decide(c)));
        }
    });

    [Fact]
    public void The_same_state_command_and_instant_give_the_same_events() => Story.Sample(story =>
    {
        var call = CallUnderTest.Ringing();
        foreach (var (make, seconds) in story)
        {
            var command = make(call.Wait(seconds).State, call.Next());
            Assert.Equal(Text(call.Decide(command)), Text(call.Decide(command)));
            call.Do(command);
        }
    });

    [Fact]
    public void The_fold_of_the_record_is_the_state() => Story.Sample(story =>
    {
        var call = Told(story);
        var folded = CallState.Fold(CallUnderTest.Id, call.Record);
        Assert.Equal(Look(call.State), Look(folded));
    });

    [Fact]
    public void What_a_human_wrote_is_changed_by_humans_only() => Story.Sample(story =>
    {
        var call = CallUnderTest.Ringing();
        foreach (var (make, seconds) in story)
        {
            var before = call.State.Fields;
            var command = make(call.Wait(seconds).State, call.Next());
            call.Do(command);
            var human = before.Values.Where(f => People.Contains(f.By) && f.State != FieldState.Drafted);
            if (!People.Contains(command.Actor))
            {
                Assert.All(human, f => Assert.Same(f, call.State.FieldOf(f.Name)));
            }
        }
    });

    [Fact]
    public void Every_drafted_value_cites_words_that_were_heard() => Story.Sample(story =>
    {
        var call = Told(story);
        var heard = call.State.Utterances.ToDictionary(u => u.Id, u => u.Text.Split(' ').Length);
        foreach (var field in call.State.Fields.Values.Where(f => f.State == FieldState.Drafted))
        {
            Assert.NotEmpty(field.Evidence);
            Assert.All(field.Evidence, s => Assert.InRange(s.LastWord, s.FirstWord, heard[s.Utterance] - 1));
        }
    });

    [Fact]
    public void No_offer_id_and_no_utterance_id_is_used_twice() => Story.Sample(story =>
    {
        var call = Told(story);
        Assert.Distinct(call.Record.Select(e => e.Event).OfType<OfferMade>().Select(o => o.Offer));
        Assert.Distinct(call.State.Utterances.Select(u => u.Id));
        Assert.Distinct(call.State.Promises.Select(p => p.Promise));
    });

    [Fact]
    public void A_call_is_closed_by_a_human_with_nothing_owed_and_nothing_ringing() => Story.Sample(story =>
    {
        var call = Told(story);
        if (call.State.IsClosed)
        {
            Assert.Contains(call.State.ClosedBy, People);
            Assert.Null(call.State.Owed);
            Assert.Empty(call.State.Offers);
        }
    });

    private static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Func<CallState, string, CallCommand> Make(Func<CallState, string, CallCommand> make) => make;

    private static CallUnderTest Told((Func<CallState, string, CallCommand> Make, int Seconds)[] story)
    {
        var call = CallUnderTest.Ringing();
        foreach (var (make, seconds) in story)
        {
            call.Wait(seconds).Do(make(call.State, call.Next()));
        }
        return call;
    }

    private static string Text(Decision decision) =>
        decision.Refusal + string.Join("|", decision.Events.Select(e => System.Text.Json.JsonSerializer.Serialize(e, CallJson.Options)));

    private static string Look(CallState state) => System.Text.Json.JsonSerializer.Serialize(state with { Commands = [], Call = default });
}
