namespace HybridAgent.Speech.Voices;

/// <summary>Something that reads text aloud.</summary>
public interface IVoice
{
    /// <summary>Short, stable, lower-case: "flite/slt".</summary>
    string Name { get; }

    /// <summary>The text as 16 kHz, 16-bit, mono samples.</summary>
    /// <exception cref="VoiceUnavailableException">The voice is missing or failed; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    ValueTask<short[]> Speak(string text, CancellationToken cancellation = default);
}

/// <summary>A voice cannot speak. The message is one line, without the text that should have been spoken.</summary>
public sealed class VoiceUnavailableException : Exception
{
    /// <param name="message">What is missing and what to do about it.</param>
    public VoiceUnavailableException(string message, Exception? inner = null) : base(message, inner) { }
}
