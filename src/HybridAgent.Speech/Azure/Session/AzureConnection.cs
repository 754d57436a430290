using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using HybridAgent.Speech.Azure.Credentials;
using HybridAgent.Speech.Azure.Protocol;

namespace HybridAgent.Speech.Azure.Session;

/// <summary>One WebSocket to the service. One thread receives; sends queue up. Nothing here throws but for cancellation.</summary>
internal sealed class AzureConnection : IAsyncDisposable
{
    /// <summary>A service that sends more in one message is not the Speech service.</summary>
    private const int LongestMessage = 4 * 1024 * 1024;
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(1);
    /// <summary>Its own, because the built-in one follows redirects and would carry the key along.</summary>
    private static readonly HttpMessageInvoker Transport = SpeechCredentials.Client(Connect);
    /// <summary>Audio that the other side's machine has not even acknowledged for so long is not getting anywhere.</summary>
    private const int UnacknowledgedMs = 1000;

    private readonly ClientWebSocket _socket;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private byte[] _buffer = new byte[16 * 1024];
    private ConnectionEnd? _end;

    private AzureConnection(ClientWebSocket socket, TimeProvider time) => (_socket, _time) = (socket, time);

    /// <param name="header">The key or token; goes into this header and nowhere else.</param>
    /// <returns>A connection, or how the attempt ended.</returns>
    public static async Task<(AzureConnection? Connection, ConnectionEnd? End)> Open(
        Uri address, (string Name, string Value)? header, string connectionId, TimeSpan within, TimeProvider time, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        // Pings notice a dead network within half a minute, also where no audio flows.
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(15);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(15);
        if (header is { } secret) socket.Options.SetRequestHeader(secret.Name, secret.Value);
        socket.Options.SetRequestHeader("X-ConnectionId", connectionId);
        using var patience = new CancellationTokenSource(within, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            await socket.ConnectAsync(address, Transport, limit.Token).ConfigureAwait(false);
            return (new AzureConnection(socket, time), null);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            var (status, headers) = (socket.HttpStatusCode, socket.HttpResponseHeaders);
            socket.Dispose();
            return (null, patience.IsCancellationRequested && status == 0
                ? new ConnectionEnd(NextStep.BackOff, SpeechFailure.ServiceTimeout, "Azure Speech did not answer in time.")
                : ConnectionEnd.Handshake(status, Patience(headers, time)));
        }
    }

    /// <summary>
    /// While a line is open audio flows, so a dead network shows at once in what is not acknowledged: Linux then ends the connection.
    /// Elsewhere the pings find it within half a minute.
    /// </summary>
    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        const int tcp = 6, userTimeout = 18;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation).ConfigureAwait(false);
            if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(tcp, userTimeout, BitConverter.GetBytes(UnacknowledgedMs));
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What "Retry-After" asks for: seconds or a date; null without one that makes sense.</summary>
    internal static TimeSpan? Patience(IReadOnlyDictionary<string, IEnumerable<string>>? headers, TimeProvider time)
    {
        var value = headers?.FirstOrDefault(h => h.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault();
        return value is null || !System.Net.Http.Headers.RetryConditionHeaderValue.TryParse(value, out var asked) ? null
            : asked.Delta ?? (asked.Date is { } date && date > time.GetUtcNow() ? date - time.GetUtcNow() : null);
    }

    /// <summary>Ends the connection for a reason of our own; <see cref="Receive"/> then gives that reason.</summary>
    public void Abort(ConnectionEnd end)
    {
        Interlocked.CompareExchange(ref _end, end, null);
        _socket.Abort();
    }

    /// <summary>False when the connection is over. Why it is over, <see cref="Receive"/> says: the service's own words may still wait there.</summary>
    public async ValueTask<bool> Send(byte[] message, bool binary)
    {
        await _sending.WaitAsync().ConfigureAwait(false);
        try
        {
            // Without a token: a cancelled send aborts the socket.
            await _socket.SendAsync(message, binary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, true, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException or IOException or OperationCanceledException)
        {
            return false;
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <returns>The next message, or how the connection ended.</returns>
    /// <exception cref="OperationCanceledException">The session ends; the socket is no more use.</exception>
    public async ValueTask<(SpeechMessage? Message, ConnectionEnd? End)> Receive(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    if (length == _buffer.Length)
                    {
                        if (length >= LongestMessage) return (null, ConnectionEnd.Broken);
                        Array.Resize(ref _buffer, 2 * length);
                    }
                    part = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellation).ConfigureAwait(false);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close)
                    return (null, _end ?? ConnectionEnd.Closed((int?)_socket.CloseStatus ?? 1005, _socket.CloseStatusDescription));
                if (SpeechMessage.Read(_buffer.AsMemory(0, length), part.MessageType == WebSocketMessageType.Binary) is { } message) return (message, null);
            }
            catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException or IOException
                || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                return (null, _end ?? ConnectionEnd.Broken);
            }
        }
    }

    /// <summary>Says goodbye when the socket still can, and never waits long for an answer.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var patience = new CancellationTokenSource(CloseWithin, _time);
            try
            {
                await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "Normal closure by client", patience.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException or IOException or OperationCanceledException)
            {
                _socket.Abort();
            }
        }
        _socket.Dispose();
        _sending.Dispose();
    }
}
