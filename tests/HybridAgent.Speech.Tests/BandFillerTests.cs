using HybridAgent.Core.Audio;

namespace HybridAgent.Speech.Tests;

public sealed class BandFillerTests
{
    /// <summary>A tone of 3 kHz as a telephone carries it.</summary>
    private static byte[] Tone() => [.. Enumerable.Range(0, 4000).Select(i => MuLaw.Encode((short)(8000 * Math.Sin(2 * Math.PI * 3000 * i / 8000))))];

    private static double Power(short[] samples, double hertz)
    {
        double re = 0, im = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            re += samples[i] * Math.Cos(2 * Math.PI * hertz * i / SpeechAudio.SampleRate);
            im += samples[i] * Math.Sin(2 * Math.PI * hertz * i / SpeechAudio.SampleRate);
        }
        return 2 * Math.Sqrt((re * re) + (im * im)) / samples.Length;
    }

    [Fact]
    public void A_tone_keeps_its_strength_and_its_mirror_image_fills_the_upper_band()
    {
        var filled = new BandFiller(mirror: 0.25f).Fill(Tone());
        Assert.Equal(8000, Power(filled, 3000), 150.0);
        Assert.Equal(2000, Power(filled, 5000), 100.0);
    }

    [Fact]
    public void Pieces_of_any_size_give_the_same_audio_as_the_whole()
    {
        var tone = Tone();
        var (whole, pieces) = (new BandFiller().Fill(tone), new BandFiller());
        var random = new Random(2);
        var joined = new List<short>();
        for (var at = 0; at < tone.Length;)
        {
            var n = Math.Min(random.Next(0, 333), tone.Length - at);
            joined.AddRange(pieces.Fill(tone.AsSpan(at, n)));
            at += n;
        }
        Assert.Equal(whole, joined);
    }

    [Fact]
    public void Silence_is_a_faint_hiss_and_never_an_empty_band()
    {
        var filled = new BandFiller(hiss: 4).Fill(Enumerable.Repeat(MuLaw.Encode(0), 800).ToArray());
        Assert.InRange(filled.Max(s => Math.Abs((int)s)), 1, 8);
    }
}
