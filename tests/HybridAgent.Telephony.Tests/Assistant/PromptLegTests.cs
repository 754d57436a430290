using HybridAgent.Core.Audio;

namespace HybridAgent.Telephony.Tests.Assistant;

public sealed class PromptLegTests
{
    private readonly PromptLeg leg = new("assistant");
    private readonly short[] frame = new short[AudioFrame.Samples];

    [Fact]
    public async Task It_speaks_prompts_one_after_the_other_without_a_gap_and_tells_how_long()
    {
        // 1.5 frames each: the second begins in the middle of a frame.
        var first = leg.Play([.. Enumerable.Repeat((short)1, 480)]);
        var second = leg.Play([.. Enumerable.Repeat((short)2, 480)]);
        Assert.Equal([.. Enumerable.Repeat((short)1, 480), .. Enumerable.Repeat((short)2, 480)], Read(3));
        Assert.Equal(TimeSpan.FromMilliseconds(30), await first);
        Assert.Equal(TimeSpan.FromMilliseconds(30), await second);
        Assert.False(leg.TryRead(frame));
        Assert.Equal(Sound.Level(0), frame);
    }

    [Fact]
    public async Task Interrupted_it_fades_within_10_ms_and_says_how_long_it_spoke()
    {
        var playing = leg.Play(Sound.Level(8000, 50));
        var waiting = leg.Play(Sound.Level(9000, 50));
        Read(2);
        leg.Interrupt();
        Assert.Equal(TimeSpan.FromMilliseconds(40), await playing);
        Assert.Equal(TimeSpan.Zero, await waiting);
        Assert.True(leg.TryRead(frame));
        Assert.Equal(8000, frame[0]);
        for (var i = 1; i < 160; i++)
        {
            Assert.InRange(frame[i - 1] - frame[i], 0, 51);
        }
        Assert.All(frame[160..], s => Assert.Equal(0, s));
        Assert.False(leg.TryRead(frame));
    }

    [Fact]
    public async Task What_has_not_begun_when_it_is_interrupted_is_never_heard()
    {
        var waiting = leg.Play(Sound.Level(8000, 50));
        leg.Interrupt();
        Assert.Equal(TimeSpan.Zero, await waiting);
        Assert.False(leg.TryRead(frame));
        Assert.Equal(Sound.Level(0), frame);
    }

    [Fact]
    public async Task After_an_interruption_the_next_prompt_is_heard_from_its_first_sample()
    {
        var interrupted = leg.Play(Sound.Level(8000, 50));
        Read(1);
        leg.Interrupt();
        var next = leg.Play(Sound.Level(5, 2));
        await interrupted;
        var heard = Read(3);
        Assert.Equal(Sound.Level(5, 2), heard.SkipWhile(s => s != 5).TakeWhile(s => s == 5));
        Assert.Equal(TimeSpan.FromMilliseconds(40), await next);
    }

    [Fact]
    public async Task Cancelling_one_prompt_stops_only_that_one()
    {
        using var cancel = new CancellationTokenSource();
        var first = leg.Play(Sound.Level(1, 2));
        var second = leg.Play(Sound.Level(2, 2), cancel.Token);
        var third = leg.Play(Sound.Level(3, 2));
        Read(1);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => second);
        Assert.Equal([.. Sound.Level(1), .. Sound.Level(3, 2)], Read(3));
        Assert.Equal(TimeSpan.FromMilliseconds(40), await first);
        Assert.Equal(TimeSpan.FromMilliseconds(40), await third);
    }

    [Fact]
    public async Task What_is_cancelled_beforehand_is_never_heard()
    {
        await Assert.ThrowsAsync<OperationCanceledException>(() => leg.Play(Sound.Level(1), new CancellationToken(true)));
        Assert.False(leg.TryRead(frame));
    }

    [Fact]
    public async Task A_prompt_ends_exactly_once_whatever_comes_together()
    {
        for (var round = 0; round < 200; round++)
        {
            using var cancel = new CancellationTokenSource();
            var racing = new PromptLeg("racing");
            var ended = 0;
            var playing = racing.Play(Sound.Level(8, 3), cancel.Token).ContinueWith(_ => Interlocked.Increment(ref ended), TaskScheduler.Default);
            await Task.WhenAll(
                Task.Run(() => { for (var i = 0; i < 4; i++) { racing.TryRead(new short[AudioFrame.Samples]); } }),
                Task.Run(racing.Interrupt),
                Task.Run(cancel.Cancel),
                Task.Run(async () => await racing.HangupAsync(HangupCause.Normal)));
            await playing.WaitAsync(TimeSpan.FromSeconds(5));
            Assert.Equal(1, ended);
            Assert.False(racing.TryRead(frame));
        }
    }

    [Fact]
    public async Task Nobody_waits_for_a_prompt_on_a_leg_that_is_gone()
    {
        var playing = leg.Play(Sound.Level(1, 50));
        Read(1);
        await leg.HangupAsync(HangupCause.Normal);
        Assert.Equal(TimeSpan.FromMilliseconds(20), await playing.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(TimeSpan.Zero, await leg.Play(Sound.Level(1)).WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.False(leg.IsAlive);
        Assert.False(leg.TryRead(frame));
    }

    [Fact]
    public async Task An_empty_prompt_ends_at_once() =>
        Assert.Equal(TimeSpan.Zero, await leg.Play([]).WaitAsync(TimeSpan.FromSeconds(5)));

    private short[] Read(int frames) => [.. Enumerable.Range(0, frames).SelectMany(_ =>
    {
        leg.TryRead(frame);
        return frame.ToArray();
    })];
}
