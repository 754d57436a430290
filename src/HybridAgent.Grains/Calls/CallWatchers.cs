using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace HybridAgent.Grains.Calls;

/// <summary>Those who follow a call. A watcher that falls behind is ended and comes back with its last sequence: nobody slows the call.</summary>
internal sealed class CallWatchers
{
    private const int Backlog = 1000;
    private readonly List<Channel<CallSignal>> watchers = [];

    public void Tell(CallSignal signal)
    {
        watchers.RemoveAll(w => !w.Writer.TryWrite(signal) && w.Writer.TryComplete(new WatcherTooSlowException()));
    }

    public void End()
    {
        watchers.ForEach(w => w.Writer.TryComplete());
        watchers.Clear();
    }

    /// <summary>Subscribes at once (not at the first read), so nothing falls between the past and the present.</summary>
    public IAsyncEnumerable<CallSignal> Watch(IReadOnlyList<Core.Calls.StoredEvent> past, CancellationToken cancel)
    {
        var channel = Channel.CreateBounded<CallSignal>(new BoundedChannelOptions(Backlog) { SingleReader = true });
        watchers.Add(channel);
        return Follow(channel, past, cancel);
    }

    private async IAsyncEnumerable<CallSignal> Follow(
        Channel<CallSignal> channel, IReadOnlyList<Core.Calls.StoredEvent> past, [EnumeratorCancellation] CancellationToken cancel)
    {
        try
        {
            foreach (var e in past)
            {
                yield return new CallSignal(e, null);
            }
            await foreach (var signal in channel.Reader.ReadAllAsync(cancel))
            {
                yield return signal;
            }
        }
        finally
        {
            watchers.Remove(channel);
            channel.Writer.TryComplete();
        }
    }
}

/// <summary>The watcher did not keep up; watch again after the last sequence seen.</summary>
public sealed class WatcherTooSlowException() : Exception("This watcher fell behind; watch again after the last sequence seen.");
