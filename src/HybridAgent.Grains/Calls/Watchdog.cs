using HybridAgent.Core.Calls;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Grains.Calls;

/// <summary>
/// Every second, every live call: is a human there or being rung? The list comes from the store, so a restart continues where
/// the last process died, and from the line, so a connected caller is looked at even while the store fails. One call that
/// fails does not keep the others from being looked at.
/// </summary>
public sealed class Watchdog(IEventStore store, ILine line, IGrainFactory grains, TimeProvider time, ILogger<Watchdog> log) : BackgroundService
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
        var stored = await Stored(cancel);
        await Task.WhenAll((stored ?? []).Concat(line.Calls).Distinct().Select(c => Look(c.Practice, c.Call)));
        if (stored is not null)
        {
            LastPass = time.GetUtcNow();
        }
    }

    /// <returns>Live calls as the store knows them; null when it cannot be asked.</returns>
    private async Task<IReadOnlyList<(string Practice, CallId Call)>?> Stored(CancellationToken cancel)
    {
        try
        {
            var rows = await store.List(new CallQuery(Live: true, Take: int.MaxValue), cancel);
            return [.. rows.Select(r => (r.Practice, r.Call))];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError("Watchdog: the store cannot be asked ({Error}); calls on the line are looked at all the same.", e.GetType().Name);
            return null;
        }
    }

    private async Task Look(string practice, CallId call)
    {
        try
        {
            await grains.GetGrain<ICallGrain>(CallKey.Of(practice, call)).EnsureRinging();
        }
        catch (Exception e)
        {
            log.LogError("Watchdog: call {Call} could not be looked at ({Error}).", call, e.GetType().Name);
        }
    }
}
