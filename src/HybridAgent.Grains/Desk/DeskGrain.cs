using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Desk;
using HybridAgent.Grains.Calls;
using Orleans.Concurrency;

namespace HybridAgent.Grains.Desk;

/// <summary>The pool's soft state. Reentrant: a call shows itself here while the desk accepts an offer in that call.</summary>
[Reentrant]
public sealed class DeskGrain(TimeProvider time) : Grain, IDeskGrain
{
    /// <summary>A console that was not heard of for this long is gone.</summary>
    public static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, Duty> duties = [];
    private readonly Dictionary<CallId, DeskEntry> calls = [];
    private readonly List<Channel<DeskView>> watchers = [];

    public Task Present(string @operator)
    {
        var now = time.GetUtcNow();
        // Every heartbeat is also the moment to notice who stopped beating.
        var gone = duties.Where(d => now - d.Value.LastSeen > GoneAfter).Select(d => d.Key).ToList();
        gone.ForEach(g => duties.Remove(g));
        var isNew = !duties.TryGetValue(@operator, out var duty);
        duties[@operator] = isNew ? new Duty(now, now) : duty! with { LastSeen = now };
        if (isNew)
        {
            return Arrived();
        }
        if (gone.Count > 0)
        {
            Tell();
        }
        return Task.CompletedTask;
    }

    public async Task Leave(string @operator)
    {
        if (duties.Remove(@operator))
        {
            Tell();
            await RingAgain();
        }
    }

    public async Task<CommandResult> Accept(string @operator, string practice, CallId call, string offer, string command)
    {
        if (BusyWith(@operator) is { } busy && busy != call)
        {
            return new CommandResult("You are on another call: finish or leave it first.", 0);
        }
        if (!duties.TryGetValue(@operator, out var duty) || duty.Accepting is not null)
        {
            return new CommandResult(duty is null ? "You are not on duty." : "You are already answering a call.", 0);
        }
        duties[@operator] = duty with { Accepting = call };
        try
        {
            return await GrainFactory.GetGrain<ICallGrain>(CallKey.Of(practice, call)).Do(new AcceptOffer(command, @operator, offer));
        }
        finally
        {
            if (duties.TryGetValue(@operator, out var still))
            {
                duties[@operator] = still with { Accepting = null };
            }
            Tell();
        }
    }

    public Task<IReadOnlyList<IdleOperator>> Idle()
    {
        var now = time.GetUtcNow();
        IReadOnlyList<IdleOperator> idle =
        [
            .. duties.Where(d => now - d.Value.LastSeen <= GoneAfter && d.Value.Accepting is null && BusyWith(d.Key) is null)
                .OrderBy(d => d.Value.IdleSince).ThenBy(d => d.Key, StringComparer.Ordinal)
                .Select(d => new IdleOperator(d.Key, d.Value.IdleSince)),
        ];
        return Task.FromResult(idle);
    }

    public Task Show(DeskEntry entry)
    {
        calls.TryGetValue(entry.Call, out var before);
        if (before is not null && before.Sequence > entry.Sequence)
        {
            return Task.CompletedTask;
        }
        if (entry.State == "closed")
        {
            calls.Remove(entry.Call);
        }
        else
        {
            calls[entry.Call] = entry;
        }
        if (before?.Operator is { } freed && (entry.Operator != freed || entry.State == "closed") && duties.TryGetValue(freed, out var duty))
        {
            duties[freed] = duty with { IdleSince = time.GetUtcNow() };
        }
        if (before is null || before.Sequence != entry.Sequence || before.State != entry.State || before.Unsaved != entry.Unsaved)
        {
            Tell();
        }
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<DeskView> Watch(CancellationToken cancel = default)
    {
        // Only the newest view matters: a slow console skips, it never queues.
        var channel = Channel.CreateBounded<DeskView>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        channel.Writer.TryWrite(View());
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

    private async Task Arrived()
    {
        Tell();
        await RingAgain();
    }

    /// <summary>Who is on duty changed: calls that ring look again at once instead of at the next second.</summary>
    private Task RingAgain()
    {
        var factory = GrainFactory;
        var waiting = calls.Values.Where(c => c.State == "ringing").Select(c => CallKey.Of(c.Practice, c.Call)).ToList();
        // Not awaited inside the desk's turn: the calls ask the desk who is idle. The every-second pass is the safety net.
        foreach (var key in waiting)
        {
            factory.GetGrain<ICallGrain>(key).EnsureRinging().Ignore();
        }
        return Task.CompletedTask;
    }

    private CallId? BusyWith(string @operator) =>
        calls.Values.Where(c => c.Operator == @operator).Select(c => (CallId?)c.Call).FirstOrDefault();

    private DeskView View()
    {
        var now = time.GetUtcNow();
        return new DeskView(
            [.. calls.Values.OrderBy(c => c.Level ?? (Core.Cues.CueLevel)9).ThenBy(c => c.Started)],
            [.. duties.Where(d => now - d.Value.LastSeen <= GoneAfter).Select(d => new OperatorOnDuty(d.Key, d.Value.IdleSince, BusyWith(d.Key)))]);
    }

    private void Tell()
    {
        if (watchers.Count > 0)
        {
            var view = View();
            watchers.ForEach(w => w.Writer.TryWrite(view));
        }
    }

    private sealed record Duty(DateTimeOffset IdleSince, DateTimeOffset LastSeen, CallId? Accepting = null);
}
