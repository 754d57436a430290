using HybridAgent.Core.Calls;

namespace HybridAgent.Telephony.Tests.Bridging;

public sealed class RoutingPlanTests
{
    private const string Order = "Caller, Operator, Clinician, Supervisor, Assistant";

    /// <summary>Rows speak, columns hear, in the order of <see cref="Order"/>.</summary>
    [Theory]
    [InlineData(RoutingMode.Talk, "01110 10110 11010 00000 10000")]
    [InlineData(RoutingMode.Hold, "00000 00110 01010 00000 10000")]
    [InlineData(RoutingMode.Listen, "01110 10110 11010 00000 10000")]
    [InlineData(RoutingMode.Whisper, "01110 10110 11010 01000 10000")]
    [InlineData(RoutingMode.Barge, "01110 10110 11010 11100 10000")]
    public async Task Who_hears_whom(RoutingMode mode, string matrix)
    {
        await using var caller = Sound.Party("c", LegRole.Caller, 1);
        await using var @operator = Sound.Party("o", LegRole.Operator, 1);
        await using var clinician = Sound.Party("d", LegRole.Clinician, 1);
        await using var supervisor = Sound.Party("s", LegRole.Supervisor, 1);
        await using var assistant = new PromptLeg("a");
        ICallLeg[] legs = [caller, @operator, clinician, supervisor, assistant];
        var plan = new RoutingPlan(mode, new HashSet<string>());
        Assert.Equal(matrix, string.Join(' ', legs.Select(from => string.Concat(legs.Select(to => plan.Gain(from, to))))));
        Assert.Equal(Order, string.Join(", ", legs.Select(l => l.Role)));
    }

    [Fact]
    public void In_every_mode_and_role_nobody_hears_itself_and_nobody_hears_a_muted_leg()
    {
        foreach (var mode in Enum.GetValues<RoutingMode>())
        {
            foreach (var from in Enum.GetValues<LegRole>())
            {
                foreach (var to in Enum.GetValues<LegRole>())
                {
                    var (one, other) = (Sound.Party("one", from, 1), Sound.Party("other", to, 1));
                    var plan = new RoutingPlan(mode, new HashSet<string> { "one" });
                    Assert.Equal(0, plan.Gain(one, one));
                    Assert.Equal(0, plan.Gain(other, other));
                    Assert.Equal(0, plan.Gain(one, other));
                    Assert.InRange(plan.Gain(other, one), 0, 1);
                }
            }
        }
    }
}
