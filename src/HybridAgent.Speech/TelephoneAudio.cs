using HybridAgent.Core.Audio;

namespace HybridAgent.Speech;

/// <summary>Between the telephone's 8 kHz mu-law and this room's 16 kHz samples. For speech engines, not for ears.</summary>
public static class TelephoneAudio
{
    /// <summary>Twice as many samples, the ones between drawn as straight lines.</summary>
    public static short[] Widen(ReadOnlySpan<byte> muLaw)
    {
        var wide = new short[2 * muLaw.Length];
        for (var i = 0; i < muLaw.Length; i++)
        {
            int sample = MuLaw.Decode(muLaw[i]), next = i + 1 < muLaw.Length ? MuLaw.Decode(muLaw[i + 1]) : sample;
            (wide[2 * i], wide[(2 * i) + 1]) = ((short)sample, (short)((sample + next) / 2));
        }
        return wide;
    }

    /// <summary>Half as many samples, each the mean of two. Audio that came from a telephone loses next to nothing.</summary>
    public static byte[] Narrow(ReadOnlySpan<short> samples)
    {
        var muLaw = new byte[samples.Length / 2];
        for (var i = 0; i < muLaw.Length; i++) muLaw[i] = MuLaw.Encode((short)((samples[2 * i] + samples[(2 * i) + 1]) / 2));
        return muLaw;
    }

    /// <summary>What a telephone line leaves of a whole wideband recording: 8 kHz, nothing above 3.7 kHz, mu-law.</summary>
    public static byte[] FromWideband(short[] samples) =>
        Array.ConvertAll(Resampler.Convert(samples, SpeechAudio.SampleRate, SpeechAudio.SampleRate / 2), MuLaw.Encode);
}
