using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reflection;
using HybridAgent.Core.Calls;
using HybridAgent.Grains.Calls;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace HybridAgent.Grains.Tests.Calls;

/// <summary>Whatever hangs or breaks around it, the watchdog looks at every call it can reach, every second.</summary>
public sealed class WatchdogTests : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly PlayedWorld world = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Watchdog watchdog;
    private long failures;

    public WatchdogTests()
    {
        var grains = DispatchProxy.Create<IGrainFactory, PlayedGrains>();
        ((PlayedGrains)grains).World = world;
        var meters = services.GetRequiredService<IMeterFactory>();
        watchdog = new Watchdog(world, world, world, grains, meters, time, NullLogger<Watchdog>.Instance);
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name == "hybridagent.watchdog.failed" && instrument.Meter.Scope == meters)
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, n, _, _) => Interlocked.Add(ref failures, n));
        listener.Start();
    }

    public async ValueTask DisposeAsync()
    {
        world.Release();
        await watchdog.StopAsync(CancellationToken.None);
        watchdog.Dispose();
        await services.DisposeAsync();
    }

    [Fact]
    public async Task A_call_that_hangs_keeps_no_other_from_being_looked_at_and_is_itself_tried_again_after_five_seconds()
    {
        var (hanging, well) = (NewCall(), NewCall());
        world.Stored.AddRange([hanging, well]);
        world.Hangs.Add(hanging);
        await watchdog.StartAsync(TestContext.Current.CancellationToken);
        for (var second = 1; second <= 5; second++)
        {
            await Until(() => world.Looks(well) == second && world.Looks(hanging) == 1);
            time.Advance(Second);
        }
        await Until(() => world.Looks(well) == 6);
        time.Advance(Second);
        await Until(() => world.Looks(hanging) == 2 && world.Looks(well) == 7);
        Assert.Equal(1, Interlocked.Read(ref failures));
        Assert.True(time.GetUtcNow() - watchdog.LastPass <= Second);
    }

    [Fact]
    public async Task A_line_that_cannot_be_asked_does_not_keep_the_stores_calls_from_being_looked_at_nor_end_the_watchdog()
    {
        var call = NewCall();
        world.Stored.Add(call);
        world.LineBroken = true;
        await watchdog.StartAsync(TestContext.Current.CancellationToken);
        await Until(() => world.Looks(call) == 1);
        time.Advance(Second);
        await Until(() => world.Looks(call) == 2);
        Assert.Null(watchdog.LastPass); // half a pass is none: the health page says so
        Assert.Equal(2, Interlocked.Read(ref failures));
        world.LineBroken = false;
        time.Advance(Second);
        await Until(() => watchdog.LastPass is not null);
        Assert.False(watchdog.ExecuteTask!.IsCompleted);
    }

    [Fact]
    public async Task A_store_that_refuses_every_claim_and_every_question_leaves_the_calls_on_the_line_looked_after()
    {
        var (stored, here) = (NewCall(), NewCall());
        world.Stored.Add(stored);
        world.Here.Add(here);
        world.ClaimBroken = true;
        await watchdog.StartAsync(TestContext.Current.CancellationToken);
        await Until(() => world.Looks(stored) == 1 && world.Looks(here) == 1); // no claim: what is stored is read without one
        world.StoreBroken = true;
        time.Advance(Second);
        await Until(() => world.Looks(here) == 2);
        world.LineBroken = true;
        time.Advance(Second);
        await Until(() => Interlocked.Read(ref failures) == 1 + 2 + 3);
        (world.ClaimBroken, world.StoreBroken, world.LineBroken) = (false, false, false);
        time.Advance(Second);
        await Until(() => world.Looks(stored) == 2 && world.Looks(here) == 3);
        Assert.False(watchdog.ExecuteTask!.IsCompleted);
    }

    [Fact]
    public async Task A_store_that_hangs_leaves_the_calls_on_the_line_looked_after()
    {
        var here = NewCall();
        world.Here.Add(here);
        world.ClaimHangs = true;
        await watchdog.StartAsync(TestContext.Current.CancellationToken);
        for (var second = 0; second < 20 && world.Looks(here) < 5; second++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            time.Advance(Second);
        }
        Assert.True(world.Looks(here) >= 5);
    }

    [Fact]
    public async Task A_call_that_throws_is_counted_and_looked_at_again_at_the_next_pass()
    {
        var call = NewCall();
        world.Stored.Add(call);
        world.Throws.Add(call);
        await watchdog.StartAsync(TestContext.Current.CancellationToken);
        await Until(() => world.Looks(call) == 1 && Interlocked.Read(ref failures) == 1);
        time.Advance(Second);
        await Until(() => world.Looks(call) == 2);
    }

    [Fact]
    public async Task A_call_both_stored_and_on_the_line_is_looked_at_once_a_pass_by_an_owner_no_other_process_has()
    {
        var call = NewCall();
        world.Stored.Add(call);
        world.Here.Add(call);
        await watchdog.Pass(TestContext.Current.CancellationToken);
        Assert.Equal(1, world.Looks(call));
        var (owner, lease) = Assert.Single(world.Claims);
        Assert.Equal(32, owner.Length);
        Assert.Equal(TimeSpan.FromSeconds(3), lease);
    }

    private static CallId NewCall() => new(Guid.NewGuid());

    private static async Task Until(Func<bool> wanted)
    {
        for (var waited = 0; waited < 500 && !wanted(); waited++)
        {
            await Task.Delay(10);
        }
        Assert.True(wanted());
    }

    /// <summary>Store, watch list and line, as a test says.</summary>
    private sealed class PlayedWorld : IEventStore, IWatchList, ILine
    {
        private readonly ConcurrentDictionary<CallId, int> looks = new();
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<CallId> Stored { get; } = [];

        public List<CallId> Here { get; } = [];

        public HashSet<CallId> Hangs { get; } = [];

        public HashSet<CallId> Throws { get; } = [];

        public ConcurrentQueue<(string Owner, TimeSpan Lease)> Claims { get; } = new();

        public bool LineBroken { get; set; }

        public bool ClaimBroken { get; set; }

        public bool ClaimHangs { get; set; }

        public bool StoreBroken { get; set; }

        public IReadOnlyList<(string Practice, CallId Call)> Calls =>
            LineBroken ? throw new InvalidOperationException("The line broke.") : [.. Here.Select(c => ("demo", c))];

        public int Looks(CallId call) => looks.GetValueOrDefault(call);

        public void Release() => released.TrySetResult();

        public async Task Look(CallId call)
        {
            looks.AddOrUpdate(call, 1, (_, n) => n + 1);
            if (Throws.Contains(call))
            {
                throw new TamperedException("The record was altered.");
            }
            if (Hangs.Contains(call))
            {
                await released.Task;
            }
        }

        public async ValueTask<IReadOnlyList<(string Practice, CallId Call)>> Claim(string owner, DateTimeOffset now, TimeSpan lease, CancellationToken cancel = default)
        {
            Claims.Enqueue((owner, lease));
            if (ClaimHangs)
            {
                await released.Task;
            }
            return ClaimBroken ? throw new StoreUnavailableException("No claim.") : [.. Stored.Select(c => ("demo", c))];
        }

        public ValueTask<IReadOnlyList<CallRow>> List(CallQuery query, CancellationToken cancel = default) => StoreBroken
            ? throw new StoreUnavailableException("No answer.")
            : ValueTask.FromResult<IReadOnlyList<CallRow>>([.. Stored.Select(c => new CallRow(c, "demo", "main", default, true, false, null, "", 0, 1, null, []))]);

        public ValueTask<RealLine> Real(CallId call) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<StoredEvent>> Append(
            CallId call, long expected, IReadOnlyList<NewEvent> events, CallRow row, CancellationToken cancel = default) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<StoredEvent>> Read(CallId call, long after = 0, CancellationToken cancel = default) => throw new NotSupportedException();

        public ValueTask<ChainStatus> Verify(CallId call, CancellationToken cancel = default) => throw new NotSupportedException();
    }

    /// <summary>Gives out one kind of grain by its key; a factory has too many methods to write them all.</summary>
#pragma warning disable CA1852 // The proxy is made at run time, as a class that derives from this one.
    private class PlayedGrains : DispatchProxy
#pragma warning restore CA1852
    {
        public PlayedWorld World { get; set; } = null!;

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) => new PlayedCall(World, CallKey.Parse((string)args![0]!).Call);
    }

    private sealed class PlayedCall(PlayedWorld world, CallId call) : ICallGrain
    {
        public Task EnsureRinging() => world.Look(call);

        public Task<CommandResult> Do(CallCommand command) => throw new NotSupportedException();

        public Task HearPartial(LegRole leg, string phrase, string text, int atMs) => throw new NotSupportedException();

        public Task<CallState> Read() => throw new NotSupportedException();

        public IAsyncEnumerable<CallSignal> Watch(long after, CancellationToken cancel = default) => throw new NotSupportedException();
    }
}
