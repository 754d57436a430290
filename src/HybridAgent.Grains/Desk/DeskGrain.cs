using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Desk;
using HybridAgent.Grains.Calls;
using Orleans.Concurrency;

namespace HybridAgent.Grains.Desk;

/// <summary>
/// A thin shell that makes a <see cref="LiveDesk"/> a grain. Reentrant: a call shows itself here while the desk accepts an offer
/// in that call.
/// </summary>
[Reentrant]
public sealed class DeskGrain : Grain, IDeskGrain
{
    private readonly LiveDesk desk;
    private readonly List<Channel<DeskView>> watchers = [];

    public DeskGrain(TimeProvider time)
    {
        desk = new LiveDesk(time);
        desk.Changed += Tell;
    }

    public Task Present(string person, bool supervises)
    {
        if (desk.Present(person, supervises))
        {
            RingAgain();
        }
        return Task.CompletedTask;
    }

    public Task<CommandResult> Leave(string person)
    {
        var result = desk.Leave(person);
        RingAgain();
        return Task.FromResult(result);
    }

    public async Task<CommandResult> Accept(string person, string practice, CallId call, string offer, string command)
    {
        var result = await desk.Accept(
            person, call, () => GrainFactory.GetGrain<ICallGrain>(CallKey.Of(practice, call)).Do(new AcceptOffer(command, person, offer)));
        if (result.Done)
        {
            RingAgain(); // What rang for this person too must ring for somebody else now.
        }
        return result;
    }

    public Task<IReadOnlyList<Reachable>> Free() => Task.FromResult(desk.Free());

    public Task Show(DeskEntry entry)
    {
        desk.Show(entry);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<DeskView> Watch(CancellationToken cancel = default)
    {
        // Only the newest view matters: a slow console skips, it never queues.
        var channel = Channel.CreateBounded<DeskView>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        channel.Writer.TryWrite(desk.View());
        watchers.Add(channel);
        return Follow(channel, cancel);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        watchers.ForEach(w => w.Writer.TryComplete());
        watchers.Clear();
        return Task.CompletedTask;
    }

    private async IAsyncEnumerable<DeskView> Follow(Channel<DeskView> channel, [EnumeratorCancellation] CancellationToken cancel)
    {
        try
        {
            await foreach (var view in channel.Reader.ReadAllAsync(cancel))
            {
                yield return view;
            }
        }
        finally
        {
            watchers.Remove(channel);
        }
    }

    /// <summary>Who is on duty changed: calls that ring look again at once instead of at the next second.</summary>
    private void RingAgain()
    {
        // Not awaited inside the desk's turn: the calls ask the desk who is free. The every-second pass is the safety net.
        foreach (var (practice, call) in desk.Waiting)
        {
            GrainFactory.GetGrain<ICallGrain>(CallKey.Of(practice, call)).EnsureRinging().Ignore();
        }
    }

    private void Tell()
    {
        if (watchers.Count > 0)
        {
            var view = desk.View();
            watchers.ForEach(w => w.Writer.TryWrite(view));
        }
    }
}
