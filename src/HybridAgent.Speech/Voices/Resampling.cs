namespace HybridAgent.Speech.Voices;

/// <summary>Brings prompts to 16 kHz by a windowed sinc. For whole prompts, once each; live audio has its own way in Telephony.</summary>
internal static class Resampling
{
    private const int HalfWidth = 16;

    public static short[] To16k(short[] input, int rate)
    {
        if (rate == SpeechAudio.SampleRate) return input;
        var step = (double)rate / SpeechAudio.SampleRate;
        // Downwards, the filter must also cut what would fold back.
        var cut = Math.Min(1.0, 1.0 / step);
        var reach = HalfWidth / cut;
        var output = new short[(int)((long)input.Length * SpeechAudio.SampleRate / rate)];
        for (var i = 0; i < output.Length; i++)
        {
            var centre = i * step;
            double sum = 0, weight = 0;
            for (var j = (int)Math.Ceiling(centre - reach); j <= centre + reach; j++)
            {
                if (j < 0 || j >= input.Length) continue;
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
