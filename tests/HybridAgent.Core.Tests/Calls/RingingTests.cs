using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Tests.Calls;

public sealed class RingingTests
{
    [Fact]
    public void A_new_call_rings_every_idle_operator_longest_idle_first()
    {
        var call = CallUnderTest.Ringing();
        var made = call.Pass("op-1", "op-2", "op-3").Events.Cast<OfferMade>().Select(o => o.Operator);
        Assert.Equal(["op-1", "op-2", "op-3"], made);
    }

    [Fact]
    public void An_operator_who_already_rings_is_not_rung_twice()
    {
        var call = CallUnderTest.Ringing("op-1");
        Assert.Empty(call.Pass("op-1").Events);
        Assert.Equal("op-2", Assert.IsType<OfferMade>(Assert.Single(call.Pass("op-1", "op-2").Events)).Operator);
    }

    [Fact]
    public void An_operator_listed_twice_as_idle_gets_one_offer()
    {
        var call = CallUnderTest.Ringing();
        Assert.Single(call.Pass("op-1", "op-1").Events);
    }

    [Fact]
    public void Accepting_stops_the_ringing_of_the_others()
    {
        var call = CallUnderTest.Ringing("op-1", "op-2");
        var offer = call.OfferOf("op-2");
        call.Do(new AcceptOffer("a", "op-2", offer));
        Assert.Empty(call.State.Offers);
        Assert.Equal("op-2", call.State.Operator);
    }

    [Fact]
    public void What_stops_ringing_stops_in_the_order_in_which_it_began_in_every_process()
    {
        string[] everybody = [.. Enumerable.Range(1, 12).Select(i => $"op-{i:00}")];
        var call = CallUnderTest.Ringing(everybody);
        var withdrawn = call.Join("leg-op-01", LegRole.Operator, "op-01").Events.OfType<OfferWithdrawn>().Select(o => o.Operator);
        Assert.Equal(everybody, withdrawn);
    }

    [Fact]
    public void A_stale_accept_changes_nothing()
    {
        var call = CallUnderTest.Ringing("op-1", "op-2");
        var late = call.OfferOf("op-1");
        call.Do(new AcceptOffer("a", "op-2", call.OfferOf("op-2")));
        var decision = call.Do(new AcceptOffer("b", "op-1", late));
        Assert.Empty(decision.Events);
        Assert.NotNull(decision.Refusal);
        Assert.Equal("op-2", call.State.Operator);
    }

    [Fact]
    public void Nobody_accepts_the_offer_of_somebody_else()
    {
        var call = CallUnderTest.Ringing("op-1", "op-2");
        Assert.NotNull(call.Do(new AcceptOffer("a", "op-2", call.OfferOf("op-1"))).Refusal);
        Assert.Null(call.State.Operator);
    }

    [Fact]
    public void Who_declined_rests_while_others_ring()
    {
        var call = CallUnderTest.Ringing("op-1", "op-2");
        call.Do(new DeclineOffer("d", "op-1", call.OfferOf("op-1")));
        Assert.Empty(call.Wait(9).Pass("op-1", "op-2").Events);
        Assert.Equal("op-1", Assert.IsType<OfferMade>(Assert.Single(call.Wait(1).Pass("op-1", "op-2").Events)).Operator);
    }

    [Fact]
    public void When_all_who_are_free_declined_they_are_asked_again_at_once()
    {
        var call = CallUnderTest.Ringing("op-1", "op-2");
        call.Do(new DeclineOffer("d1", "op-1", call.OfferOf("op-1")));
        call.Do(new DeclineOffer("d2", "op-2", call.OfferOf("op-2")));
        call.Pass("op-1", "op-2");
        Assert.Equal(2, call.State.Offers.Count);
    }

    [Fact]
    public void An_operator_who_accepts_and_never_joins_loses_the_call_and_everybody_rings_again()
    {
        var call = CallUnderTest.Ringing("op-1", "op-2");
        call.Do(new AcceptOffer("a", "op-1", call.OfferOf("op-1")));
        Assert.Empty(call.Wait(4.9).Pass("op-2").Events);
        call.Wait(0.1).Pass("op-2");
        Assert.Null(call.State.Operator);
        Assert.Equal("op-2", Assert.Single(call.State.Offers).Value);
    }

    [Fact]
    public void When_the_operator_drops_the_call_rings_again_by_itself()
    {
        var call = CallUnderTest.Answered();
        call.Leave("leg-op-1", "lost");
        call.Pass("op-1", "op-2");
        Assert.Equal(2, call.State.Offers.Count);
    }

    [Fact]
    public void When_two_humans_served_and_both_left_the_call_rings_again()
    {
        var call = CallUnderTest.Answered();
        call.Join("leg-sup", LegRole.Supervisor, "sup-1");
        call.Leave("leg-op-1", "dropped");
        call.Leave("leg-sup", "dropped");
        call.Wait(60).Pass("op-2");
        Assert.Equal("op-2", Assert.Single(call.State.Offers).Value);
    }

    [Fact]
    public void When_a_second_operator_took_over_and_both_left_the_call_rings_again()
    {
        var call = CallUnderTest.Answered();
        call.Join("leg-op-2", LegRole.Operator, "op-2");
        call.Leave("leg-op-2", "dropped");
        call.Leave("leg-op-1", "dropped");
        call.Wait(60).Pass("op-3");
        Assert.Equal("op-3", Assert.Single(call.State.Offers).Value);
    }

    [Fact]
    public void When_a_clinician_came_and_went_before_the_operator_joined_the_operator_may_still_join()
    {
        var call = CallUnderTest.Ringing("op-1");
        call.Do(new AcceptOffer("a", "op-1", call.OfferOf("op-1")));
        call.Join("leg-doc", LegRole.Clinician, "doc-1");
        call.Leave("leg-doc", "dropped");
        Assert.Empty(call.Pass("op-2").Events);
        call.Wait(5).Pass("op-2");
        Assert.Equal("op-2", Assert.Single(call.State.Offers).Value);
    }

    [Fact]
    public void The_operator_left_on_the_line_is_the_operator_of_the_call()
    {
        var call = CallUnderTest.Answered();
        call.Join("leg-op-2", LegRole.Operator, "op-2");
        call.Leave("leg-op-2", "dropped");
        Assert.Equal("op-1", call.State.Operator);
    }

    [Fact]
    public void A_leg_that_is_not_really_there_is_believed_lost()
    {
        var call = CallUnderTest.Answered();
        call.Wait(2).PassSeeing(["leg-caller"], "op-2");
        Assert.False(call.State.HumanPresent);
        Assert.Equal("op-2", Assert.Single(call.State.Offers).Value);
    }

    [Fact]
    public void A_leg_that_has_just_joined_is_given_time_to_be_seen()
    {
        var call = CallUnderTest.Answered();
        Assert.Empty(call.Wait(1.9).PassSeeing(["leg-caller"], "op-2").Events);
    }

    [Fact]
    public void Only_who_answered_the_call_may_bring_audio_to_it()
    {
        var call = CallUnderTest.Ringing("op-1", "op-2");
        Assert.False(call.State.MayBeJoinedBy("op-1", call.Now));
        call.Do(new AcceptOffer("a", "op-1", call.OfferOf("op-1")));
        Assert.True(call.State.MayBeJoinedBy("op-1", call.Now));
        Assert.False(call.State.MayBeJoinedBy("op-2", call.Now));
        call.Join("leg-op-1", LegRole.Operator, "op-1");
        call.Leave("leg-op-1", "dropped");
        Assert.False(call.State.MayBeJoinedBy("op-1", call.Now));
    }

    [Fact]
    public void Whose_connection_broke_may_come_back_within_five_seconds_and_the_offers_end()
    {
        var call = CallUnderTest.Answered();
        call.Leave("leg-op-1", "lost");
        call.Pass("op-1", "op-2");
        Assert.True(call.Wait(4.9).State.MayBeJoinedBy("op-1", call.Now));
        Assert.False(call.State.MayBeJoinedBy("op-2", call.Now));
        call.Join("leg-op-1-again", LegRole.Operator, "op-1");
        Assert.Empty(call.State.Offers);
        call.Leave("leg-op-1-again", "lost");
        Assert.False(call.Wait(5).State.MayBeJoinedBy("op-1", call.Now));
    }

    [Fact]
    public void Whose_connection_broke_does_not_come_back_to_a_call_somebody_else_has_answered()
    {
        var call = CallUnderTest.Answered();
        call.Leave("leg-op-1", "lost");
        call.Pass("op-2");
        call.Do(new AcceptOffer("a2", "op-2", call.OfferOf("op-2")));
        Assert.False(call.State.MayBeJoinedBy("op-1", call.Now));
    }

    [Fact]
    public void Whose_connection_broke_comes_back_to_the_clinician_who_stayed_on_the_line()
    {
        var call = CallUnderTest.Answered();
        call.Join("leg-doc", LegRole.Clinician, "doc-1");
        call.Wait(1).Leave("leg-op-1", "lost");
        Assert.True(call.State.MayBeJoinedBy("op-1", call.Now));
    }

    [Fact]
    public void A_second_socket_of_the_same_person_replaces_the_first()
    {
        var call = CallUnderTest.Answered();
        call.Join("leg-op-1b", LegRole.Operator, "op-1");
        Assert.Equal("leg-op-1b", Assert.Single(call.State.Legs, l => l.IsHuman).Leg);
        Assert.Equal("op-1", call.State.Operator);
    }

    [Fact]
    public void A_caller_who_hangs_up_before_a_human_joined_is_owed_a_callback_within_ten_minutes()
    {
        var call = CallUnderTest.Ringing("op-1");
        call.Leave("leg-caller", "hung-up");
        call.Pass("op-1");
        var owed = Assert.IsType<OpenPromise>(call.State.Owed);
        Assert.Equal(call.Now.AddMinutes(10), owed.Due);
        Assert.Equal("hung-up-before-a-human", owed.Why);
        Assert.Empty(call.State.Offers);
    }

    [Theory]
    [InlineData(CueAssertion.Present)]
    [InlineData(CueAssertion.Negated)]
    public void A_caller_with_any_cue_is_called_back_within_two_minutes(CueAssertion assertion)
    {
        var call = CallUnderTest.Ringing("op-1");
        call.Raise("chest_pain", CueLevel.E1, assertion);
        call.Leave("leg-caller", "hung-up");
        call.Pass();
        Assert.Equal(call.Now.AddMinutes(2), call.State.Owed?.Due);
    }

    [Fact]
    public void A_caller_who_is_cut_off_may_come_back_for_five_seconds_and_is_then_owed_a_callback()
    {
        var call = CallUnderTest.Ringing("op-1");
        call.Leave("leg-caller", "lost");
        call.Wait(4.9).Pass("op-1");
        Assert.Null(call.State.Owed);
        call.Wait(0.1).Pass("op-1");
        Assert.Equal("cut-off", call.State.Owed?.Why);
    }

    [Fact]
    public void A_call_that_began_and_whose_caller_never_appeared_is_owed_a_callback()
    {
        var call = new CallUnderTest();
        call.Do(new StartCall("start", "demo", "main", "browser", "+12025550100"));
        call.Wait(5).Pass("op-1");
        Assert.Equal("cut-off", call.State.Owed?.Why);
    }

    [Fact]
    public void When_human_and_caller_are_gone_and_nobody_closed_a_callback_is_owed()
    {
        var call = CallUnderTest.Answered();
        call.Leave("leg-caller", "hung-up");
        call.Wait(60).Pass("op-2");
        Assert.Null(call.State.Owed);
        call.Leave("leg-op-1", "lost");
        call.Wait(5).Pass("op-2");
        Assert.Equal("unfinished", call.State.Owed?.Why);
    }

    [Fact]
    public void A_human_who_joins_after_the_caller_hung_up_did_not_speak_with_the_caller()
    {
        var call = CallUnderTest.Ringing("op-1");
        call.Do(new AcceptOffer("a", "op-1", call.OfferOf("op-1")));
        call.Leave("leg-caller", "hung-up");
        call.Join("leg-op-1", LegRole.Operator, "op-1");
        Assert.Null(call.State.HumanJoined);
    }

    [Fact]
    public void Nobody_is_rung_for_a_caller_who_came_back_after_the_promise_and_left_again()
    {
        var call = CallUnderTest.Ringing("op-1");
        call.Leave("leg-caller", "hung-up");
        call.Pass("op-1");
        call.Join("leg-caller-2", LegRole.Caller, null);
        call.Pass("op-1");
        Assert.Single(call.State.Offers);
        call.Leave("leg-caller-2", "hung-up");
        call.Wait(5).Pass("op-1");
        Assert.Empty(call.State.Offers);
        Assert.Single(call.State.Promises);
    }
}
