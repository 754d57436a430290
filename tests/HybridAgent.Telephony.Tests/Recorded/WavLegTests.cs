using System.Diagnostics;
using HybridAgent.Core.Audio;
using HybridAgent.Core.Calls;
using HybridAgent.Telephony.Recorded;

namespace HybridAgent.Telephony.Tests.Recorded;

public sealed class WavLegTests
{
    private readonly short[] frame = new short[AudioFrame.Samples];

    [Fact]
    public async Task It_says_one_frame_a_tick_and_then_stays_silently_on_the_line()
    {
        await using var leg = new WavLeg("caller", LegRole.Caller, new WavFile([.. Sound.Level(1), .. Sound.Level(2)[..100]]));
        Assert.True(leg.TryRead(frame));
        Assert.Equal(Sound.Level(1), frame);
        Assert.False(leg.Finished.IsCompleted);
        Assert.True(leg.TryRead(frame));
        Assert.Equal((2, 0), (frame[99], frame[100]));
        Assert.True(leg.Finished.IsCompleted);
        Assert.False(leg.TryRead(frame));
        Assert.Equal(Sound.Level(0), frame);
        Assert.True(leg.IsAlive);
    }

    [Fact]
    public async Task It_begins_when_it_is_told_to()
    {
        await using var leg = new WavLeg("caller", LegRole.Caller, new WavFile(Sound.Level(1)), startSilent: true);
        Assert.False(leg.TryRead(frame));
        leg.Start();
        Assert.True(leg.TryRead(frame));
        Assert.Equal(1, frame[0]);
    }

    [Fact]
    public async Task A_recording_without_sound_is_finished_at_once()
    {
        await using var leg = new WavLeg("caller", LegRole.Caller, new WavFile([]));
        Assert.False(leg.TryRead(frame));
        Assert.True(leg.Finished.IsCompleted);
    }

    [Fact]
    public async Task Hanging_up_ends_the_wait_for_its_end()
    {
        await using var leg = Sound.Party("caller", LegRole.Caller, 1);
        await leg.HangupAsync(HangupCause.Normal);
        await leg.Finished.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.False(leg.IsAlive);
    }

    [Fact]
    public async Task On_a_bridge_a_second_of_speech_takes_a_second()
    {
        using var clock = new BridgeClock();
        await using var leg = Sound.Party("caller", LegRole.Caller, 1, frames: 50);
        var from = Stopwatch.GetTimestamp();
        clock.Open("call").AddLeg(leg);
        await leg.Finished.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.InRange(Stopwatch.GetElapsedTime(from).TotalMilliseconds, 960, 1500);
    }
}
