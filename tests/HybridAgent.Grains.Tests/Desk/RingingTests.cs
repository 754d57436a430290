using HybridAgent.Core.Calls;

namespace HybridAgent.Grains.Tests.Desk;

/// <summary>Call and desk together: who is rung, who gets the call, and what happens when they go.</summary>
public sealed class RingingTests
{
    [Fact]
    public async Task All_idle_operators_of_the_pool_ring_at_once_longest_idle_first_and_nobody_of_another_pool()
    {
        await using var silo = await Silo.Start();
        await silo.Desk().Present("op-early");
        await Task.Delay(20, TestContext.Current.CancellationToken);
        await silo.Desk().Present("op-late");
        await silo.Desk("night").Present("op-night");
        var call = await silo.Ring();
        await silo.Until(call, s => s.Offers.Count == 2);
        var rung = (await silo.Store.Read(call, 0, TestContext.Current.CancellationToken)).Select(e => e.Event).OfType<OfferMade>();
        Assert.Equal(["op-early", "op-late"], rung.Select(o => o.Operator));
    }

    [Fact]
    public async Task Of_two_who_answer_one_gets_the_call_and_the_other_is_told_and_stays_free()
    {
        await using var silo = await Silo.Start();
        await silo.Desk().Present("op-1");
        await silo.Desk().Present("op-2");
        var call = await silo.Ring();
        var offers = (await silo.Until(call, s => s.Offers.Count == 2)).Offers.ToDictionary(o => o.Value, o => o.Key);
        var answers = await Task.WhenAll(
            silo.Desk().Accept("op-1", "demo", call, offers["op-1"], "a1"), silo.Desk().Accept("op-2", "demo", call, offers["op-2"], "a2"));
        Assert.Single(answers, a => a.Done);
        Assert.Contains("no longer ringing", Assert.Single(answers, a => !a.Done).Refusal);
        var taken = (await silo.Call(call).Read()).Operator;
        Assert.Equal(new[] { "op-1", "op-2" }.Where(o => o != taken), (await silo.Desk().Free()).Select(o => o.Person));
    }

    [Fact]
    public async Task Who_has_a_call_is_not_rung_for_another_and_cannot_take_it()
    {
        await using var silo = await Silo.Start();
        await silo.Desk().Present("op-1");
        var first = await silo.Ring();
        var offer = (await silo.Until(first, s => s.Offers.Count == 1)).Offers.Keys.Single();
        Assert.True((await silo.Desk().Accept("op-1", "demo", first, offer, "a1")).Done);
        silo.Line.Join("demo", first, "op-leg");
        await silo.Call(first).Do(new JoinLeg("join-op", "op-1", "op-leg", LegRole.Operator, "op-1"));
        var second = await silo.Ring();
        await silo.Call(second).EnsureRinging();
        Assert.Empty((await silo.Call(second).Read()).Offers);
        Assert.Contains("another call", (await silo.Desk().Accept("op-1", "demo", second, "any", "a2")).Refusal);
    }

    [Fact]
    public async Task A_call_nobody_can_take_rings_the_moment_somebody_comes_on_duty()
    {
        await using var silo = await Silo.Start();
        var call = await silo.Ring();
        Assert.Empty((await silo.Call(call).Read()).Offers);
        await silo.Desk().Present("op-1");
        await silo.Until(call, s => s.Offers.ContainsValue("op-1"));
    }

    [Fact]
    public async Task A_lost_operator_is_noticed_by_the_watchdog_and_everybody_free_rings_again()
    {
        await using var silo = await Silo.Start();
        await silo.Desk().Present("op-1");
        var call = await silo.Ring();
        var offer = (await silo.Until(call, s => s.Offers.Count == 1)).Offers.Keys.Single();
        await silo.Desk().Accept("op-1", "demo", call, offer, "a1");
        silo.Line.Join("demo", call, "op-leg");
        await silo.Call(call).Do(new JoinLeg("join-op", "op-1", "op-leg", LegRole.Operator, "op-1"));
        Assert.True((await silo.Call(call).Read()).HumanPresent);

        await Task.Delay(TimeSpan.FromSeconds(2.2), TestContext.Current.CancellationToken);
        await silo.Desk().Present("op-2");
        silo.Line.Lose(call, "op-leg");
        await silo.Watchdog.Pass(TestContext.Current.CancellationToken);
        var state = await silo.Until(call, s => !s.HumanPresent && s.Offers.Count > 0);
        Assert.Contains("op-2", state.Offers.Values);
    }
}
