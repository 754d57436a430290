using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;
using HybridAgent.Core.Replay;
using HybridAgent.Core.Tests.Calls;

namespace HybridAgent.Core.Tests.Replay;

/// <summary>A record heard again, as the live call heard it.</summary>
public sealed class RulesSideTests
{
    private static readonly Practice Anywhere = new("demo", "Demo", "", "", "America/New_York", "main", [], []);
    private readonly CallUnderTest call = CallUnderTest.Answered();
    private readonly CueListener live = new(CueFloor.Default);

    [Fact]
    public void The_rules_that_heard_a_call_hear_the_same_in_its_record()
    {
        Say("hello my name is mary johnson");
        Say("do you have any chest pain", LegRole.Operator);
        Say("no chest pain but i cannot breathe");
        var difference = CallDifference.Between(Recorded, HeardCall.Recorded(Recorded), Again());
        Assert.Empty(difference.Here);
        Assert.Empty(difference.There);
        Assert.Contains(Again().Cues, c => c.Cue is { Category: "breathing", IsRed: true } && c.Utterance == "u3");
        Assert.Equal("Mary Johnson", Again().Drafts[FieldNames.CallerName].Value);
    }

    [Fact]
    public void A_cue_that_was_put_away_is_raised_again_by_new_words_only()
    {
        Say("i have crushing chest pain");
        call.Do(new DismissCue(call.Next(), "op-1", call.State.Cues[0].Id, "about a film"));
        live.Forget("chest_pain");
        Say("thank you");
        Assert.Single(Again().Cues, c => c.Cue.IsRed);
        Say("now i really have crushing chest pain");
        Assert.Equal(2, Again().Cues.Count(c => c.Cue.IsRed));
    }

    [Fact]
    public void A_red_cue_that_came_again_after_it_was_put_away_and_is_lost_then_is_seen()
    {
        Say("i have crushing chest pain");
        call.Do(new DismissCue(call.Next(), "op-1", call.State.Cues[0].Id, "about a film"));
        live.Forget("chest_pain");
        Say("now i really have crushing chest pain");
        var again = Again();
        Assert.Empty(CallDifference.Between(Recorded, HeardCall.Recorded(Recorded), again).Lost);
        var lost = Assert.Single(CallDifference.Between(Recorded, HeardCall.Recorded(Recorded), again with { Cues = [again.Cues[0]] }).Lost);
        Assert.Equal((Gravity.Silent, 1, false), (lost.Now, lost.Round, lost.PutAway));
    }

    [Fact]
    public void Words_that_only_a_partial_had_are_heard_from_the_cue_they_raised()
    {
        Raise(live.Hear(LegRole.Caller, "phrase", "crushing chest pain", final: false), "phrase", partial: true);
        Hear("phrase", "rushing just plain", LegRole.Caller);
        Assert.Contains(Again().Cues, c => c.Cue is { Category: "chest_pain", IsRed: true } && c.Utterance is null);
    }

    [Fact]
    public void A_partial_whose_words_the_final_text_has_is_not_heard_twice()
    {
        Raise(live.Hear(LegRole.Caller, "phrase", "crushing chest pain", final: false), "phrase", partial: true);
        Hear("phrase", "crushing chest pain in a film", LegRole.Caller);
        Assert.Equal("u1", Assert.Single(Again().Cues, c => c.Cue.IsRed).Utterance);
    }

    [Fact]
    public void A_partial_that_was_red_stays_red_where_the_final_text_put_it_into_the_past()
    {
        Raise(live.Hear(LegRole.Caller, "phrase", "my chest hurts", final: false), "phrase", partial: true);
        Hear("phrase", "my chest hurts was what I said back in 2010", LegRole.Caller);
        Assert.Contains(HeardCall.Recorded(Recorded).Cues, c => c.Cue.IsRed);
        Assert.Empty(CallDifference.Between(Recorded, HeardCall.Recorded(Recorded), Again()).Lost);
    }

    [Fact]
    public void A_partial_that_was_put_away_is_not_raised_again_by_its_final_text()
    {
        Raise(live.Hear(LegRole.Caller, "phrase", "oh my chest hurts", final: false), "phrase", partial: true);
        call.Do(new DismissCue(call.Next(), "op-1", call.State.Cues[0].Id, "about a film"));
        live.Forget("chest_pain");
        Hear("phrase", "oh my chest hurts", LegRole.Caller);
        Assert.Single(Again().Cues, c => c.Cue.IsRed);
        Say("now i really have crushing chest pain");
        Assert.Equal(2, Again().Cues.Count(c => c.Cue.IsRed));
    }

    [Fact]
    public void An_operators_own_cue_is_theirs_and_no_side_can_lose_it()
    {
        call.Do(new RaiseCue(call.Next(), "op-1", new Cue("operator_emergency", CueLevel.E1, CueAssertion.Present, "raised", "operator", 0, 0), 0, 0, false, "op-1"));
        Assert.Empty(HeardCall.Recorded(Recorded).Cues);
        var result = new SideResult("rules", [new SideOfCall(Recorded, Again(), CallDifference.Between(Recorded, HeardCall.Recorded(Recorded), Again()))], false);
        Assert.True(result.GateHolds);
        Assert.Equal((1, 0), (result.RaisedByHuman, result.RaisedByHumanAndRed));
    }

    [Fact]
    public void A_field_that_a_human_filled_is_not_drafted_after_it()
    {
        call.Do(new EditField(call.Next(), "op-1", FieldNames.CallerName, "Maria Johnson"));
        Say("my name is mary johnson");
        Assert.DoesNotContain(FieldNames.CallerName, Again().Drafts.Keys);
    }

    [Fact]
    public void A_case_says_the_same_as_the_record_it_was_written_from()
    {
        Say("do you have any chest pain", LegRole.Operator);
        Say("yes since this morning it is crushing");
        call.ReadBackAll("op-1");
        call.Do(new CloseCall(call.Next(), "op-1", Outcomes.MessageSent));
        call.Do(new GiveJudgement(call.Next(), "paula", Judgements.ShouldHaveBeenUrgent, "chest_pain", "she had a heart attack"));
        var read = Assert.Single(CaseFile.Read(["", CaseFile.Write(Recorded)], _ => Anywhere, CallUnderTest.Noon));
        Assert.Equal(Recorded.Id, read.Id);
        Assert.Equivalent(Recorded.Gold, read.Gold);
        Assert.Equal(Recorded.State.Utterances.Select(u => (u.Leg, u.Text)), read.State.Utterances.Select(u => (u.Leg, u.Text)));
        var side = new RulesSide(CueFloor.Default, new RulesDrafter());
        Assert.Equal(side.Hear(Recorded).Cues.Select(c => c.Cue), side.Hear(read).Cues.Select(c => c.Cue));
    }

    [Theory]
    [InlineData("""{"id":"a","turns":[{"speaker":"caller","text":"hello"}],"gold":{"emergency":null}}""")]
    [InlineData("""{"id":"a","text":"hello"}""")]
    public void A_case_that_nobody_judged_is_replayed_without_a_judgement(string line) =>
        Assert.Null(Assert.Single(CaseFile.Read([line], _ => Anywhere, CallUnderTest.Noon)).Gold);

    private ReplayCall Recorded => ReplayCall.Of(Anywhere, call.Record);

    private HeardCall Again() => new RulesSide(CueFloor.Default, new RulesDrafter()).Hear(Recorded);

    private void Say(string text, LegRole leg = LegRole.Caller) => Hear(call.Next(), text, leg);

    private void Hear(string phrase, string text, LegRole leg)
    {
        call.Do(new HearUtterance(phrase, leg, text, [], 0, 1000, "scripted"));
        Raise(live.Hear(leg, phrase, text, final: true), phrase, partial: false);
    }

    private void Raise(IReadOnlyList<Cue> cues, string phrase, bool partial)
    {
        foreach (var cue in cues)
        {
            call.Do(new RaiseCue($"{phrase}/{cue.Category}/{cue.Assertion}", "system", cue, 0, 1, partial, "rules"));
        }
    }
}
