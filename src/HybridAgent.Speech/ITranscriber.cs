namespace HybridAgent.Speech;

/// <summary>
/// An engine that turns one party's audio into text.
/// </summary>
/// <remarks>
/// Error contract: nothing here may touch the call. <see cref="Open"/> never throws because an engine is missing,
/// dead or busy; it returns a session that says so with one <see cref="Heard.Failed"/> and ends.
/// </remarks>
public interface ITranscriber
{
    /// <summary>Short, stable, lower-case: "pocketsphinx", "azure", "scripted". Stands in the record beside each utterance.</summary>
    string Name { get; }

    /// <summary>Whether the engine can hear at all, and if not, why. Cheap after the first read; never throws.</summary>
    TranscriberStatus Status { get; }

    /// <summary>Opens a session for one leg. One session per leg: each party is heard on its own channel.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    ValueTask<ITranscription> Open(TranscriptionOptions options, CancellationToken cancellation = default);
}

/// <summary>Whether an engine can be used.</summary>
/// <param name="Reason">One line for a status page, without personal data; null when available.</param>
public sealed record TranscriberStatus(bool Available, string? Reason)
{
    /// <summary>The engine is ready.</summary>
    public static TranscriberStatus Ready { get; } = new(true, null);

    /// <summary>The engine cannot be used.</summary>
    public static TranscriberStatus Unavailable(string reason) => new(false, reason);
}
