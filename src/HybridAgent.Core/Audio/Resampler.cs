using System.Numerics;

namespace HybridAgent.Core.Audio;

/// <summary>
/// Changes the sample rate of a whole recording: a polyphase sinc of 64 zero crossings under a Kaiser window, about 80 dB down
/// from the lower rate's Nyquist frequency upwards, flat up to 84 % of it (3.4 kHz of a telephone's 4).
/// </summary>
public static class Resampler
{
    private const int HalfWidth = 32;
    private const double KaiserBeta = 8;

    /// <summary>Where the filter is 6 dB down, as a part of the lower Nyquist frequency: its skirt ends just at Nyquist.</summary>
    private const double Cutoff = 0.92;

    /// <param name="from">Hz, 8000..48000.</param>
    /// <param name="to">Hz, 8000..48000.</param>
    /// <returns>length * to / from samples, rounded down; the same array when the rates are equal.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A rate outside 8 to 48 kHz.</exception>
    public static short[] Convert(short[] input, int from, int to)
    {
        foreach (var rate in (ReadOnlySpan<int>)[from, to])
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(rate, 8000);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, 48000);
        }
        if (from == to)
        {
            return input;
        }
        var common = (int)BigInteger.GreatestCommonDivisor(from, to);
        int up = to / common, down = from / common;
        // Measured in input samples: downwards, the filter is stretched, so that it cuts what would fold back.
        var stretch = Math.Max(1.0, (double)from / to);
        var reach = (int)Math.Ceiling(HalfWidth * stretch);
        var phases = new float[up][];
        var output = new short[(long)input.Length * up / down];
        long position = 0;
        for (var i = 0; i < output.Length; i++, position += down)
        {
            var centre = (int)(position / up);
            var phase = (int)(position % up);
            var taps = phases[phase] ??= Taps((double)phase / up, stretch, reach);
            var first = centre - reach + 1;
            var begin = Math.Max(0, -first);
            var end = Math.Min(taps.Length, input.Length - first);
            float sum = 0;
            for (var t = begin; t < end; t++)
            {
                sum += taps[t] * input[first + t];
            }
            output[i] = (short)Math.Clamp(MathF.Round(sum), short.MinValue, short.MaxValue);
        }
        return output;
    }

    /// <summary>The filter seen from a point <paramref name="offset"/> of an input sample behind a sample; sums to one.</summary>
    private static float[] Taps(double offset, double stretch, int reach)
    {
        var taps = new double[2 * reach];
        for (var t = 0; t < taps.Length; t++)
        {
            var x = (t - reach + 1 - offset) / stretch;
            var edge = x / HalfWidth;
            var sinc = x == 0 ? 1 : Math.Sin(Math.PI * Cutoff * x) / (Math.PI * Cutoff * x);
            taps[t] = Math.Abs(edge) >= 1 ? 0 : sinc * BesselI0(KaiserBeta * Math.Sqrt(1 - (edge * edge)));
        }
        var gain = taps.Sum();
        return Array.ConvertAll(taps, t => (float)(t / gain));
    }

    /// <summary>Modified Bessel function of the first kind, order zero, by its power series.</summary>
    private static double BesselI0(double x)
    {
        double sum = 1, term = 1;
        for (var k = 1; term > sum * 1e-12; k++)
        {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }
        return sum;
    }
}
