using HybridAgent.Core.Calls;

namespace HybridAgent.Speech;

/// <summary>Something a transcription session says. Times are milliseconds on the leg's clock.</summary>
#pragma warning disable CA1034 // The four cases are the whole of Heard; they read best as Heard.Final.
public abstract record Heard
{
    private Heard() { }

    /// <summary>What the current utterance sounds like so far. The next partial or final of the leg replaces it.</summary>
    /// <param name="Text">Empty when the utterance turned out to hold no words after all: what was shown goes away.</param>
    /// <param name="Words">The words of <paramref name="Text"/>; their confidence is usually unknown yet.</param>
    /// <param name="StartMs">Where the utterance began.</param>
    public sealed record Partial(string Text, IReadOnlyList<Word> Words, int StartMs) : Heard;

    /// <summary>One finished utterance. The session gives no utterance ids; the call does.</summary>
    /// <param name="Text">Never empty.</param>
    public sealed record Final(string Text, IReadOnlyList<Word> Words, int StartMs, int EndMs) : Heard;

    /// <summary>The engine was too slow: what was said in this span was not heard by it. The call itself lost nothing.</summary>
    public sealed record Gap(int StartMs, int EndMs) : Heard;

    /// <summary>The session is over and hears nothing more: show "no transcript". The call goes on.</summary>
    /// <param name="Why">One line, without personal data.</param>
    public sealed record Failed(string Why) : Heard;
}
#pragma warning restore CA1034
