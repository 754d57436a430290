using System.Threading.Channels;

namespace HybridAgent.Speech;

/// <summary>A session that says why it hears nothing, and ends. What engines return instead of throwing.</summary>
public sealed class FailedTranscription : ITranscription
{
    private readonly HeardQueue _heard = new();

    /// <param name="why">One line for the operator's screen, without personal data.</param>
    /// <param name="kind">What kind of failure, when it is known.</param>
    public FailedTranscription(string why, SpeechFailure? kind = null)
    {
        _heard.Post(new Heard.Failed(why, kind));
        _heard.End();
    }

    /// <inheritdoc/>
    public ChannelReader<Heard> Results => _heard.Reader;

    /// <inheritdoc/>
    public TimeSpan Lag => TimeSpan.Zero;

    /// <inheritdoc/>
    public TimeSpan Dropped => TimeSpan.Zero;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<short> frame) { }

    /// <inheritdoc/>
    public void Complete() { }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
