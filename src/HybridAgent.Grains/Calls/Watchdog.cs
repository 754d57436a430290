using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using HybridAgent.Core.Calls;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Grains.Calls;

/// <summary>
/// Every second, every live call: is a human there or being rung? The list comes from the store under a lease, so a restart continues
/// where the last process died and a dead node's calls are taken over; and from the line, so a connected caller is looked at even
/// while the store fails. One call that fails or hangs keeps no other from being looked at, and nothing ends this loop.
/// </summary>
public sealed class Watchdog : BackgroundService
{
    /// <summary>How long a node may be silent before another one looks after its calls.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    /// <summary>After this long a look counts as failed and the call is looked at anew.</summary>
    public static readonly TimeSpan LookPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>A store that hangs must not keep callers on this node's lines waiting.</summary>
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(1);
    private readonly IEventStore store;
    private readonly IWatchList watchList;
    private readonly ILine line;
    private readonly IGrainFactory grains;
    private readonly TimeProvider time;
    private readonly ILogger<Watchdog> log;
    private readonly Meter meter;
    private readonly Counter<long> failed;
    private readonly string owner = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly ConcurrentDictionary<CallId, Task> looking = new();

    public Watchdog(
        IEventStore store, IWatchList watchList, ILine line, IGrainFactory grains, IMeterFactory meters, TimeProvider time, ILogger<Watchdog> log)
    {
        (this.store, this.watchList, this.line, this.grains, this.time, this.log) = (store, watchList, line, grains, time, log);
        meter = meters.Create("HybridAgent.Watchdog");
        failed = meter.CreateCounter<long>("hybridagent.watchdog.failed", "{look}", "Looks at a call, questions to store or line, or whole passes, that failed.");
        meter.CreateObservableGauge("hybridagent.watchdog.looking", () => looking.Count, "{call}", "Looks under way.");
    }

    /// <summary>When the last full pass (store and line both answered) began its looks, UTC; the health page shows it.</summary>
    public DateTimeOffset? LastPass { get; private set; }

    /// <summary>One pass over all live calls; completes when every look has.</summary>
    public async Task Pass(CancellationToken cancel)
    {
        await Begin(cancel);
        await Task.WhenAll(looking.Values);
    }

    public override void Dispose()
    {
        meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                await Begin(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                failed.Add(1);
                log.LogError("Watchdog: a pass failed ({Error}); the next one comes in a second.", e.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Starts a look at every call that is not being looked at already.</summary>
    private async Task Begin(CancellationToken cancel)
    {
        var claimed = await Claimed(cancel);
        var here = Here();
        foreach (var (practice, call) in (claimed ?? []).Concat(here ?? []).Distinct())
        {
            var done = new TaskCompletionSource();
            if (looking.TryAdd(call, done.Task))
            {
                _ = Look(practice, call, done);
            }
        }
        if (claimed is not null && here is not null)
        {
            LastPass = time.GetUtcNow();
        }
    }

    /// <returns>The calls this node must look at; null when the store can be neither written nor read.</returns>
    private async Task<IReadOnlyList<(string Practice, CallId Call)>?> Claimed(CancellationToken cancel)
    {
        try
        {
            return await watchList.Claim(owner, time.GetUtcNow(), Lease, cancel).AsTask().WaitAsync(StorePatience, time, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            failed.Add(1);
            log.LogError("Watchdog: the store took no claim ({Error}); all live calls are looked at without one.", e.GetType().Name);
        }
        try
        {
            // Better looked at twice than never.
            var rows = await store.List(new CallQuery(Live: true, Take: int.MaxValue), cancel).AsTask().WaitAsync(StorePatience, time, cancel);
            return [.. rows.Select(r => (r.Practice, r.Call))];
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            failed.Add(1);
            log.LogError("Watchdog: the store cannot be asked ({Error}); calls on the line are looked at all the same.", e.GetType().Name);
            return null;
        }
    }

    /// <returns>The calls on this node's lines; null when the line cannot be asked.</returns>
    private IReadOnlyList<(string Practice, CallId Call)>? Here()
    {
        try
        {
            return line.Calls;
        }
        catch (Exception e)
        {
            failed.Add(1);
            log.LogError("Watchdog: the line cannot be asked ({Error}); the store's calls are looked at all the same.", e.GetType().Name);
            return null;
        }
    }

    private async Task Look(string practice, CallId call, TaskCompletionSource done)
    {
        await Task.Yield(); // Nothing a grain does at once holds up the others.
        try
        {
            await grains.GetGrain<ICallGrain>(CallKey.Of(practice, call)).EnsureRinging().WaitAsync(LookPatience, time);
        }
        catch (Exception e)
        {
            failed.Add(1);
            log.LogError("Watchdog: call {Call} could not be looked at ({Error}).", call, e.GetType().Name);
        }
        finally
        {
            looking.TryRemove(call, out _);
            done.SetResult();
        }
    }
}
