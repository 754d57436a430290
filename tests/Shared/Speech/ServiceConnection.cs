using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace HybridAgent.Tests.Speech;

/// <summary>The service's side of one WebSocket. A test's script reads what the client sends and answers.</summary>
public sealed class ServiceConnection(int number, string connectionId, WebSocket socket, Action abort, TimeProvider time)
{
    private readonly Channel<ClientMessage> _incoming = Channel.CreateUnbounded<ClientMessage>();
    private readonly List<ClientMessage> _messages = [];
    private readonly List<string> _violations = [];
    private readonly HashSet<string> _turns = [];
    private readonly SemaphoreSlim _sending = new(1, 1);

    /// <summary>1 for the first WebSocket the service accepted.</summary>
    public int Number => number;

    public string ConnectionId => connectionId;

    /// <summary>The current turn's, as the client chose it.</summary>
    public string RequestId { get; private set; } = "";

    /// <summary>Everything the client sent so far.</summary>
    public IReadOnlyList<ClientMessage> Messages { get { lock (_messages) return [.. _messages]; } }

    /// <summary>What the real service would have closed the connection for.</summary>
    public IReadOnlyList<string> Violations { get { lock (_messages) return [.. _violations]; } }

    /// <summary>All audio the client sent on this connection, without WAV headers.</summary>
    public byte[] Audio => [.. Messages.Where(m => m.IsAudio).SelectMany(m => m.Body)];

    /// <summary>The code the client closed with; null while it has not, or when the connection broke.</summary>
    public int? ClosedWith { get; private set; }

    /// <summary>The next message; null once the client has gone.</summary>
    public async Task<ClientMessage?> Next()
    {
        while (await _incoming.Reader.WaitToReadAsync())
        {
            if (_incoming.Reader.TryRead(out var message)) return message;
        }
        return null;
    }

    /// <summary>Reads on until a message of a kind comes.</summary>
    public async Task<ClientMessage> Until(Func<ClientMessage, bool> wanted)
    {
        while (await Next() is { } message)
        {
            if (wanted(message)) return message;
        }
        throw new InvalidOperationException("The client left before it sent what the script waits for.");
    }

    /// <summary>Reads on until the turn's context and WAV header are here, and says that the turn has begun.</summary>
    public async Task BeginTurn()
    {
        await Until(m => m.ContentType == "audio/x-wav");
        await Send("turn.start", $"{{\"context\":{{\"serviceTag\":\"tag-{number}\"}}}}");
    }

    /// <summary>Reads on until so many more bytes of audio have come; gives them.</summary>
    public async Task<byte[]> TakeAudio(int bytes)
    {
        var audio = new List<byte>();
        while (audio.Count < bytes) audio.AddRange((await Until(m => m.IsAudio)).Body);
        return [.. audio];
    }

    /// <summary>Answers within the current turn, in the service's own form: no space after the colon.</summary>
    public Task Send(string path, string json) => SendRaw($"X-RequestId:{RequestId}\r\nContent-Type:application/json; charset=utf-8\r\nPath:{path}\r\n\r\n{json}");

    public async Task SendRaw(string text)
    {
        await _sending.WaitAsync();
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    public Task Hypothesis(string text, int offsetMs, int lengthMs) =>
        Send("speech.hypothesis", $$"""{"Id":"h","Text":"{{text}}","Offset":{{offsetMs * 10_000L}},"Duration":{{lengthMs * 10_000L}},"Channel":0}""");

    public Task Phrase(string text, int offsetMs, int lengthMs, string status = "Success") =>
        Send("speech.phrase", $$"""{"Id":"p","RecognitionStatus":"{{status}}","DisplayText":"{{text}}","Offset":{{offsetMs * 10_000L}},"Duration":{{lengthMs * 10_000L}},"Channel":0}""");

    /// <summary>What the service says when the client's audio has ended.</summary>
    public async Task EndTurn()
    {
        await Send("speech.endDetected", """{"Offset":0}""");
        await Send("turn.end", "{}");
    }

    /// <summary>Closes as the service does: it says why and does not wait. 1006 is a broken connection.</summary>
    public async Task Close(int code, string reason = "")
    {
        if (code == 1006)
        {
            // A reset also takes what the client has not read yet; that is another fault than the one meant here.
            await Task.Delay(150);
            abort();
            return;
        }
        await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, CancellationToken.None);
    }

    /// <summary>Reads until the client closes or the connection breaks.</summary>
    internal async Task Pump()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                WebSocketReceiveResult part;
                do
                {
                    if (length == buffer.Length) Array.Resize(ref buffer, 2 * length);
                    part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), CancellationToken.None);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    ClosedWith = (int?)socket.CloseStatus;
                    if (socket.State == WebSocketState.CloseReceived) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
                    return;
                }
                var (message, violation) = ClientMessage.Read(buffer[..length], part.MessageType == WebSocketMessageType.Binary, time.GetTimestamp());
                lock (_messages)
                {
                    _messages.Add(message);
                    if (violation is not null) _violations.Add(violation);
                    // A turn begins with its context; its id must be new.
                    if (message.Path == "speech.context" && !_turns.Add(message.RequestId)) _violations.Add("1002: X-RequestId used again");
                    if (message.Path is "speech.config" or "speech.context") RequestId = message.RequestId;
                }
                _incoming.Writer.TryWrite(message);
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Broken: ClosedWith stays null.
        }
        finally
        {
            _incoming.Writer.TryComplete();
        }
    }
}
