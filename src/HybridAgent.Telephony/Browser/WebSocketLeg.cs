using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;
using HybridAgent.Core.Audio;
using HybridAgent.Core.Calls;

namespace HybridAgent.Telephony.Browser;

/// <summary>
/// A browser as a leg: binary messages are PCM16 little-endian at 16 kHz (usually 20 ms, any even length is re-framed), text
/// messages are small JSON objects with a "type". What is malformed is counted and dropped; the call stays. How it ends, the
/// close code tells: 1000 the call is over (or, with the text "replaced", goes on in a newer connection), 1008 the peer broke the rules (the text says which), 1011 we failed, 1012 we
/// restart. A browser whose call is not over comes back by itself.
/// </summary>
public sealed class WebSocketLeg(string id, LegRole role, WebSocket socket, TimeProvider time) : ICallLeg
{
    private const int MaximumMessage = 64 * 1024;
    private const int QueuedFrames = 10;
    private const int QueuedMessages = 64;
    /// <summary>
    /// A browser that sends no frame for this long is gone, whatever its connection says: short enough that others are rung within five
    /// seconds, and who was only held up comes back by itself with the same ticket.
    /// </summary>
    public static readonly TimeSpan SilenceMeansLost = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly JitterBuffer incoming = new();
    private readonly Allowance allowance = new(time);
    private readonly Channel<byte[]> frames = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(QueuedFrames) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly Channel<byte[]> tellings = Channel.CreateBounded<byte[]>(QueuedMessages);
    private readonly SemaphoreSlim sendGate = new(1, 1);
    private readonly TaskCompletionSource<Ending> ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long lastFrame = time.GetTimestamp();
    private long sendingSince;
    private volatile bool alive = true;
    private volatile bool muted;

    public string Id => id;

    public LegRole Role => role;

    public bool IsAlive => alive && time.GetElapsedTime(Interlocked.Read(ref lastFrame)) < SilenceMeansLost;

    /// <summary>Messages that could not be used.</summary>
    public long Malformed { get; private set; }

    /// <summary>
    /// A control message of the browser other than hang-up and mute, by its type. Audio goes on while it is handled; when
    /// handling fails, the browser is told {"type":"failed","about":TYPE}.
    /// </summary>
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

    public void Write(ReadOnlySpan<short> frame) => frames.Writer.TryWrite(MemoryMarshal.AsBytes(frame).ToArray());

    /// <summary>Sends a control message, serialised as JSON. Never waits.</summary>
    /// <returns>False when the peer has left 64 messages lying: this one is not sent.</returns>
    public bool Tell(object message) => tellings.Writer.TryWrite(JsonSerializer.SerializeToUtf8Bytes(message));

    public void ClearOutput()
    {
        while (frames.Reader.TryRead(out _)) ;
    }

    public ValueTask HangupAsync(HangupCause cause)
    {
        alive = false;
        ending.TrySetResult(cause switch
        {
            HangupCause.Normal => new Ending("closed", WebSocketCloseStatus.NormalClosure, null),
            HangupCause.Replaced => new Ending("closed", WebSocketCloseStatus.NormalClosure, "replaced"),
            _ => new Ending("closed", WebSocketCloseStatus.InternalServerError, null),
        });
        return ValueTask.CompletedTask;
    }

    /// <summary>Carries the connection until it ends.</summary>
    /// <returns>"hung-up" when the party said so, "closed" when we did, "lost" when the connection died.</returns>
    public async Task<string> RunAsync(CancellationToken stopping)
    {
        using var ended = new CancellationTokenSource();
        using var aborted = new CancellationTokenSource();
        // 1012: service restart, the browser comes back by itself.
        await using var restart = stopping.Register(() => ending.TrySetResult(new Ending("closed", (WebSocketCloseStatus)1012, null)));
        var sending = Task.WhenAll(Send(frames, WebSocketMessageType.Binary, ended.Token), Send(tellings, WebSocketMessageType.Text, ended.Token));
        var watching = WatchSilence(ended.Token);
        var receiving = Receive(aborted.Token);
        var end = await ending.Task;
        alive = false;
        await ended.CancelAsync();
        await watching;
        try
        {
            await sending.WaitAsync(Patience, time, CancellationToken.None);
            await Goodbye(end);
            // Only a peer that still answers is waited for, and not for long.
            await receiving.WaitAsync(Patience, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            socket.Abort();
        }
        // A cancelled receive aborts the socket, so that comes last, when the goodbye has been said.
        await aborted.CancelAsync();
        await Task.WhenAll(receiving, sending);
        return end.Reason;
    }

    public ValueTask DisposeAsync() => HangupAsync(HangupCause.Normal);

    private async Task Receive(CancellationToken cancel)
    {
        var buffer = new byte[MaximumMessage];
        try
        {
            while (await ReceiveMessage(buffer, cancel) is { Type: not WebSocketMessageType.Close } message)
            {
                var (type, length) = message;
                if (ending.Task.IsCompleted)
                {
                    continue; // Said goodbye: read on only to hear the peer's.
                }
                if (length > MaximumMessage)
                {
                    Malformed++;
                }
                else if (type == WebSocketMessageType.Binary)
                {
                    Audio(buffer.AsSpan(0, length));
                }
                else
                {
                    Control(buffer.AsMemory(0, length));
                }
                if (!allowance.Spend(type, length))
                {
                    ending.TrySetResult(new Ending("lost", WebSocketCloseStatus.PolicyViolation, "More arrives than anybody can say."));
                }
            }
            // The peer's own code goes back to it: only one that said 1000 takes the call for over.
            ending.TrySetResult(new Ending("lost", socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null));
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The connection is gone: that is an ordinary end, told by the reason.
            ending.TrySetResult(new Ending("lost", WebSocketCloseStatus.EndpointUnavailable, null));
        }
    }

    /// <returns>The kind and length of the next whole message; a length beyond the maximum means that it was read away.</returns>
    private async ValueTask<(WebSocketMessageType Type, int Length)> ReceiveMessage(byte[] buffer, CancellationToken cancel)
    {
        var length = 0;
        while (true)
        {
            var room = length < buffer.Length ? buffer.AsMemory(length) : buffer.AsMemory();
            var part = await socket.ReceiveAsync(room, cancel);
            length = (int)Math.Min((long)length + part.Count, int.MaxValue / 2);
            if (part.EndOfMessage || part.MessageType == WebSocketMessageType.Close)
            {
                return (part.MessageType, length);
            }
            if (length > MaximumMessage && !allowance.Spend(part.MessageType, part.Count))
            {
                // A message without end: nobody waits for it.
                ending.TrySetResult(new Ending("lost", WebSocketCloseStatus.MessageTooBig, $"A message holds at most {MaximumMessage} bytes."));
            }
        }
    }

    private void Audio(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0 || bytes.Length % 2 != 0)
        {
            Malformed++;
            return;
        }
        Interlocked.Exchange(ref lastFrame, time.GetTimestamp());
        incoming.Write(MemoryMarshal.Cast<byte, short>(bytes)); // Little-endian, as every machine .NET runs on.
    }

    private void Control(ReadOnlyMemory<byte> text)
    {
        switch (Parse(text))
        {
            case null:
                Malformed++;
                break;
            case ("mute", var on):
                muted = on;
                break;
            case ("hangup", _):
                ending.TrySetResult(new Ending("hung-up", WebSocketCloseStatus.NormalClosure, null));
                break;
            case var (type, _):
                _ = Handle(type);
                break;
        }
    }

    private static (string Type, bool On)? Parse(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
                ? (type.GetString()!, root.TryGetProperty("on", out var on) && on.ValueKind == JsonValueKind.True)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // The latter: text that is no valid UTF-16.
        {
            return null;
        }
    }

    private async Task Handle(string type)
    {
        try
        {
            await (Received?.Invoke(type) ?? Task.CompletedTask);
        }
        catch (Exception)
        {
            Tell(new { type = "failed", about = type });
        }
    }

    private async Task Send(Channel<byte[]> messages, WebSocketMessageType type, CancellationToken cancel)
    {
        try
        {
            await foreach (var bytes in messages.Reader.ReadAllAsync(cancel))
            {
                await sendGate.WaitAsync(cancel);
                Interlocked.Exchange(ref sendingSince, time.GetTimestamp());
                try
                {
                    // Without the token: a cancelled send aborts the socket, and the goodbye is still to be said.
                    await socket.SendAsync(bytes, type, true, CancellationToken.None);
                }
                finally
                {
                    Interlocked.Exchange(ref sendingSince, 0);
                    sendGate.Release();
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            ending.TrySetResult(new Ending("lost", WebSocketCloseStatus.EndpointUnavailable, null));
        }
    }

    /// <summary>A browser that freezes keeps its socket open; three seconds in which it sends or takes nothing mean that it is gone.</summary>
    private async Task WatchSilence(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.25), time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
            {
                var since = Interlocked.Read(ref sendingSince);
                if (time.GetElapsedTime(Interlocked.Read(ref lastFrame)) >= SilenceMeansLost)
                {
                    ending.TrySetResult(new Ending("lost", WebSocketCloseStatus.PolicyViolation, "No audio for three seconds."));
                }
                else if (since != 0 && time.GetElapsedTime(since) >= SilenceMeansLost)
                {
                    ending.TrySetResult(new Ending("lost", WebSocketCloseStatus.PolicyViolation, "No audio was taken for three seconds."));
                }
            }
        }
        catch (OperationCanceledException)
        {
            return; // The leg ended first.
        }
    }

    private async Task Goodbye(Ending end)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(end.Code, end.Text, patience.Token);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            socket.Abort();
        }
    }

    private sealed record Ending(string Reason, WebSocketCloseStatus Code, string? Text);
}
