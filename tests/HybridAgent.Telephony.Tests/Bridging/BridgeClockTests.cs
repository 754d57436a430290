using System.Diagnostics;
using HybridAgent.Core.Calls;

namespace HybridAgent.Telephony.Tests.Bridging;

public sealed class BridgeClockTests : IDisposable
{
    private readonly BridgeClock clock = new();

    public void Dispose() => clock.Dispose();

    [Fact]
    public async Task A_tick_takes_20_ms_on_average_and_no_error_adds_up()
    {
        // Another test may hold the machine at either end: the best of three spans counts. A drift would spoil all three.
        var off = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            var (ticks, from) = (clock.Ticks, Stopwatch.GetTimestamp());
            await Task.Delay(2000);
            off.Add(Math.Abs((clock.Ticks - ticks) - (Stopwatch.GetElapsedTime(from).TotalMilliseconds / 20)));
        }
        Assert.True(off.Min() < 3, $"off by {string.Join(", ", off)} ticks in 2 s");
    }

    [Fact]
    public async Task A_late_tick_is_counted_and_made_up_for()
    {
        var bridge = clock.Open("late");
        bridge.AddLeg(Sound.Party("party", LegRole.Caller, 0));
        var before = clock.Ticks;
        var from = Stopwatch.GetTimestamp();
        var once = 0;
        bridge.Tap("party", _ =>
        {
            if (once++ == 0)
            {
                Thread.Sleep(300);
            }
        });
        await Eventually(() => once > 20);
        Assert.True(clock.LateTicks >= 10, $"{clock.LateTicks} late ticks");
        await Eventually(() => clock.Ticks - before >= Stopwatch.GetElapsedTime(from).TotalMilliseconds / 20 - 3);
    }

    [Fact]
    public async Task A_bridge_that_throws_is_counted_and_the_others_go_on()
    {
        var broken = new BrokenLeg();
        clock.Open("broken").AddLeg(broken);
        var caller = Sound.Party("caller", LegRole.Caller, 0);
        var bridge = clock.Open("sound");
        bridge.AddLeg(caller);
        bridge.AddLeg(Sound.Party("operator", LegRole.Operator, 9, frames: 5000));
        await Eventually(() => caller.Heard.Length > 0);
        broken.Utterly = true;
        var (faults, heard) = (clock.Faults, caller.Heard.Length);
        await Eventually(() => clock.Faults > faults + 10 && caller.Heard.Length > heard + 3200);
        Assert.Equal(9, caller.LastHeard()[0]);
    }

    [Fact]
    public async Task A_closed_bridge_is_not_ticked_and_its_faults_stay_counted()
    {
        var bridge = clock.Open("closing");
        bridge.AddLeg(new BrokenLeg());
        await Eventually(() => clock.Faults > 0);
        clock.Close(bridge);
        Assert.Equal(0, clock.Count);
        var ticks = clock.Ticks;
        await Eventually(() => clock.Ticks > ticks + 1);
        var faults = clock.Faults;
        await Eventually(() => clock.Ticks > ticks + 10);
        Assert.Equal(faults, clock.Faults);
        Assert.True(faults > 0);
    }

    [Fact]
    public async Task A_thread_pool_with_no_thread_left_does_not_silence_the_calls()
    {
        using var release = new ManualResetEventSlim();
        var blocked = Enumerable.Range(0, 200).Select(_ => Task.Run(release.Wait)).ToArray();
        var (ticks, from) = (clock.Ticks, Stopwatch.GetTimestamp());
        Thread.Sleep(500);
        var passed = clock.Ticks - ticks;
        var due = Stopwatch.GetElapsedTime(from).TotalMilliseconds / 20;
        release.Set();
        await Task.WhenAll(blocked);
        Assert.InRange(passed, due - 5, due + 5);
    }

    private static async Task Eventually(Func<bool> holds)
    {
        var from = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(from) < TimeSpan.FromSeconds(10), "It did not come about within 10 s.");
            await Task.Delay(20);
        }
    }
}
