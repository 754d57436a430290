using HybridAgent.Core.Calls;
using HybridAgent.Core.Desk;
using HybridAgent.Grains.Desk;

namespace HybridAgent.Grains.Tests.Desk;

public sealed class LiveDeskTests
{
    [Fact]
    public void Nobody_on_a_line_is_free_whoever_of_them_holds_the_call()
    {
        var desk = new LiveDesk(TimeProvider.System);
        foreach (var person in new[] { "op-1", "op-2", "op-3" })
        {
            desk.Present(person, supervises: false);
        }
        desk.Show(new DeskEntry(
            new CallId(new Guid(1, 0, 0, new byte[8])), "demo", "Demo", null, TimeProvider.System.GetUtcNow(), "with-operator", new Dictionary<string, string>(), "op-2",
            null, null, TimeProvider.System.GetUtcNow(), [], null, Sequence: 5, OnTheLine: ["op-1", "op-2"]));
        Assert.Equal("op-3", Assert.Single(desk.Free()).Person);
    }
}
