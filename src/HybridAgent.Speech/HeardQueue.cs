using System.Threading.Channels;

namespace HybridAgent.Speech;

/// <summary>
/// The way from an engine to the reader of a session. A reader that sleeps costs partials, which the next one replaces
/// anyway; it never costs a final and never holds up the engine.
/// </summary>
internal sealed class HeardQueue
{
    private const int WaitingBeforePartialsAreDropped = 256;
    private readonly Channel<Heard> _channel = Channel.CreateUnbounded<Heard>(
        new UnboundedChannelOptions { SingleReader = false, AllowSynchronousContinuations = false });

    public ChannelReader<Heard> Reader => _channel.Reader;

    public void Post(Heard heard)
    {
        if (heard is Heard.Partial && _channel.Reader.Count >= WaitingBeforePartialsAreDropped) return;
        _channel.Writer.TryWrite(heard);
    }

    public void End() => _channel.Writer.TryComplete();
}
