namespace HybridAgent.Core.Audio;

/// <summary>The one audio form inside: 16 kHz, mono, signed 16 bit, frames of 20 ms.</summary>
public static class AudioFrame
{
    /// <summary>Samples a second.</summary>
    public const int SampleRate = 16_000;

    /// <summary>Samples in a frame.</summary>
    public const int Samples = 320;

    /// <summary>Samples in a millisecond.</summary>
    public const int SamplesPerMillisecond = SampleRate / 1000;

    /// <summary>Bytes in a frame, little-endian.</summary>
    public const int Bytes = Samples * 2;

    /// <summary>Length of a frame in milliseconds.</summary>
    public const int Milliseconds = 20;

    public static TimeSpan Period { get; } = TimeSpan.FromMilliseconds(Milliseconds);

    /// <summary>Root mean square, 0..32767.</summary>
    public static double Energy(ReadOnlySpan<short> frame)
    {
        double sum = 0;
        foreach (var s in frame)
        {
            sum += (double)s * s;
        }
        return frame.Length == 0 ? 0 : Math.Sqrt(sum / frame.Length);
    }
}
