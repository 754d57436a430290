using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Desk;
using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace HybridAgent.Grains.Calls;

/// <summary>A thin shell that makes a <see cref="LiveCall"/> a grain: one turn at a time, and watchers from everywhere.</summary>
[PreferLocalPlacement]
public sealed class CallGrain(
    IEventStore store, ILine line, IPracticeDirectory practices, CueFloor floor, TimeProvider time, CallMetrics metrics, ILogger<CallGrain> log)
    : Grain, ICallGrain
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly CallWatchers watchers = new();
    private LiveCall live = null!;
    private IGrainTimer? own;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var (practice, call) = CallKey.Parse(this.GetPrimaryKeyString());
        var desks = new GrainDesks(GrainFactory, practices);
        live = new LiveCall(call, practice, new CallWorld(store, line, desks, practices, floor, time, metrics, log));
        live.Told += watchers.Tell;
        await live.Load();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        watchers.End();
        return Task.CompletedTask;
    }

    public async Task<CommandResult> Do(CallCommand command)
    {
        var result = await live.Do(command);
        Watch();
        return result;
    }

    public Task HearPartial(LegRole leg, string phrase, string text, int atMs) => live.HearPartial(leg, phrase, text, atMs);

    public async Task EnsureRinging()
    {
        await live.EnsureRinging();
        Watch();
    }

    public Task<CallState> Read() => Task.FromResult(live.State);

    public IAsyncEnumerable<CallSignal> Watch(long after, CancellationToken cancel = default) =>
        watchers.Watch(live.After(after), cancel);

    /// <summary>
    /// While somebody must still do something the call looks after itself whenever nobody else does: what the store has not taken yet
    /// is in no list, and lives here alone.
    /// </summary>
    private void Watch()
    {
        if (own is not null || !live.State.IsLive)
        {
            return;
        }
        own = this.RegisterGrainTimer(Look, new GrainTimerCreationOptions(Second, Second) { KeepAlive = true });
    }

    private async Task Look()
    {
        if (live.IsUnwatched)
        {
            await live.EnsureRinging();
        }
        if (!live.State.IsLive)
        {
            own?.Dispose();
            own = null;
        }
    }
}
