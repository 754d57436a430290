using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HybridAgent.Core.Calls;
using HybridAgent.Grains.Calls;
using HybridAgent.Server.OperatorConsole;

namespace HybridAgent.Server.Tests.ConsoleScreens;

/// <summary>What a screen shows of one call never mixes with another.</summary>
public sealed class ShownCallTests
{
    [Fact]
    public async Task A_signal_that_arrives_after_another_call_is_shown_changes_nothing_on_the_screen()
    {
        var (first, second) = (new Told(), new Told());
        using var before = new ShownCall("demo", new CallId(Guid.NewGuid()), CancellationToken.None);
        using var now = new ShownCall("demo", new CallId(Guid.NewGuid()), CancellationToken.None);
        var changes = 0;
        var following = before.Follow(first, _ => Task.FromResult(changes++));
        first.Say(new CallSignal(Started(before, 1), null));
        await Until(() => changes == 1);
        before.Dispose();
        first.Say(new CallSignal(null, new PartialHeard(LegRole.Caller, "p", "words of the call before", 0)));
        first.Say(new CallSignal(Started(before, 2), null));
        first.End();
        await following;
        Assert.Equal(1, changes);
        Assert.Empty(before.Partials);

        _ = now.Follow(second, _ => Task.FromResult(changes++));
        second.Say(new CallSignal(Started(now, 1), null));
        await Until(() => changes == 2);
        Assert.Equal(1, now.State.Sequence);
        Assert.Empty(now.Partials);
    }

    private static StoredEvent Started(ShownCall call, long sequence) =>
        new(call.State.Call, sequence, DateTimeOffset.UtcNow, "caller", $"c{sequence}", new CallStarted("demo", "main", "browser", null));

    private static async Task Until(Func<bool> wanted)
    {
        for (var waited = 0; waited < 200 && !wanted(); waited++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        Assert.True(wanted());
    }

    /// <summary>A call that tells what the test lets it tell, and does not notice that nobody listens any more.</summary>
    private sealed class Told : ICallGrain
    {
        private readonly Channel<CallSignal> signals = Channel.CreateUnbounded<CallSignal>();

        public void Say(CallSignal signal) => signals.Writer.TryWrite(signal);

        public void End() => signals.Writer.Complete();

        public async IAsyncEnumerable<CallSignal> Watch(long after, [EnumeratorCancellation] CancellationToken cancel = default)
        {
            await foreach (var signal in signals.Reader.ReadAllAsync(CancellationToken.None))
            {
                yield return signal;
            }
        }

        public Task<CommandResult> Do(CallCommand command) => throw new NotSupportedException();

        public Task HearPartial(LegRole leg, string phrase, string text, int atMs) => throw new NotSupportedException();

        public Task EnsureRinging() => throw new NotSupportedException();

        public Task<CallState> Read() => throw new NotSupportedException();
    }
}
