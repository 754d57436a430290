using System.Diagnostics;

namespace HybridAgent.Browser;

/// <summary>Microphones made of synthetic speech, and how alike two recordings are.</summary>
public static class Sounds
{
    /// <summary>A WAV that is silent for a while, then says the text, then is silent for two minutes.</summary>
    /// <param name="voice">A voice of flite: slt (a woman), rms (a man).</param>
    /// <param name="silence">Seconds before the first word.</param>
    /// <param name="times">How often the text is said.</param>
    public static async Task<string> Microphone(string folder, string voice, string text, double silence, int times = 1)
    {
        var spoken = Path.Combine(folder, $"{voice}.spoken.wav");
        var wav = Path.Combine(folder, $"{voice}.wav");
        await Run("flite", "-voice", voice, "-o", spoken, "-t", text);
        await Run("sox", spoken, "-r", "48000", "-c", "1", "-b", "16", wav, "repeat", $"{times - 1}", "pad", $"{silence}", "120");
        return wav;
    }

    /// <summary>
    /// Highest normalised correlation (-1..1) of the loudest second of <paramref name="heard"/> with any second of
    /// <paramref name="said"/>, both at 16 kHz.
    /// </summary>
    public static double Likeness(float[] heard, float[] said)
    {
        var (a, b) = (HalfRate(heard), HalfRate(said));
        const int window = 8000;
        if (a.Length < window || b.Length < window)
        {
            return 0;
        }
        var loudest = Enumerable.Range(0, (a.Length - window) / 800 + 1).Select(i => i * 800).MaxBy(i => Energy(a, i, window));
        var best = -1.0;
        for (var lag = 0; lag + window <= b.Length; lag++)
        {
            double dot = 0;
            for (var i = 0; i < window; i++)
            {
                dot += a[loudest + i] * b[lag + i];
            }
            best = Math.Max(best, dot / Math.Sqrt((Energy(a, loudest, window) * Energy(b, lag, window)) + 1e-9));
        }
        return best;
    }

    private static float[] HalfRate(float[] samples)
    {
        // Half the rate is enough to tell speech from other speech, at a quarter of the work.
        var half = new float[samples.Length / 2];
        for (var i = 0; i < half.Length; i++)
        {
            half[i] = (samples[2 * i] + samples[(2 * i) + 1]) / 2;
        }
        return half;
    }

    private static double Energy(float[] samples, int from, int count)
    {
        double sum = 0;
        for (var i = from; i < from + count; i++)
        {
            sum += samples[i] * samples[i];
        }
        return sum;
    }

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {errors}");
    }
}
