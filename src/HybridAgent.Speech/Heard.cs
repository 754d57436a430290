using HybridAgent.Core.Calls;

namespace HybridAgent.Speech;

/// <summary>Something a transcription session says. Times are milliseconds on the leg's clock.</summary>
#pragma warning disable CA1034 // The cases are the whole of Heard; they read best as Heard.Final.
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
    public sealed record Final(string Text, IReadOnlyList<Word> Words, int StartMs, int EndMs) : Heard
    {
        /// <summary>BCP 47 tag of the language it was spoken in; null when the engine does not tell languages apart.</summary>
        public string? Language { get; init; }

        /// <summary>
        /// Its audio waited for an engine: the text is right but late. The operator may have heard something newer since.
        /// </summary>
        public bool Late { get; init; }

        /// <summary>Which engine heard it; null from an engine itself, whose name its opener knows.</summary>
        public string? Engine { get; init; }
    }

    /// <summary>
    /// A second ear, which listens for words of emergency only, heard some where the transcript has others. It mishears more than
    /// the transcript does: shown as what may have been said and heard by the cue rules, but nothing is drafted from it.
    /// </summary>
    /// <param name="Text">The utterance as the second ear has it: its phrase in place of the transcript's words.</param>
    /// <param name="Words">The phrase's with low confidence, the others as in the transcript.</param>
    public sealed record Spotted(string Text, IReadOnlyList<Word> Words, int StartMs, int EndMs) : Heard
    {
        /// <summary>Which engine's second ear; null from an engine itself, whose name its opener knows.</summary>
        public string? Engine { get; init; }
    }

    /// <summary>The engine was too slow: what was said in this span was not heard by it. The call itself lost nothing.</summary>
    public sealed record Gap(int StartMs, int EndMs) : Heard;

    /// <summary>
    /// The engine cannot hear for now: show "no transcript". Audio is kept and the session tries again by itself; words,
    /// or <see cref="Resumed"/>, end this. Posted within two seconds, and again when the reason changes.
    /// </summary>
    /// <param name="Why">One line, without personal data.</param>
    public sealed record Interrupted(string Why, SpeechFailure Kind) : Heard;

    /// <summary>The engine hears again after <see cref="Interrupted"/>; what was said meanwhile follows, marked late.</summary>
    public sealed record Resumed : Heard;

    /// <summary>
    /// Of a chain of engines: from here on this one listens. Ends <see cref="Interrupted"/>; said again when its doubt changes.
    /// </summary>
    /// <param name="Engine">Its <see cref="ITranscriber.Name"/>.</param>
    /// <param name="Doubt">Why its text is late or must not be trusted, in one line for the operator; null when there is no reason.</param>
    public sealed record Listening(string Engine, string? Doubt) : Heard;

    /// <summary>The session is over and hears nothing more: show "no transcript". The call goes on.</summary>
    /// <param name="Why">One line, without personal data.</param>
    /// <param name="Kind">What kind of failure, for the choice of another engine; null when the engine tells none apart.</param>
    public sealed record Failed(string Why, SpeechFailure? Kind = null) : Heard;
}
#pragma warning restore CA1034
