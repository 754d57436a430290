using CsCheck;

namespace HybridAgent.Speech.Tests;

public sealed class ReplayBufferTests
{
    /// <summary>Whatever is written, settled and read in whatever order: never another byte than the one written there, never more than the limit.</summary>
    [Fact]
    public void Audio_comes_out_as_it_went_in_from_wherever_it_is_still_kept()
    {
        Gen.Select(Gen.Int[1, 3], Gen.Int[0, 400]).Array[1, 60].Sample(steps =>
        {
            const int limit = 700;
            var buffer = new ReplayBuffer(limit);
            long written = 0;
            foreach (var (what, size) in steps)
            {
                if (what == 1)
                {
                    buffer.Write([.. Enumerable.Range(0, size).Select(i => (byte)((written + i) % 251))]);
                    written += size;
                }
                else if (what == 2)
                {
                    buffer.Settle(buffer.Start + size);
                }
                else
                {
                    long at = Math.Max(0, buffer.Written - size), wanted = at;
                    var into = new byte[100];
                    var n = buffer.Read(ref at, into, out var last);
                    Assert.False(last);
                    Assert.True(at >= wanted && (n == 0 || n == into.Length));
                    for (var i = 0; i < n; i++) Assert.Equal((byte)((at + i) % 251), into[i]);
                }
                Assert.Equal(written, buffer.Written);
                Assert.True(buffer.Written - buffer.Start <= limit);
                Assert.True(buffer.Settled <= buffer.Written);
            }
        });
    }

    [Fact]
    public void The_last_bytes_come_out_however_few_and_then_none_follow()
    {
        var buffer = new ReplayBuffer(1000);
        buffer.Write(new byte[150]);
        long at = 0;
        var into = new byte[100];
        Assert.Equal(100, buffer.Read(ref at, into, out var last));
        Assert.False(last);
        at += 100;
        Assert.Equal(0, buffer.Read(ref at, into, out last));
        Assert.False(last);
        buffer.Complete();
        buffer.Write(new byte[5]);
        Assert.Equal(50, buffer.Read(ref at, into, out last));
        Assert.True(last);
    }

    [Fact]
    public async Task Waiting_ends_with_the_audio_with_completion_or_with_the_turn()
    {
        var buffer = new ReplayBuffer(1000);
        var waiting = buffer.Wait(0, 100, default);
        buffer.Write(new byte[99]);
        Assert.False(waiting.IsCompleted);
        buffer.Write(new byte[1]);
        await waiting.WaitAsync(TimeSpan.FromSeconds(5));
        waiting = buffer.Wait(50, 100, default);
        buffer.Complete();
        await waiting.WaitAsync(TimeSpan.FromSeconds(5));
        using var over = new CancellationTokenSource();
        waiting = new ReplayBuffer(1000).Wait(0, 1, over.Token);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
