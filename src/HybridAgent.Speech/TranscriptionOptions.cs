using HybridAgent.Core.Calls;

namespace HybridAgent.Speech;

/// <summary>Which part of the spectrum the audio holds. The sample rate is 16 kHz in both cases.</summary>
public enum AudioBand
{
    /// <summary>Up to 8 kHz: a browser or a wideband SIP codec.</summary>
    Wide,

    /// <summary>Up to about 3.4 kHz: the telephone network, upsampled.</summary>
    Narrow,
}

/// <summary>The form in which most of a leg's audio will be written.</summary>
public enum LegEncoding
{
    /// <summary>16 kHz, 16-bit, mono samples, by <see cref="ITranscription.Write"/>.</summary>
    Pcm,

    /// <summary>8 kHz G.711 mu-law, by <see cref="ITranscription.WriteMuLaw"/>. Implies <see cref="AudioBand.Narrow"/>.</summary>
    MuLaw,
}

/// <summary>What a session must know about the leg it listens to.</summary>
/// <param name="Leg">Whose voice it is.</param>
/// <param name="Call">The call, for logs and traces; opaque.</param>
public sealed record TranscriptionOptions(LegRole Leg, CallId? Call = null)
{
    /// <summary>BCP 47 tag.</summary>
    public string Language { get; init; } = "en-US";

    /// <summary>Words the engine should expect (provider names, pharmacies). Engines without phrase lists ignore them.</summary>
    public IReadOnlyList<string> Phrases { get; init; } = [];

    /// <summary>The band of the audio that will be written.</summary>
    public AudioBand Band { get; init; } = AudioBand.Wide;

    /// <summary>The form of the audio that will be written; a session takes either form all the same.</summary>
    public LegEncoding Encoding { get; init; }

    /// <summary>
    /// Where on the leg's clock the first written sample stands, in milliseconds: not 0 when listening starts only
    /// after the notice ended. Every time in <see cref="Heard"/> is on the leg's clock.
    /// </summary>
    public int StartMs { get; init; }
}
