using HybridAgent.Core.Calls;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Grains.Calls;

/// <summary>
/// Every second, every live call: is a human there or being rung? The list comes from the store, so a restart continues where
/// the last process died. One call that fails does not keep the others from being looked at.
/// </summary>
public sealed class Watchdog(IEventStore store, IGrainFactory grains, TimeProvider time, ILogger<Watchdog> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>When the last full pass ended, UTC; the health page shows it.</summary>
    public DateTimeOffset? LastPass { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            await Pass(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One pass over all live calls.</summary>
    public async Task Pass(CancellationToken cancel)
    {
        try
        {
            var live = await store.List(new CallQuery(Live: true, Take: int.MaxValue), cancel);
            await Task.WhenAll(live.Select(Look));
            LastPass = time.GetUtcNow();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError("Watchdog: the pass failed ({Error}); it runs again in a second.", e.GetType().Name);
        }
    }

    private async Task Look(CallRow row)
    {
        try
        {
            await grains.GetGrain<ICallGrain>(CallKey.Of(row.Practice, row.Call)).EnsureRinging();
        }
        catch (Exception e)
        {
            log.LogError("Watchdog: call {Call} could not be looked at ({Error}).", row.Call, e.GetType().Name);
        }
    }
}
