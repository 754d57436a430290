using CsCheck;
using HybridAgent.Core.Audio;
using HybridAgent.Core.Calls;
using HybridAgent.Telephony.Recorded;

namespace HybridAgent.Telephony.Tests.Bridging;

public sealed class BridgeTests
{
    private readonly Bridge bridge = new("call");

    [Fact]
    public void Each_party_hears_the_sum_of_the_others_and_never_itself()
    {
        var caller = Join("caller", LegRole.Caller, 100);
        var @operator = Join("operator", LegRole.Operator, 20);
        var clinician = Join("clinician", LegRole.Clinician, 3);
        bridge.Tick(5);
        Assert.Equal(Sound.Level(23, 5), caller.Heard);
        Assert.Equal(Sound.Level(103, 5), @operator.Heard);
        Assert.Equal(Sound.Level(120, 5), clinician.Heard);
    }

    /// <summary>However loud, the sum keeps its sign, never exceeds what a sample holds and is never louder than the plain sum.</summary>
    [Fact]
    public void Loud_parties_are_limited_and_never_overflow() =>
        Gen.Short.Array[2, Bridge.MaximumLegs].Sample(levels =>
        {
            var loud = new Bridge("loud");
            var parties = levels.Select((level, i) => Sound.Party($"{i}", LegRole.Operator, level)).ToArray();
            Array.ForEach(parties, loud.AddLeg);
            loud.Tick();
            for (var i = 0; i < parties.Length; i++)
            {
                var sum = levels.Sum(l => l) - levels[i];
                var heard = parties[i].Heard[0];
                Assert.True(Math.Sign(heard) == Math.Sign(sum) && Math.Abs((int)heard) <= Math.Abs(sum), $"{sum} was heard as {heard}");
                Assert.True(Math.Abs(sum) > 24_576 || heard == sum, $"{sum} was heard as {heard}");
            }
        });

    [Fact]
    public void Louder_stays_louder_up_to_full_scale()
    {
        short before = 0;
        for (var level = 0; level <= short.MaxValue; level += 97)
        {
            var loud = new Bridge("loud");
            var ear = Sound.Party("ear", LegRole.Caller, 0);
            loud.AddLeg(ear);
            for (var i = 0; i < 7; i++)
            {
                loud.AddLeg(Sound.Party($"{i}", LegRole.Operator, (short)level));
            }
            loud.Tick();
            Assert.InRange(ear.Heard[0], before, short.MaxValue);
            before = ear.Heard[0];
        }
        Assert.InRange(before, short.MaxValue - 8, short.MaxValue);
    }

    [Fact]
    public void Muting_and_unmuting_ramp_over_10_ms_instead_of_clicking()
    {
        var caller = Join("caller", LegRole.Caller, 0);
        Join("operator", LegRole.Operator, 16_000);
        bridge.Tick();
        Assert.True(bridge.Apply(new RoutingPlan(RoutingMode.Talk, new HashSet<string> { "operator" }), 1));
        bridge.Tick(2);
        Assert.True(bridge.Apply(RoutingPlan.Talk, 2));
        bridge.Tick(2);
        var heard = caller.Heard;
        Assert.Equal(16_000, heard[0]);
        Assert.Equal(Sound.Level(0), heard[(2 * AudioFrame.Samples)..(3 * AudioFrame.Samples)]);
        Assert.Equal(16_000, heard[^1]);
        for (var i = 1; i < heard.Length; i++)
        {
            Assert.InRange(Math.Abs(heard[i] - heard[i - 1]), 0, 101); // 16000 in 160 steps
        }
    }

    [Fact]
    public void The_assistant_is_18_dB_quieter_while_a_human_speaks()
    {
        var caller = Join("caller", LegRole.Caller, 0);
        var prompt = new PromptLeg("assistant");
        bridge.AddLeg(prompt);
        _ = prompt.Play(Sound.Level(10_000, 40));
        bridge.Tick(2);
        Assert.Equal(10_000, caller.LastHeard()[^1]);
        Join("operator", LegRole.Operator, 1000, frames: 5);
        bridge.Tick(2);
        Assert.Equal(1000 + 1260, caller.LastHeard()[^1]);
        bridge.Tick(3 + 20);
        Assert.Equal(10_000, caller.LastHeard()[^1]);
    }

    [Fact]
    public void A_former_owner_of_the_call_has_no_say()
    {
        Assert.True(bridge.Apply(RoutingPlan.Talk, 5));
        Assert.False(bridge.Apply(new RoutingPlan(RoutingMode.Hold, new HashSet<string>()), 4));
        var caller = Join("caller", LegRole.Caller, 0);
        Join("operator", LegRole.Operator, 7);
        bridge.Tick();
        Assert.Equal(7, caller.Heard[0]);
    }

    [Fact]
    public void A_leg_or_tap_that_throws_is_silent_and_counted_and_hurts_nobody()
    {
        var caller = Join("caller", LegRole.Caller, 5);
        var @operator = Join("operator", LegRole.Operator, 6);
        bridge.AddLeg(new BrokenLeg());
        bridge.Tap("caller", _ => throw new InvalidOperationException("tap"));
        bridge.Tick(10);
        Assert.Equal(Sound.Level(6, 10), caller.Heard);
        Assert.Equal(Sound.Level(5, 10), @operator.Heard);
        Assert.Equal(30, bridge.Faults); // each tick one read, one write, one tap
    }

    [Fact]
    public void The_tap_hears_one_leg_alone_before_mixing_and_also_when_it_is_muted()
    {
        Join("caller", LegRole.Caller, 5);
        Join("operator", LegRole.Operator, 600);
        bridge.Apply(new RoutingPlan(RoutingMode.Hold, new HashSet<string> { "caller" }), 1);
        var tapped = new List<short>();
        bridge.Tap("caller", frame => tapped.AddRange(frame));
        bridge.Tick(3);
        Assert.Equal(Sound.Level(5, 3), tapped);
    }

    [Fact]
    public void Who_left_is_neither_heard_nor_hears()
    {
        var caller = Join("caller", LegRole.Caller, 5);
        var @operator = Join("operator", LegRole.Operator, 6);
        bridge.Tick();
        bridge.RemoveLeg("operator");
        bridge.Tick();
        Assert.Equal(Sound.Level(0), caller.LastHeard());
        Assert.Equal(AudioFrame.Samples, @operator.Heard.Length);
        Assert.Equal(["caller"], bridge.Describe().Select(l => l.Leg));
    }

    [Fact]
    public void It_holds_eight_legs_each_once()
    {
        for (var i = 0; i < Bridge.MaximumLegs; i++)
        {
            Join($"{i}", LegRole.Clinician, 0);
        }
        Assert.Throws<InvalidOperationException>(() => Join("ninth", LegRole.Operator, 0));
        bridge.RemoveLeg("0");
        Assert.Throws<InvalidOperationException>(() => Join("1", LegRole.Operator, 0));
        Join("0", LegRole.Operator, 0);
    }

    [Fact]
    public void It_tells_who_speaks_how_loud_and_how_long_somebody_has_been_silent()
    {
        Join("caller", LegRole.Caller, 1000, frames: 50);
        Join("operator", LegRole.Operator, 0);
        bridge.Tick(50);
        var (caller, @operator) = (bridge.Describe()[0], bridge.Describe()[1]);
        Assert.Equal((1000, 0, 0), ((int)caller.EnergyIn, (int)caller.EnergyOut, caller.SilentMs));
        Assert.Equal((0, 1000), ((int)@operator.EnergyIn, (int)@operator.EnergyOut));
        bridge.Tick(10);
        Assert.Equal(200, bridge.Describe()[0].SilentMs);
    }

    private WavLeg Join(string id, LegRole role, short level, int frames = 50)
    {
        var leg = Sound.Party(id, role, level, frames);
        bridge.AddLeg(leg);
        return leg;
    }
}
