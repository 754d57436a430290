using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using HybridAgent.Core.Calls;

namespace HybridAgent.Telephony.Browser;

/// <summary>
/// A browser as a leg: binary messages are PCM16 little-endian at 16 kHz (usually 20 ms, any even length is re-framed), text
/// messages are small JSON objects with a "type". What is malformed is counted and dropped; the call stays.
/// </summary>
public sealed class WebSocketLeg(string id, LegRole role, WebSocket socket, TimeProvider time) : ICallLeg
{
    private const int MaximumMessage = 64 * 1024;
    private const int QueuedFrames = 10;
    private static readonly TimeSpan SilenceMeansLost = TimeSpan.FromSeconds(5);
    private readonly JitterBuffer incoming = new();
    private readonly Channel<(byte[] Bytes, WebSocketMessageType Type)> outgoing = Channel.CreateBounded<(byte[], WebSocketMessageType)>(
        new BoundedChannelOptions(QueuedFrames) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly Channel<byte[]> tellings = Channel.CreateBounded<byte[]>(64);
    private readonly CancellationTokenSource closing = new();
    private readonly TimeProvider time = time;
    private long lastFrame = time.GetTimestamp();
    private volatile bool alive = true;
    private volatile bool muted;
    private string? reason;

    public string Id => id;

    public LegRole Role => role;

    public bool IsAlive => alive && time.GetElapsedTime(Interlocked.Read(ref lastFrame)) < SilenceMeansLost;

    /// <summary>Messages that could not be used.</summary>
    public long Malformed { get; private set; }

    /// <summary>A control message of the browser other than hang-up and mute, by its type.</summary>
    public event Func<string, Task>? Received;

    public bool TryRead(Span<short> frame)
    {
        var heard = incoming.Read(frame);
        if (muted)
        {
            frame.Clear();
        }
        return heard && !muted;
    }

    public void Write(ReadOnlySpan<short> frame)
    {
        var bytes = new byte[frame.Length * 2];
        for (var i = 0; i < frame.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(i * 2), frame[i]);
        }
        outgoing.Writer.TryWrite((bytes, WebSocketMessageType.Binary));
    }

    /// <summary>Sends a control message, serialised as JSON.</summary>
    public void Tell(object message) => tellings.Writer.TryWrite(JsonSerializer.SerializeToUtf8Bytes(message));

    public void ClearOutput()
    {
        while (outgoing.Reader.TryRead(out _)) ;
    }

    public async ValueTask HangupAsync(HangupCause cause)
    {
        alive = false;
        reason ??= "closed";
        await closing.CancelAsync();
    }

    /// <summary>Carries the connection until it ends.</summary>
    /// <returns>"hung-up" when the party said so, "closed" when we did, "lost" when the connection died.</returns>
    public async Task<string> RunAsync(CancellationToken stopping)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stopping, closing.Token);
        var sending = Task.WhenAll(SendFrames(linked.Token), SendTellings(linked.Token));
        var watching = WatchSilence(linked.Token);
        var receiving = Receive();
        await Task.WhenAny(receiving, Cancelled(linked.Token));
        alive = false;
        if (!receiving.IsCompleted)
        {
            reason ??= "closed";
        }
        await linked.CancelAsync();
        await watching;
        await Goodbye(sending, receiving, restarting: stopping.IsCancellationRequested);
        return reason ?? "lost";
    }

    public async ValueTask DisposeAsync()
    {
        await HangupAsync(HangupCause.Normal);
        closing.Dispose();
    }

    private async Task Receive()
    {
        var buffer = new byte[MaximumMessage];
        var samples = new short[MaximumMessage / 2];
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += part.Count;
                    if (length == buffer.Length && !part.EndOfMessage)
                    {
                        // Longer than anything we know: read it away, count it, keep the call.
                        Malformed++;
                        length = 0;
                        do
                        {
                            part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                        }
                        while (!part.EndOfMessage);
                    }
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }
                if (part.MessageType == WebSocketMessageType.Binary)
                {
                    Audio(buffer.AsSpan(0, length), samples);
                }
                else if (await Control(buffer.AsMemory(0, length)))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            return; // The connection is gone: an ordinary end, told by the reason.
        }
    }

    private void Audio(ReadOnlySpan<byte> bytes, short[] samples)
    {
        if (bytes.Length == 0 || bytes.Length % 2 != 0)
        {
            Malformed++;
            return;
        }
        Interlocked.Exchange(ref lastFrame, time.GetTimestamp());
        var count = bytes.Length / 2;
        for (var i = 0; i < count; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(i * 2)..]);
        }
        incoming.Write(samples.AsSpan(0, count));
    }

    /// <returns>True when the party hung up.</returns>
    private async Task<bool> Control(ReadOnlyMemory<byte> text)
    {
        string? type;
        try
        {
            using var json = JsonDocument.Parse(text);
            type = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("type", out var t) && t.ValueKind == JsonValueKind.String
                ? t.GetString() : null;
            if (type == "mute")
            {
                muted = json.RootElement.TryGetProperty("on", out var on) && on.ValueKind == JsonValueKind.True;
                return false;
            }
        }
        catch (JsonException)
        {
            type = null;
        }
        switch (type)
        {
            case null:
                Malformed++;
                return false;
            case "hangup":
                reason = "hung-up";
                return true;
            default:
                if (Received is { } received)
                {
                    await received(type);
                }
                return false;
        }
    }

    private async Task SendFrames(CancellationToken cancel)
    {
        try
        {
            await foreach (var (bytes, type) in outgoing.Reader.ReadAllAsync(cancel))
            {
                await Send(bytes, type);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            alive = false; // The receiving side ends the leg and says why.
        }
    }

    private async Task SendTellings(CancellationToken cancel)
    {
        try
        {
            await foreach (var bytes in tellings.Reader.ReadAllAsync(cancel))
            {
                await Send(bytes, WebSocketMessageType.Text);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            alive = false;
        }
    }

    private readonly SemaphoreSlim sendGate = new(1, 1);

    /// <summary>Never cancelled in mid-message: a cancelled send or receive aborts the socket, and the browser would take that for a broken line.</summary>
    private async Task Send(byte[] bytes, WebSocketMessageType type)
    {
        await sendGate.WaitAsync();
        try
        {
            await socket.SendAsync(bytes, type, true, CancellationToken.None);
        }
        finally
        {
            sendGate.Release();
        }
    }

    /// <summary>A browser that freezes keeps its socket open; silence on the wire for five seconds means it is gone.</summary>
    private async Task WatchSilence(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
            {
                if (time.GetElapsedTime(Interlocked.Read(ref lastFrame)) >= SilenceMeansLost)
                {
                    reason ??= "lost";
                    await closing.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return; // The leg ended first.
        }
    }

    private async Task Goodbye(Task sending, Task receiving, bool restarting)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
        try
        {
            await sending.WaitAsync(patience.Token);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                // 1012: service restart, the browser comes back by itself.
                await socket.CloseOutputAsync(restarting ? (WebSocketCloseStatus)1012 : WebSocketCloseStatus.NormalClosure, null, patience.Token);
            }
            await receiving.WaitAsync(patience.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            socket.Abort(); // A party that does not answer the goodbye is gone already.
            await receiving;
        }
    }

    private static async Task Cancelled(CancellationToken token) =>
        await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
