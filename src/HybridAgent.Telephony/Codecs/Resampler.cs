namespace HybridAgent.Telephony.Codecs;

/// <summary>Changes the sample rate of a whole recording by a windowed sinc (32 zero crossings, Hann).</summary>
public static class Resampler
{
    private const int HalfWidth = 16;

    /// <param name="from">Hz, 8000..48000.</param>
    /// <param name="to">Hz, 8000..48000.</param>
    public static short[] Convert(short[] input, int from, int to)
    {
        if (from == to)
        {
            return input;
        }
        var step = (double)from / to;
        var cut = Math.Min(1.0, 1.0 / step); // Downwards, what would fold back is cut away.
        var reach = HalfWidth / cut;
        var output = new short[(int)((long)input.Length * to / from)];
        for (var i = 0; i < output.Length; i++)
        {
            var centre = i * step;
            double sum = 0, weight = 0;
            var last = Math.Min(input.Length - 1, (int)(centre + reach));
            for (var j = Math.Max(0, (int)Math.Ceiling(centre - reach)); j <= last; j++)
            {
                var x = (j - centre) * cut;
                var w = (x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x)) * (0.5 + (0.5 * Math.Cos(Math.PI * (j - centre) / reach)));
                sum += w * input[j];
                weight += w;
            }
            output[i] = (short)Math.Clamp(weight == 0 ? 0 : sum / weight, short.MinValue, short.MaxValue);
        }
        return output;
    }
}
