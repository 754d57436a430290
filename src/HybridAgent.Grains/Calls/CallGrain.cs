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
    private readonly CallWatchers watchers = new();
    private LiveCall live = null!;

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

    public Task<CommandResult> Do(CallCommand command) => live.Do(command);

    public Task HearPartial(LegRole leg, string phrase, string text, int atMs) => live.HearPartial(leg, phrase, text, atMs);

    public Task EnsureRinging() => live.EnsureRinging();

    public Task<CallState> Read() => Task.FromResult(live.State);

    public IAsyncEnumerable<CallSignal> Watch(long after, CancellationToken cancel = default) =>
        watchers.Watch(live.After(after), cancel);
}
