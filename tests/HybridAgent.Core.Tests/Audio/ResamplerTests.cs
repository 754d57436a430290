using HybridAgent.Core.Audio;

namespace HybridAgent.Core.Tests.Audio;

public sealed class ResamplerTests
{
    private const double Loud = 16_000;

    [Theory]
    [InlineData(8000, 16000)]
    [InlineData(11025, 16000)]
    [InlineData(22050, 16000)]
    [InlineData(44100, 16000)]
    [InlineData(48000, 16000)]
    [InlineData(16000, 8000)]
    [InlineData(16000, 48000)]
    public void The_passband_is_flat(int from, int to)
    {
        var nyquist = Math.Min(from, to) / 2.0;
        foreach (var part in (double[])[0.02, 0.1, 0.3, 0.5, 0.7, 0.84])
        {
            var level = Level(Resampler.Convert(Sine(from, part * nyquist), from, to), part * nyquist, to);
            Assert.InRange(level, -0.3, 0.3);
        }
    }

    [Theory]
    [InlineData(44100, 16000)]
    [InlineData(48000, 16000)]
    [InlineData(16000, 8000)]
    [InlineData(22050, 16000)]
    public void What_would_fold_back_is_more_than_50_dB_down(int from, int to)
    {
        // Every tone between the new Nyquist frequency and the old one is an alias if anything of it is left.
        for (var hertz = to / 2.0; hertz < from / 2.0; hertz += 371)
        {
            var left = Energy(Resampler.Convert(Sine(from, hertz), from, to));
            Assert.True(left < -50, $"{hertz} Hz leaves {left:F1} dB");
        }
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(11025)]
    public void Upwards_no_mirror_image_is_heard(int from)
    {
        for (var hertz = 200.0; hertz < from * 0.42; hertz += 313)
        {
            var output = Resampler.Convert(Sine(from, hertz), from, 16000);
            var mirror = from - hertz;
            if (mirror < 8000)
            {
                Assert.True(Level(output, mirror, 16000) < -50, $"{hertz} Hz is mirrored at {mirror} Hz");
            }
        }
    }

    [Fact]
    public void The_length_is_exact_for_every_length_and_rate()
    {
        foreach (var rate in (int[])[8000, 11025, 12000, 22050, 24000, 32000, 44100, 48000])
        {
            for (var length = 0; length < 400; length += 7)
            {
                Assert.Equal((int)((long)length * 16000 / rate), Resampler.Convert(new short[length], rate, 16000).Length);
            }
            Assert.Equal(16000, Resampler.Convert(new short[rate], rate, 16000).Length);
        }
    }

    [Fact]
    public void Nothing_is_shifted_in_time()
    {
        var click = new short[4800];
        for (var i = 2400 - 24; i <= 2400 + 24; i++)
        {
            click[i] = (short)(20_000 * (0.5 + (0.5 * Math.Cos(Math.PI * (i - 2400) / 24.0))));
        }
        var output = Resampler.Convert(click, 48000, 16000);
        Assert.Equal(800, Array.IndexOf(output, output.Max()));
    }

    [Fact]
    public void Full_scale_is_clipped_and_never_wraps()
    {
        var square = new short[4410];
        for (var i = 0; i < square.Length; i++)
        {
            square[i] = i / 100 % 2 == 0 ? short.MaxValue : short.MinValue;
        }
        var output = Resampler.Convert(square, 44100, 16000);
        for (var i = 1; i < output.Length; i++)
        {
            // In the middle of each plateau the sign is the input's.
            var at = (int)((long)i * 44100 / 16000);
            if (at % 100 is > 30 and < 70)
            {
                Assert.Equal(Math.Sign(square[at]), Math.Sign(output[i]));
            }
        }
    }

    [Fact]
    public void Equal_rates_change_nothing() => Assert.Equal([1, -2, 3], Resampler.Convert([1, -2, 3], 16000, 16000));

    [Theory]
    [InlineData(0, 16000)]
    [InlineData(7999, 16000)]
    [InlineData(16000, 48001)]
    public void A_rate_outside_8_to_48_kHz_is_refused(int from, int to) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.Convert([1], from, to));

    private static short[] Sine(int rate, double hertz)
    {
        var samples = new short[rate / 2];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)Math.Round(Loud * Math.Sin((2 * Math.PI * hertz * i / rate) + 0.7));
        }
        return samples;
    }

    /// <summary>Energy of the steady middle, in dB against the sine that went in.</summary>
    private static double Energy(short[] samples) =>
        20 * Math.Log10(Math.Max(1e-9, AudioFrame.Energy(samples.AsSpan(samples.Length / 4, samples.Length / 2))) / (Loud / Math.Sqrt(2)));

    /// <summary>Level of one frequency, in dB against the sine that went in: one bin of a Hann-windowed Fourier transform.</summary>
    private static double Level(short[] samples, double hertz, int rate)
    {
        double re = 0, im = 0, weight = 0;
        for (var i = samples.Length / 4; i < samples.Length * 3 / 4; i++)
        {
            var w = 0.5 - (0.5 * Math.Cos(2 * Math.PI * (i - (samples.Length / 4.0)) / (samples.Length / 2.0)));
            re += w * samples[i] * Math.Cos(2 * Math.PI * hertz * i / rate);
            im += w * samples[i] * Math.Sin(2 * Math.PI * hertz * i / rate);
            weight += w;
        }
        return 20 * Math.Log10(Math.Max(1e-9, 2 * Math.Sqrt((re * re) + (im * im)) / weight) / Loud);
    }
}
