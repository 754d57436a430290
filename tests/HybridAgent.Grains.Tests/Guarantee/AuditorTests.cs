using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Grains.Guarantee;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace HybridAgent.Grains.Tests.Guarantee;

/// <summary>The auditor looks for itself: it believes neither the grains nor the watchdog.</summary>
public sealed class AuditorTests
{
    [Fact]
    public async Task A_caller_who_waits_while_nobody_is_rung_is_an_alarm_until_somebody_is()
    {
        await using var silo = await Silo.Start();
        var auditor = Of(silo, TimeSpan.FromSeconds(8));
        var call = await silo.Ring();
        await auditor.Look(default);
        var alarm = Assert.Single(auditor.Alarms);
        Assert.StartsWith("I2", alarm.Problem, StringComparison.Ordinal);
        Assert.Equal(call, alarm.Call);
        await silo.Desk().Present("op-1");
        await silo.Until(call, s => s.Offers.Count > 0);
        await auditor.Look(default);
        Assert.Empty(auditor.Alarms);
    }

    [Fact]
    public async Task A_human_the_record_believes_in_and_who_is_not_there_is_an_alarm()
    {
        await using var silo = await Silo.Start();
        var call = await silo.Ring();
        await silo.Desk().Present("op-1");
        var offer = (await silo.Until(call, s => s.Offers.Count > 0)).Offers.Keys.Single();
        await silo.Desk().Accept("op-1", "demo", call, offer, "a");
        await silo.Call(call).Do(new JoinLeg("j", "op-1", "op-leg", LegRole.Operator, "op-1")); // never really on the line
        var auditor = Of(silo, TimeSpan.FromSeconds(8));
        await auditor.Look(default);
        Assert.StartsWith("I2", Assert.Single(auditor.Alarms).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_emergency_that_rings_nobody_is_an_alarm_also_after_the_caller_hung_up()
    {
        await using var silo = await Silo.Start();
        var call = await silo.Ring();
        await silo.Call(call).Do(new EndNotice("n", "00", 5000));
        await silo.Call(call).HearPartial(LegRole.Caller, "p1", "i have crushing chest pain and", 2000);
        silo.Line.Lose(call, "caller");
        await silo.Call(call).Do(new LeaveLeg("l", "caller", "caller", "hung-up"));
        var auditor = Of(silo, TimeSpan.FromSeconds(8));
        await auditor.Look(default);
        Assert.Contains(auditor.Alarms, a => a.Problem.StartsWith("I4", StringComparison.Ordinal));
        Assert.Equal(CueLevel.E1, (await silo.Call(call).Read()).GravestCue?.Cue.Level);
    }

    [Fact]
    public async Task A_connected_caller_the_record_does_not_know_is_an_alarm()
    {
        await using var silo = await Silo.Start();
        silo.Line.Join("demo", new CallId(Guid.NewGuid()), "caller");
        var auditor = Of(silo, TimeSpan.Zero);
        await auditor.Look(default);
        Assert.StartsWith("I1", Assert.Single(auditor.Alarms).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_auditor_that_does_not_look_is_known_to_be_dead_and_one_that_looks_is_not()
    {
        await using var silo = await Silo.Start();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var auditor = Of(silo, time);
        Assert.False(auditor.IsDead);
        time.Advance(Auditor.DeadAfter + TimeSpan.FromSeconds(1));
        Assert.True(auditor.IsDead);
        await auditor.Look(default);
        Assert.False(auditor.IsDead);
    }

    /// <summary>An auditor whose clock runs ahead: what is seconds old now has lasted too long for it.</summary>
    private static Auditor Of(Silo silo, TimeSpan ahead) => Of(silo, new Ahead(ahead));

    private static Auditor Of(Silo silo, TimeProvider time) =>
        new(silo.Store, silo.Line, silo.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), time, NullLogger<Auditor>.Instance);

    private sealed class Ahead(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
