using HybridAgent.Core.Calls;
using HybridAgent.Core.Desk;
using HybridAgent.Core.Tests.Calls;

namespace HybridAgent.Core.Tests.Desk;

public sealed class PriorityTests
{
    [Fact]
    public void What_moves_a_call_forward_is_said_in_words_and_nothing_else_is()
    {
        var plain = new CallUnderTest();
        plain.Do(new StartCall("start", "demo", "main", "browser", null));
        Assert.Empty(Priority.Why(plain.State));

        var known = new CallUnderTest();
        known.Do(new StartCall("start", "demo", "main", "browser", "+12025550100", [CallerKinds.Professional, CallerKinds.RepeatOnUrgent]));
        known.Do(new AskForPerson("ask"));
        Assert.Equal(["professional caller", "calls again, urgent and still open", "asked for a person"], Priority.Why(known.State));
        Assert.True(Priority.Standing(known.State) < Priority.Standing(plain.State));
    }
}
