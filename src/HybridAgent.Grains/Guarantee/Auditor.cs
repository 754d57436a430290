using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using HybridAgent.Core.Calls;
using HybridAgent.Grains.Calls;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Grains.Guarantee;

/// <summary>Something the auditor found broken and that is still broken.</summary>
public sealed record Alarm(string Practice, CallId Call, string Problem, DateTimeOffset Since);

/// <summary>
/// Every five seconds, beside everything else: reads the store and the line for itself, never a grain, and asks whether the human
/// guarantee holds for every live call. What it finds stands on every screen and in the metrics until it is gone. That it lives is
/// shown too: a silent auditor is itself an alarm.
/// </summary>
public sealed class Auditor : BackgroundService
{
    public const string MeterName = "HybridAgent.Guarantee";

    /// <summary>Not heard of for this long: the auditor itself is dead.</summary>
    public static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private readonly IEventStore store;
    private readonly ILine line;
    private readonly TimeProvider time;
    private readonly ILogger<Auditor> log;
    private readonly Meter meter;
    private readonly Counter<long> found;
    private readonly Dictionary<CallId, CallState> known = [];
    private readonly ConcurrentDictionary<(CallId, string), Alarm> alarms = new();
    private readonly DateTimeOffset born;

    public Auditor(IEventStore store, ILine line, IMeterFactory meters, TimeProvider time, ILogger<Auditor> log)
    {
        (this.store, this.line, this.time, this.log) = (store, line, time, log);
        born = time.GetUtcNow();
        meter = meters.Create(MeterName);
        found = meter.CreateCounter<long>("hybridagent.guarantee.broken", "{problem}", "Times the auditor found the human guarantee broken.");
        meter.CreateObservableGauge("hybridagent.guarantee.alarms", () => alarms.Count, "{problem}", "What is broken right now.");
        meter.CreateObservableGauge("hybridagent.guarantee.heartbeat", () => SilentFor.TotalSeconds, "s", "Since the auditor's last full look. More than 15 is an alarm.");
    }

    /// <summary>When the last full look ended, UTC.</summary>
    public DateTimeOffset? LastLook { get; private set; }

    /// <summary>What is broken right now, oldest first.</summary>
    public IReadOnlyList<Alarm> Alarms => [.. alarms.Values.OrderBy(a => a.Since)];

    public TimeSpan SilentFor => time.GetUtcNow() - (LastLook ?? born);

    public bool IsDead => SilentFor > DeadAfter;

    /// <summary>One look at every live call.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read: nothing is known.</exception>
    public async Task Look(CancellationToken cancel)
    {
        var rows = await store.List(new CallQuery(Live: true, Take: int.MaxValue), cancel);
        var live = rows.ToDictionary(r => r.Call, r => r.Practice);
        var broken = new HashSet<(CallId, string)>();
        foreach (var (call, practice) in live)
        {
            foreach (var problem in await Problems(call, cancel))
            {
                broken.Add((call, problem));
                Raise(practice, call, problem);
            }
        }
        foreach (var (practice, call) in line.Calls.Where(c => !live.ContainsKey(c.Call)))
        {
            if ((await line.Real(call)).Legs.Count > 0 && !await Closed(call, cancel))
            {
                const string unarmed = "I1: somebody is connected and the record does not know the call";
                broken.Add((call, unarmed));
                Raise(practice, call, unarmed);
            }
        }
        foreach (var over in alarms.Keys.Where(a => !broken.Contains(a)))
        {
            alarms.TryRemove(over, out _);
        }
        foreach (var gone in known.Keys.Where(c => !live.ContainsKey(c)).ToList())
        {
            known.Remove(gone);
        }
        LastLook = time.GetUtcNow();
    }

    public override void Dispose()
    {
        meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Look(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError("The auditor could not look ({Error}); it tries again.", e.GetType().Name);
            }
        }
    }

    private async Task<IReadOnlyList<string>> Problems(CallId call, CancellationToken cancel)
    {
        try
        {
            var state = known.GetValueOrDefault(call) ?? CallState.New(call);
            state = (await store.Read(call, state.Sequence, cancel)).Aggregate(state, (s, e) => s.Apply(e));
            known[call] = state;
            var real = await line.Real(call);
            return GuaranteeAudit.Problems(state, real.Legs, real.Rings, time.GetUtcNow());
        }
        catch (TamperedException)
        {
            return ["the record cannot be read: it was altered"];
        }
    }

    /// <summary>A line may outlive its call's last event by a moment.</summary>
    private async Task<bool> Closed(CallId call, CancellationToken cancel)
    {
        var events = await store.Read(call, 0, cancel);
        return events.Any(e => e.Event is CallClosed) || (events is [var first, ..] && time.GetUtcNow() - first.At < GuaranteeAudit.Slack);
    }

    private void Raise(string practice, CallId call, string problem)
    {
        if (alarms.TryAdd((call, problem), new Alarm(practice, call, problem, time.GetUtcNow())))
        {
            found.Add(1, new KeyValuePair<string, object?>("what", problem[..2]));
            log.LogCritical("Call {Call}: {Problem}.", call, problem);
        }
    }
}
