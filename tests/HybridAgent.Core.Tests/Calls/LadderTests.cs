using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Desk;

namespace HybridAgent.Core.Tests.Calls;

public sealed class LadderTests
{
    private static readonly Reachable[] Everybody =
    [
        new("op-1", CallUnderTest.Noon), new("sup-1", CallUnderTest.Noon, Rung.Wider), new("op-1", CallUnderTest.Noon, Rung.Phones, ByPhone: true),
        new("dr-1", CallUnderTest.Noon, Rung.OnCall, ByPhone: true),
    ];

    [Fact]
    public void The_steps_open_at_ten_twenty_and_forty_seconds_and_all_keep_ringing()
    {
        var call = CallUnderTest.Ringing();
        Assert.Equal(["op-1"], Pass(call, Everybody));
        Assert.Empty(Pass(call.Wait(9.9), Everybody));
        Assert.Equal(["sup-1"], Pass(call.Wait(0.1), Everybody));
        Assert.Equal(["op-1"], Pass(call.Wait(10), Everybody));
        Assert.Equal(["dr-1"], Pass(call.Wait(20), Everybody));
        Assert.Equal(4, call.State.Offers.Count);
    }

    [Fact]
    public void A_step_opens_at_once_when_nobody_below_it_can_be_rung()
    {
        var call = CallUnderTest.Ringing();
        Assert.Equal(["dr-1"], Pass(call, Everybody[3]));
        var declined = CallUnderTest.Ringing("op-1");
        declined.Do(new DeclineOffer(declined.Next(), "op-1", declined.OfferOf("op-1")));
        Assert.Equal(["sup-1"], Pass(declined, Everybody[0], Everybody[1]));
    }

    [Fact]
    public void The_ladder_starts_anew_when_a_human_leaves()
    {
        var call = CallUnderTest.Answered();
        call.Wait(300).Leave("leg-op-1", "lost");
        Assert.Equal(["op-1"], Pass(call, Everybody));
    }

    [Fact]
    public void Whoever_accepts_ends_every_other_ring_their_own_telephone_included()
    {
        var call = CallUnderTest.Ringing();
        Pass(call.Wait(60), Everybody);
        call.Do(new AcceptOffer(call.Next(), "op-1", call.State.Offers.First(o => o.Value == "op-1").Key));
        Assert.Empty(call.State.Offers);
        Assert.Empty(call.State.Dialled);
    }

    [Fact]
    public void Priority_only_rises_and_age_counts()
    {
        var early = CallUnderTest.Ringing();
        var before = Priority.Standing(early.State);
        early.Raise("chest_pain", CueLevel.E2);
        var urgent = Priority.Standing(early.State);
        early.Raise("chest_pain", CueLevel.E1);
        var emergency = Priority.Standing(early.State);
        early.Do(new DismissCue(early.Next(), "op-1", "c2", "about a film"));
        Assert.True(emergency < urgent && urgent < before);
        Assert.Equal(emergency, Priority.Standing(early.State));

        var professional = Known(CallerKinds.Professional, after: 300);
        var repeat = Known(CallerKinds.Repeat, after: 300);
        Assert.True(professional < repeat);
        Assert.True(Known(CallerKinds.RepeatOnUrgent, after: 300) < professional);
        Assert.True(before < repeat || repeat == before); // five minutes of waiting weigh as much as a repeat call's lead
    }

    private static DateTimeOffset Known(string kind, double after)
    {
        var call = new CallUnderTest().Wait(after);
        call.Do(new StartCall("start", "demo", "main", "browser", "+12025550100", [kind]));
        return Priority.Standing(call.State);
    }

    private static List<string> Pass(CallUnderTest call, params Reachable[] people)
    {
        var rings = call.State.Dialled.Keys.ToList();
        var decision = call.Do(new EnsureRinging(call.Next(), null, people, rings));
        return [.. decision.Events.OfType<OfferMade>().Select(o => o.Operator)];
    }
}
