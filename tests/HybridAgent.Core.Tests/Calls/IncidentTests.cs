using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Desk;
using HybridAgent.Core.Incidents;

namespace HybridAgent.Core.Tests.Calls;

public sealed class IncidentTests
{
    [Fact]
    public void A_cue_pages_at_once_when_the_caller_is_alone_and_after_a_countdown_when_a_human_listens()
    {
        var alone = CallUnderTest.Ringing("op-1");
        alone.Raise("chest_pain", CueLevel.E1);
        Assert.Equal(["dr-1"], Page(alone, "dr-1", "dr-2"));
        var answered = CallUnderTest.Answered();
        answered.Raise("chest_pain", CueLevel.E1);
        Assert.Empty(Page(answered, "dr-1"));
        Assert.Equal(["dr-1"], Page(answered.Wait(IncidentLadder.Countdown), "dr-1"));
    }

    [Fact]
    public void An_operator_who_leaves_during_the_countdown_ends_it()
    {
        var call = CallUnderTest.Answered();
        call.Raise("chest_pain", CueLevel.E1);
        call.Leave("leg-op-1", "lost");
        Assert.Equal(["dr-1"], Page(call, "dr-1"));
    }

    [Fact]
    public void The_ladder_adds_the_next_clinician_then_everybody_then_the_desk_and_the_first_keeps_ringing()
    {
        var call = Emergency();
        Assert.Equal(["dr-1"], Page(call, "dr-1", "dr-2", "dr-3", "dr-4"));
        Assert.Equal(["dr-2"], Page(call.Wait(TimeSpan.FromMinutes(2)), "dr-1", "dr-2", "dr-3", "dr-4"));
        Assert.Equal(["dr-3", "dr-4"], Page(call.Wait(TimeSpan.FromMinutes(2)), "dr-1", "dr-2", "dr-3", "dr-4"));
        Assert.Equal(["op-1"], Page(call.Wait(TimeSpan.FromMinutes(1)), ["op-1"], "dr-1", "dr-2", "dr-3", "dr-4"));
        Assert.Equal(5, call.State.OpenIncident!.Rings.Count);
    }

    [Fact]
    public void With_nobody_on_call_the_desk_rings_at_once()
    {
        var call = Emergency();
        Assert.Equal(["op-1"], Page(call, ["op-1"]));
    }

    [Fact]
    public void Who_declines_is_passed_over_and_rung_again_later_and_when_all_decline_at_once()
    {
        var call = Emergency();
        Page(call, "dr-1", "dr-2");
        var attempt = call.State.OpenIncident!.Rings.Single().Key;
        call.Do(new DeclineIncident(call.Next(), "dr-1", attempt));
        Assert.Equal(["dr-2"], Page(call, "dr-1", "dr-2"));
        Assert.Empty(Page(call.Wait(9), "dr-1", "dr-2"));
        Assert.Equal(["dr-1"], Page(call.Wait(1), "dr-1", "dr-2"));
    }

    [Theory]
    [InlineData(RingEnds.NobodyPressed)]
    [InlineData(RingEnds.NoAnswer)]
    [InlineData(RingEnds.Busy)]
    public void A_telephone_that_stops_ringing_acknowledges_nothing_and_is_rung_again(string how)
    {
        var call = Emergency();
        PageByPhone(call);
        call.Do(new EndRing(call.Next(), call.State.OpenIncident!.Rings.Single().Key, how));
        Assert.True(call.State.OpenIncident!.IsOpen);
        PageByPhone(call.Wait(1));
        Assert.Equal(2, call.State.OpenIncident!.RingsMade);
    }

    [Fact]
    public void A_telephone_the_record_believes_in_and_the_network_does_not_is_rung_again()
    {
        var call = Emergency();
        PageByPhone(call);
        PageByPhone(call.Wait(3)); // RealRings is empty: it never rang
        Assert.Equal(2, call.State.OpenIncident!.RingsMade);
        Assert.Single(call.State.OpenIncident!.Rings);
    }

    [Fact]
    public void Neither_a_hang_up_nor_the_end_of_the_call_ends_the_emergency()
    {
        var call = CallUnderTest.Answered();
        call.Raise("chest_pain", CueLevel.E1);
        call.ReadBackAll("op-1");
        Assert.Null(call.Do(new CloseCall(call.Next(), "op-1", Outcomes.MessageSent)).Refusal);
        Assert.True(call.State is { IsClosed: true, IsLive: true });
        Assert.Equal(["dr-1"], Page(call.Wait(20), "dr-1"));
    }

    [Fact]
    public void After_an_acknowledgement_nobody_is_rung_any_more_and_a_second_one_is_told_so()
    {
        var call = Emergency();
        Page(call, "dr-1");
        var incident = call.State.OpenIncident!.Id;
        Assert.Null(call.Do(new AcknowledgeIncident(call.Next(), "dr-1", incident)).Refusal);
        Assert.Empty(call.State.Incidents.Single().Rings);
        Assert.Empty(Page(call.Wait(600), "dr-1", "dr-2"));
        Assert.Contains("already", call.Do(new AcknowledgeIncident(call.Next(), "dr-2", incident)).Refusal);
    }

    [Theory]
    [InlineData("system")]
    [InlineData("assistant")]
    [InlineData("caller")]
    public void The_machine_neither_acknowledges_nor_takes_over(string actor)
    {
        var call = Emergency();
        Assert.NotNull(call.Do(new AcknowledgeIncident(call.Next(), actor, call.State.OpenIncident!.Id)).Refusal);
        Assert.NotNull(call.Do(new TakeOverIncident(call.Next(), actor, call.State.OpenIncident!.Id, "why not")).Refusal);
        Assert.True(call.State.OpenIncident!.IsOpen);
    }

    [Fact]
    public void A_takeover_needs_a_reason_and_putting_the_last_cue_away_with_one_is_a_takeover()
    {
        var call = CallUnderTest.Answered();
        call.Raise("chest_pain", CueLevel.E1);
        Assert.NotNull(call.Do(new TakeOverIncident(call.Next(), "op-1", call.State.OpenIncident!.Id, " ")).Refusal);
        call.Raise("stroke", CueLevel.E1);
        call.Do(new DismissCue(call.Next(), "op-1", "c1", "about a film"));
        Assert.NotNull(call.State.OpenIncident);
        call.Do(new DismissCue(call.Next(), "op-1", "c2", "about the same film"));
        Assert.Equal("about the same film", call.State.Incidents.Single().TakenOverBecause);
    }

    [Fact]
    public void A_second_cue_joins_the_open_emergency_and_a_new_one_after_it_opens_another()
    {
        var call = Emergency();
        call.Raise("stroke", CueLevel.E1);
        Assert.Single(call.State.Incidents);
        call.Do(new AcknowledgeIncident(call.Next(), "dr-1", call.State.OpenIncident!.Id));
        call.Raise("breathing", CueLevel.E1);
        Assert.Equal(2, call.State.Incidents.Count);
    }

    [Theory]
    [InlineData(CueLevel.E2, CueAssertion.Present)]
    [InlineData(CueLevel.E1, CueAssertion.Historical)]
    public void Only_a_red_cue_of_the_first_level_opens_an_emergency(CueLevel level, CueAssertion assertion)
    {
        var call = CallUnderTest.Ringing("op-1");
        call.Raise("chest_pain", level, assertion);
        Assert.Null(call.State.OpenIncident);
    }

    private static CallUnderTest Emergency()
    {
        var call = CallUnderTest.Ringing();
        call.Raise("chest_pain", CueLevel.E1);
        return call;
    }

    private static List<string> Page(CallUnderTest call, params string[] clinicians) => Page(call, [], clinicians);

    /// <summary>Who is newly rung by a pass that finds the legs and screens as believed.</summary>
    private static List<string> Page(CallUnderTest call, string[] desk, params string[] clinicians)
    {
        var decision = call.Do(new EnsureRinging(call.Next(), null, CallUnderTest.Idle(desk), null, [.. clinicians.Select(c => new Reachable(c, CallUnderTest.Noon, Rung.OnCall))]));
        return [.. decision.Events.OfType<ClinicianRung>().Select(r => r.Person)];
    }

    private static void PageByPhone(CallUnderTest call) =>
        call.Do(new EnsureRinging(call.Next(), null, [], [], [new Reachable("dr-1", CallUnderTest.Noon, Rung.OnCall, ByPhone: true)]));
}
