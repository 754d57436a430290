using CsCheck;
using HybridAgent.Speech.PocketSphinx;

namespace HybridAgent.Speech.Tests.PocketSphinx;

public sealed class AudioBacklogTests
{
    [Fact]
    public void Any_order_of_writes_and_reads_loses_only_the_oldest_and_says_where() =>
        Gen.Int[1, 40_000].Array[1, 60].Sample(steps =>
        {
            // The reference: every sample's value is its position, modulo 2^15.
            var backlog = new AudioBacklog(TimeSpan.FromSeconds(2));
            long written = 0, read = 0, holes = 0;
            var into = new short[40_000];
            for (var s = 0; s < steps.Length; s++)
            {
                if (s % 3 != 2)
                {
                    var samples = new short[steps[s]];
                    for (var i = 0; i < samples.Length; i++) samples[i] = (short)((written + i) & 0x7FFF);
                    backlog.Write(samples);
                    written += samples.Length;
                    continue;
                }
                var n = backlog.Read(into.AsSpan(0, steps[s]), out var position, out var holeStart);
                if (holeStart >= 0)
                {
                    if (holeStart != read || position <= holeStart) return false;
                    holes += position - holeStart;
                }
                else if (n > 0 && position != read)
                {
                    return false;
                }
                for (var i = 0; i < n; i++) if (into[i] != (short)((position + i) & 0x7FFF)) return false;
                if (n > 0) read = position + n;
            }
            var rest = backlog.Count;
            return rest <= 32_000 && (backlog.Read(into, out var last, out _) == 0 || last + rest == written) && backlog.Dropped >= holes;
        });

    [Fact]
    public void Sixty_seconds_are_kept_and_no_more()
    {
        var backlog = new AudioBacklog(TimeSpan.FromSeconds(60));
        for (var i = 0; i < 70 * 50; i++) backlog.Write(new short[SpeechAudio.FrameSamples]);
        Assert.Equal(60 * SpeechAudio.SampleRate, backlog.Count);
        Assert.Equal(10 * SpeechAudio.SampleRate, backlog.Dropped);
        backlog.Read(new short[320], out var position, out var holeStart);
        Assert.Equal((10 * SpeechAudio.SampleRate, 0), (position, holeStart));
    }
}
