using HybridAgent.Speech;

namespace HybridAgent.Server.Line;

/// <summary>For deployments that run without any speech engine: every call says so, and is served by hand.</summary>
internal sealed class NoTranscriber : ITranscriber
{
    private const string Why = "No speech engine is configured.";

    public string Name => "none";

    public TranscriberStatus Status => TranscriberStatus.Unavailable(Why);

    public ValueTask<ITranscription> Open(TranscriptionOptions options, CancellationToken cancellation = default) =>
        ValueTask.FromResult<ITranscription>(new FailedTranscription(Why));
}
