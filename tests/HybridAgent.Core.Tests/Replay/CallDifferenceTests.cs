using CsCheck;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;
using HybridAgent.Core.Replay;

namespace HybridAgent.Core.Tests.Replay;

/// <summary>What two sides make of a call, and the gate, for any cues and drafts there may be.</summary>
public sealed class CallDifferenceTests
{
    private static readonly Practice Anywhere = new("demo", "Demo", "", "", "UTC", "main", [], []);
    private static readonly ReplayCall Call = CaseFile.Said("one", Anywhere, DateTimeOffset.UnixEpoch, [(LegRole.Caller, "hello", null)], gold: null);

    private static readonly Gen<HeardCue> Cue = Gen.Select(
        Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 2], Gen.Int[0, 1],
        (category, e1, assertion, round) => Heard($"category_{category}", e1 ? CueLevel.E1 : CueLevel.E2, (CueAssertion)assertion) with { Round = round });

    private static readonly Gen<FieldDraft> Draft = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], (field, value) => Drafted(FieldNames.All[field], $"{value}"));

    private static readonly Gen<HeardCall> Side = Gen.Select(
        Cue.List[0, 6], Draft.List[0, 4],
        (cues, drafts) => new HeardCall(cues, drafts.DistinctBy(d => d.Field).ToDictionary(d => d.Field)));

    [Fact]
    public void A_side_compared_with_itself_differs_in_nothing_and_holds_the_gate() => Side.Sample(side =>
    {
        Assert.True(CallDifference.Between(Call, side, side).IsEmpty);
        Assert.True(Gate(side, side));
    });

    [Fact]
    public void Adding_a_cue_never_makes_the_gate_fail() => Gen.Select(Side, Side, Cue).Sample((before, now, more) =>
        Assert.True(!Gate(before, now) || Gate(before, now with { Cues = [.. now.Cues, more] })));

    [Fact]
    public void Taking_the_gravest_red_cue_of_a_category_away_always_makes_it_fail() => Gen.Select(Side, Cue).Sample((side, cue) =>
    {
        var red = cue with { Cue = cue.Cue with { Assertion = CueAssertion.Present } };
        var without = side with { Cues = [.. side.Cues.Where(c => c.Cue.Category != red.Cue.Category)] };
        Assert.False(Gate(without with { Cues = [.. without.Cues, red] }, without));
    });

    [Fact]
    public void What_is_only_here_turns_into_what_is_only_there_when_the_sides_change_places() => Gen.Select(Side, Side).Sample((one, other) =>
    {
        var (forth, back) = (CallDifference.Between(Call, one, other), CallDifference.Between(Call, other, one));
        Assert.Equal(forth.Here, back.There);
        Assert.Equal(forth.Added, back.Dropped);
        Assert.Equal(forth.Changed.Select(c => c.Before.Field), back.Changed.Select(c => c.Now.Field));
    });

    [Theory]
    [InlineData(CueLevel.E1, CueAssertion.Present, CueLevel.E1, CueAssertion.Negated, Gravity.Amber)]
    [InlineData(CueLevel.E1, CueAssertion.Present, CueLevel.E2, CueAssertion.Present, Gravity.RedE2)]
    public void Red_that_turns_amber_or_less_urgent_is_lost_and_says_what_became_of_it(
        CueLevel level, CueAssertion assertion, CueLevel now, CueAssertion then, Gravity gravity)
    {
        var difference = CallDifference.Between(Call, Of(Heard("chest_pain", level, assertion)), Of(Heard("chest_pain", now, then)));
        Assert.Equal(new LostFlag("chest_pain", Gravity.RedE1, gravity, PutAway: false), Assert.Single(difference.Lost));
    }

    [Fact]
    public void An_amber_cue_that_is_gone_is_told_and_is_no_flag_lost()
    {
        var difference = CallDifference.Between(Call, Of(Heard("chest_pain", CueLevel.E1, CueAssertion.Family)), Of());
        Assert.Single(difference.There);
        Assert.Empty(difference.Lost);
    }

    [Fact]
    public void A_call_that_should_have_been_urgent_must_be_red_and_one_that_was_not_is_only_told()
    {
        var red = Of(Heard("stroke", CueLevel.E1, CueAssertion.Present));
        Assert.False(Judged(new Gold(true, []), null, Of()).GateHolds);
        Assert.True(Judged(new Gold(true, []), null, red).GateHolds);
        Assert.True(Judged(new Gold(true, ["chest_pain", "stroke"]), null, red).GateHolds);
        var still = Judged(new Gold(false, []), null, red);
        Assert.True(still.GateHolds);
        Assert.Single(still.StillAlarming);
    }

    [Fact]
    public void A_call_that_should_have_been_urgent_for_one_thing_is_not_found_by_a_red_cue_of_another()
    {
        var result = Judged(new Gold(true, ["chest_pain"]), null, Of(Heard("stroke", CueLevel.E1, CueAssertion.Present)));
        Assert.False(result.GateHolds);
        Assert.Single(result.Missed);
    }

    [Fact]
    public void Red_that_came_again_after_it_was_put_away_is_a_flag_of_its_own()
    {
        var first = Heard("chest_pain", CueLevel.E1, CueAssertion.Present);
        var difference = CallDifference.Between(Call, Of(first, first with { Round = 1 }), Of(first));
        Assert.Equal(new LostFlag("chest_pain", Gravity.RedE1, Gravity.Silent, PutAway: false, Round: 1), Assert.Single(difference.Lost));
        Assert.Single(difference.There);
    }

    [Fact]
    public void Nothing_is_compared_where_nothing_could_be_lost()
    {
        Assert.Equal(0, Judged(null, null, Of()).Compared);
        Assert.Equal(0, Judged(new Gold(false, []), null, Of()).Compared);
        Assert.Equal(1, Judged(new Gold(true, []), null, Of()).Compared);
        Assert.Equal(1, Judged(null, Of(), Of()).Compared);
    }

    [Fact]
    public void A_call_without_a_word_of_the_caller_is_counted_apart_and_fails_nothing()
    {
        var call = CaseFile.Said("two", Anywhere, DateTimeOffset.UnixEpoch, [(LegRole.Operator, "hello", null)], new Gold(true, []));
        var result = new SideResult("rules", [new SideOfCall(call, Of(), null)], false);
        Assert.Equal((true, 1), (result.GateHolds, result.Wordless));
    }

    [Theory]
    [InlineData(false, null, false)]
    [InlineData(true, null, true)]
    [InlineData(true, "stroke", true)]
    [InlineData(true, "chest_pain", false)]
    public void A_flag_lost_where_the_practice_said_not_urgent_counts_unless_that_is_accepted_and_meant(bool accept, string? category, bool holds)
    {
        var gold = new Gold(false, category is null ? [] : [category]);
        Assert.Equal(holds, Judged(gold, Of(Heard("stroke", CueLevel.E1, CueAssertion.Present)), Of(), accept).GateHolds);
    }

    [Fact]
    public void What_was_not_replayed_as_a_whole_holds_no_gate() =>
        Assert.False(Judged(null, null, Of() with { Failure = "timed out" }).GateHolds);

    private static bool Gate(HeardCall before, HeardCall now) => Judged(null, before, now).GateHolds;

    private static SideResult Judged(Gold? gold, HeardCall? before, HeardCall now, bool accept = false)
    {
        var call = Call with { Gold = gold };
        return new SideResult("rules", [new SideOfCall(call, now, before is null ? null : CallDifference.Between(call, before, now))], accept);
    }

    private static HeardCall Of(params HeardCue[] cues) => new(cues, new Dictionary<string, FieldDraft>());

    private static HeardCue Heard(string category, CueLevel level, CueAssertion assertion) =>
        new(new Cue(category, level, assertion, "words", "rule", 0, 0), "u1", "rules");

    private static FieldDraft Drafted(string field, string value) => new(field, value, [new Span("u1", 0, 0)], "rules@1");
}
