using System.Threading.Channels;

namespace HybridAgent.Speech;

/// <summary>
/// One leg being listened to. One thread writes; one reader reads; disposing at any moment is fine.
/// </summary>
public interface ITranscription : IAsyncDisposable
{
    /// <summary>
    /// Takes audio: 16 kHz, 16-bit, mono, usually 20 ms (320 samples). Never blocks, never throws; after
    /// <see cref="Complete"/> or disposal the audio is ignored.
    /// </summary>
    void Write(ReadOnlySpan<short> frame);

    /// <summary>
    /// Takes telephone audio as it came: 8 kHz G.711 mu-law, usually 20 ms (160 bytes). An engine opened with
    /// <see cref="LegEncoding.MuLaw"/> that can use it sends it on untouched; every other one gets it as 16 kHz samples.
    /// Same promises as <see cref="Write"/>.
    /// </summary>
    void WriteMuLaw(ReadOnlySpan<byte> frame) => Write(TelephoneAudio.Widen(frame));

    /// <summary>No more audio comes: what was said so far still becomes text, then <see cref="Results"/> ends.</summary>
    void Complete();

    /// <summary>
    /// What was heard, in order of arrival. Ends after <see cref="Heard.Failed"/>, after <see cref="Complete"/> once all
    /// audio was decoded, or on disposal. Never faults. The last final may still arrive after the caller hung up.
    /// </summary>
    ChannelReader<Heard> Results { get; }

    /// <summary>How much written audio still waits to be decoded; the transcript is this much late.</summary>
    TimeSpan Lag { get; }

    /// <summary>How much audio was lost for the transcript because the engine was too slow.</summary>
    TimeSpan Dropped { get; }

    /// <summary>
    /// Why this transcript must not be trusted, in one line for the operator's screen; null when it may be. Its words then
    /// carry low confidence, so that nothing is drafted from them.
    /// </summary>
    string? Unreliable => null;
}
