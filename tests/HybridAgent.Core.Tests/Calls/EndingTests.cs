using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Calls;

public sealed class EndingTests
{
    [Theory]
    [InlineData("system")]
    [InlineData("assistant")]
    [InlineData("caller")]
    [InlineData("")]
    public void Only_a_human_closes_a_call(string actor)
    {
        var call = CallUnderTest.Answered();
        Assert.NotNull(call.Do(new CloseCall("x", actor, Outcomes.NoMessage)).Refusal);
        Assert.False(call.State.IsClosed);
    }

    [Fact]
    public void Nobody_closes_a_call_they_are_not_on() =>
        Assert.NotNull(CallUnderTest.Answered().Do(new CloseCall("x", "op-2", Outcomes.NoMessage)).Refusal);

    [Fact]
    public void An_unknown_outcome_is_refused() =>
        Assert.NotNull(CallUnderTest.Answered().Do(new CloseCall("x", "op-1", "whatever")).Refusal);

    [Fact]
    public void A_note_is_sent_only_when_every_required_field_was_read_back_or_carries_a_reason()
    {
        var call = CallUnderTest.Answered();
        var refused = call.Do(new CloseCall("x", "op-1", Outcomes.MessageSent));
        Assert.All(FieldNames.ReadBackRequired, f => Assert.Contains(f, refused.Refusal, StringComparison.Ordinal));
        call.ReadBackAll("op-1");
        call.Do(new EditField("e", "op-1", FieldNames.Reason, "cough"));
        Assert.NotNull(call.Do(new CloseCall("y", "op-1", Outcomes.MessageSent)).Refusal);
        call.Do(new ExcuseReadBack("z", "op-1", FieldNames.Reason, "caller hung up"));
        Assert.Null(call.Do(new CloseCall("v", "op-1", Outcomes.MessageSent)).Refusal);
        Assert.True(call.State.IsClosed);
        Assert.Equal("sent", call.State.Message?.State);
    }

    [Fact]
    public void The_hash_of_the_sent_note_is_the_hash_of_what_is_delivered()
    {
        var call = CallUnderTest.Answered();
        call.ReadBackAll("op-1");
        call.Do(new CloseCall("x", "op-1", Outcomes.MessageSent));
        Assert.Equal(NoteContent.Hash(call.State), call.State.Message?.ContentHash);
    }

    [Fact]
    public void A_message_is_acknowledged_only_as_it_was_sent()
    {
        var call = CallUnderTest.Answered();
        call.ReadBackAll("op-1");
        call.Do(new CloseCall("x", "op-1", Outcomes.MessageSent));
        Assert.NotNull(call.Do(new AcknowledgeMessage("a", "paula", "other")).Refusal);
        call.Do(new AcknowledgeMessage("b", "paula", NoteContent.Hash(call.State)));
        Assert.Equal("paula", call.State.Message?.AcknowledgedBy);
    }

    [Theory]
    [InlineData("system")]
    [InlineData("assistant")]
    public void No_machine_acknowledges_a_message(string actor)
    {
        var call = CallUnderTest.Answered();
        call.ReadBackAll("op-1");
        call.Do(new CloseCall("x", "op-1", Outcomes.MessageSent));
        Assert.NotNull(call.Do(new AcknowledgeMessage("a", actor, NoteContent.Hash(call.State))).Refusal);
    }

    [Theory]
    [InlineData(Outcomes.WrongNumber)]
    [InlineData(Outcomes.NoMessage)]
    public void With_an_open_emergency_cue_a_call_does_not_end_without_a_message(string outcome)
    {
        var call = CallUnderTest.Answered();
        call.Raise("chest_pain", CueLevel.E1);
        Assert.NotNull(call.Do(new CloseCall("x", "op-1", outcome)).Refusal);
        call.Do(new DismissCue("d", "op-1", "c1", "said about a film"));
        Assert.Null(call.Do(new CloseCall("y", "op-1", outcome)).Refusal);
    }

    [Theory]
    [InlineData("assistant")]
    [InlineData("system")]
    public void No_machine_puts_a_cue_away(string actor)
    {
        var call = CallUnderTest.Answered();
        call.Raise("chest_pain", CueLevel.E1);
        Assert.NotNull(call.Do(new DismissCue("d", actor, "c1", "the model says so")).Refusal);
    }

    [Fact]
    public void An_emergency_cue_is_put_away_only_with_a_reason()
    {
        var call = CallUnderTest.Answered();
        call.Raise("chest_pain", CueLevel.E1);
        Assert.NotNull(call.Do(new DismissCue("d", "op-1", "c1", " ")).Refusal);
    }

    [Fact]
    public void A_cue_put_away_is_raised_again_when_the_words_come_again()
    {
        var call = CallUnderTest.Answered();
        call.Raise("chest_pain", CueLevel.E1);
        Assert.Empty(call.Raise("chest_pain", CueLevel.E1).Events);
        call.Do(new DismissCue("d", "op-1", "c1", "said about a film"));
        Assert.Single(call.Raise("chest_pain", CueLevel.E1).Events.OfType<CueRaised>());
    }

    [Fact]
    public void A_graver_cue_of_the_same_category_is_raised()
    {
        var call = CallUnderTest.Answered();
        call.Raise("breathing", CueLevel.E2);
        Assert.Single(call.Raise("breathing", CueLevel.E1).Events.OfType<CueRaised>());
        Assert.Empty(call.Raise("breathing", CueLevel.E2).Events);
        Assert.Equal(CueLevel.E1, call.State.GravestCue?.Cue.Level);
    }

    [Fact]
    public void A_call_with_an_owed_callback_is_closed_only_by_who_took_it()
    {
        var call = CallUnderTest.Ringing("op-1");
        call.Leave("leg-caller", "hung-up");
        call.Pass();
        Assert.NotNull(call.Do(new CloseCall("x", "op-1", Outcomes.CalledBack)).Refusal);
        call.Do(new TakePromise("t", "op-1", call.State.Owed!.Promise));
        Assert.NotNull(call.Do(new CloseCall("y", "op-2", Outcomes.CalledBack)).Refusal);
        Assert.Null(call.Do(new CloseCall("z", "op-1", Outcomes.CalledBack)).Refusal);
        Assert.Null(call.State.Owed);
    }

    [Theory]
    [InlineData("system")]
    [InlineData("assistant")]
    [InlineData("caller")]
    public void Only_a_human_owns_a_callback(string actor)
    {
        var call = CallUnderTest.Ringing("op-1");
        call.Leave("leg-caller", "hung-up");
        call.Pass();
        Assert.NotNull(call.Do(new TakePromise("t", actor, call.State.Owed!.Promise)).Refusal);
    }

    [Fact]
    public void Closing_stops_all_ringing_and_nothing_rings_afterwards()
    {
        var call = CallUnderTest.Ringing("op-1");
        call.Leave("leg-caller", "hung-up");
        call.Pass();
        call.Do(new TakePromise("t", "op-1", call.State.Owed!.Promise));
        call.Join("leg-caller-2", LegRole.Caller, null);
        call.Pass("op-1", "op-2");
        Assert.NotEmpty(call.State.Offers);
        call.Do(new CloseCall("x", "op-1", Outcomes.CalledBack));
        Assert.Empty(call.State.Offers);
        Assert.Empty(call.Wait(60).Pass("op-1", "op-2").Events);
    }

    [Fact]
    public void A_call_of_no_practice_does_not_start() =>
        Assert.NotNull(new CallUnderTest().Do(new StartCall("s", "", "main", "browser", null)).Refusal);

    [Fact]
    public void Nothing_happens_to_a_call_that_never_started() =>
        Assert.NotNull(new CallUnderTest().Do(new EndNotice("n", "abc", 1)).Refusal);
}
