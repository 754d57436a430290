using HybridAgent.Speech.PocketSphinx;

namespace HybridAgent.Speech.Tests.PocketSphinx;

public sealed class EndpointerTests
{
    private readonly Endpointer _endpointer = new(TimeSpan.FromMilliseconds(600));
    private readonly Random _random = new(7);

    /// <summary>White noise at a level, 20 ms at a time; gives the frame numbers at which speaking changed.</summary>
    private List<int> Play(int ms, double db, int from = 0)
    {
        var changes = new List<int>();
        var amplitude = 32768 * Math.Pow(10, db / 20) * Math.Sqrt(3);
        var frame = new short[SpeechAudio.FrameSamples];
        for (var f = 0; f < ms / 20; f++)
        {
            for (var i = 0; i < frame.Length; i++) frame[i] = (short)Math.Clamp(amplitude * ((2 * _random.NextDouble()) - 1), -32768, 32767);
            var before = _endpointer.Speaking;
            _endpointer.Hear(frame);
            if (before != _endpointer.Speaking) changes.Add(from + (f * 20));
        }
        return changes;
    }

    [Theory]
    [InlineData(-90)]
    [InlineData(-60)]
    [InlineData(-45)]
    public void Speech_over_a_quiet_line_begins_within_100_ms_and_ends_600_ms_after(double quietDb)
    {
        Play(4000, quietDb);
        Assert.False(_endpointer.Speaking);
        Assert.InRange(Assert.Single(Play(1500, -22)), 0, 100);
        Assert.InRange(Assert.Single(Play(3000, quietDb)), 540, 660);
    }

    [Fact]
    public void A_line_that_becomes_noisy_is_not_speech_for_ever()
    {
        Play(2000, -70);
        Play(10_000, -40);
        Assert.False(_endpointer.Speaking);
        Assert.Single(Play(500, -15));
    }

    [Fact]
    public void A_single_click_is_no_utterance()
    {
        Play(2000, -65);
        Assert.Empty(Play(20, -5));
        Assert.Empty(Play(1000, -65));
    }

    [Fact]
    public void A_pause_between_words_does_not_end_the_utterance()
    {
        Play(2000, -65);
        Play(1000, -20);
        Assert.Empty(Play(400, -65));
        Assert.Empty(Play(500, -20));
        Assert.True(_endpointer.Speaking);
    }
}
