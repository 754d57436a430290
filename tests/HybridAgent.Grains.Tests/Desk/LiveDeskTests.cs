using HybridAgent.Core.Calls;
using HybridAgent.Core.Desk;
using HybridAgent.Grains.Calls;
using HybridAgent.Grains.Desk;
using Microsoft.Extensions.Time.Testing;

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

    [Fact]
    public async Task Who_is_just_answering_keeps_ringing_until_the_call_says_that_they_have_it()
    {
        var desk = new LiveDesk(new FakeTimeProvider());
        desk.Present("op-1", supervises: false);
        var rungMeanwhile = false;
        await desk.Accept("op-1", new CallId(Guid.NewGuid()), () =>
        {
            rungMeanwhile = desk.Free().Any(p => p.Person == "op-1");
            return Task.FromResult(new CommandResult(null, 1));
        });
        Assert.True(rungMeanwhile);
    }

    [Fact]
    public async Task Nobody_answers_two_calls_in_the_same_moment()
    {
        var desk = new LiveDesk(new FakeTimeProvider());
        desk.Present("op-1", supervises: false);
        CommandResult? second = null;
        await desk.Accept("op-1", new CallId(Guid.NewGuid()), async () =>
        {
            second = await desk.Accept("op-1", new CallId(Guid.NewGuid()), () => Task.FromResult(new CommandResult(null, 1)));
            return new CommandResult(null, 1);
        });
        Assert.Contains("already answering", second!.Refusal);
    }
}
