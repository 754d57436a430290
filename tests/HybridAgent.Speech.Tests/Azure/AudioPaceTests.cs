using HybridAgent.Speech.Azure.Protocol;
using HybridAgent.Speech.Azure.Session;
using Microsoft.Extensions.Time.Testing;

namespace HybridAgent.Speech.Tests.Azure;

public sealed class AudioPaceTests
{
    [Fact]
    public async Task Five_seconds_go_at_once_and_the_rest_at_most_twice_as_fast_as_it_was_spoken()
    {
        var time = new FakeTimeProvider();
        var pace = new AudioPace(AudioForm.Pcm, time);
        var sent = 0;
        var sending = Task.Run(async () =>
        {
            for (; sent < 150; sent++) await pace.Wait(3200, default);
        });
        var virtualMs = 0;
        var seen = new List<(int Ms, int Chunks)>();
        while (!sending.IsCompleted)
        {
            await Task.Delay(1);
            seen.Add((virtualMs, Volatile.Read(ref sent)));
            time.Advance(TimeSpan.FromMilliseconds(10));
            virtualMs += 10;
            Assert.True(virtualMs < 60_000, "the pace never let everything through");
        }
        // 100 ms a piece: 50 at once and one more; after that one every 50 ms of time.
        Assert.All(seen, s => Assert.True(s.Chunks <= 51 + (s.Ms / 50), $"{s.Chunks} pieces after {s.Ms} ms"));
        Assert.True(virtualMs >= (150 - 51) * 50);
    }

    [Fact]
    public void Live_speech_never_waits()
    {
        var time = new FakeTimeProvider();
        var pace = new AudioPace(AudioForm.MuLaw, time);
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(pace.Wait(800, default).IsCompletedSuccessfully, $"piece {i} waited");
            time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }
}
