using HybridAgent.Core.Audio;

namespace HybridAgent.Speech;

/// <summary>The one form of audio in this room: 16 kHz, 16-bit signed, mono.</summary>
public static class SpeechAudio
{
    /// <summary>Samples per second.</summary>
    public const int SampleRate = AudioFrame.SampleRate;

    /// <summary>Samples in one 20 ms frame.</summary>
    public const int FrameSamples = AudioFrame.Samples;

    /// <summary>Samples in one millisecond.</summary>
    public const int SamplesPerMs = AudioFrame.SamplesPerMillisecond;
}
