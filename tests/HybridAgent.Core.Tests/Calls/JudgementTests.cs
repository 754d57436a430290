using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Tests.Calls;

/// <summary>What a practice says of a call afterwards: kept, counted, and without any effect on the call.</summary>
public sealed class JudgementTests
{
    [Fact]
    public void A_judgement_is_kept_with_who_said_it_when_and_why()
    {
        var call = Sent();
        call.Wait(3600).Do(new GiveJudgement("j", "paula", Judgements.ShouldHaveBeenUrgent, "chest_pain", "  she had a heart attack "));
        Assert.Equal(
            new GivenJudgement(Judgements.ShouldHaveBeenUrgent, "chest_pain", "she had a heart attack", "paula", call.Now), call.State.Judgement);
    }

    [Fact]
    public void The_last_judgement_counts_and_the_earlier_ones_stay()
    {
        var call = Sent();
        call.Do(new GiveJudgement("j1", "paula", Judgements.WasNotUrgent, null, "a film"));
        call.Do(new GiveJudgement("j2", "peter", Judgements.ShouldHaveBeenUrgent, null, "no film at all"));
        Assert.Equal(["paula", "peter"], call.State.Judgements.Select(j => j.By));
        Assert.Equal(Judgements.ShouldHaveBeenUrgent, call.State.Judgement?.Judgement);
    }

    [Fact]
    public void The_same_judgement_twice_is_one()
    {
        var call = Sent();
        Assert.Single(call.Do(new GiveJudgement("j1", "paula", Judgements.WasNotUrgent, null, "a film")).Events);
        Assert.Empty(call.Do(new GiveJudgement("j1", "paula", Judgements.WasNotUrgent, null, "a film")).Events);
        Assert.Empty(call.Do(new GiveJudgement("j2", "paula", Judgements.WasNotUrgent, null, "a film")).Events);
    }

    [Theory]
    [InlineData(Judgements.ShouldHaveBeenUrgent)]
    [InlineData(Judgements.WasNotUrgent)]
    public void A_judgement_changes_nothing_of_the_call(string judgement)
    {
        var call = Sent(red: true);
        var before = call.State;
        call.Do(new GiveJudgement("j", "paula", judgement, "chest_pain", "because"));
        Assert.Equivalent(before.Row() with { Sequence = before.Sequence + 1 }, call.State.Row());
        Assert.Equal(before with { Sequence = call.State.Sequence, Commands = call.State.Commands, Judgements = call.State.Judgements }, call.State);
        var decided = CallDecider.Decide(before, new Core.Calls.EnsureRinging("w", null, CallUnderTest.Idle("op-1")), call.Now);
        Assert.Equal(decided.Events, call.Pass("op-1").Events);
    }

    [Theory]
    [InlineData(Judgements.WasNotUrgent, null, " ")]
    [InlineData("urgent", null, "because")]
    [InlineData(Judgements.WasNotUrgent, "Chest Pain", "because")]
    public void Without_a_reason_or_with_unknown_words_nothing_is_judged(string judgement, string? category, string reason)
    {
        var call = Sent();
        Assert.NotNull(call.Do(new GiveJudgement("j", "paula", judgement, category, reason)).Refusal);
        Assert.NotNull(call.Do(new GiveJudgement("j", "paula", judgement, category, new string('x', CallDecider.LongestReason + 1))).Refusal);
        Assert.Null(call.State.Judgement);
    }

    [Theory]
    [InlineData("system")]
    [InlineData("assistant")]
    [InlineData("caller")]
    public void Only_a_human_judges(string actor) =>
        Assert.NotNull(Sent().Do(new GiveJudgement("j", actor, Judgements.WasNotUrgent, null, "because")).Refusal);

    [Fact]
    public void A_call_without_a_message_is_not_judged() =>
        Assert.NotNull(CallUnderTest.Answered().Do(new GiveJudgement("j", "paula", Judgements.WasNotUrgent, null, "because")).Refusal);

    private static CallUnderTest Sent(bool red = false)
    {
        var call = CallUnderTest.Answered();
        if (red)
        {
            call.Raise("chest_pain", CueLevel.E1);
        }
        call.ReadBackAll("op-1");
        call.Do(new CloseCall("x", "op-1", Outcomes.MessageSent));
        return call;
    }
}
