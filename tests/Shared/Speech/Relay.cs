using System.Net;
using System.Net.Sockets;

namespace HybridAgent.Tests.Speech;

/// <summary>A network cable: passes bytes between the client and a server until it is pulled, and then takes nothing any more.</summary>
public sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly List<Socket> _sockets = [];
    private readonly Task _accepting;
    private volatile bool _pulled;

    public Relay(Uri server)
    {
        // Small, so that what is not taken shows at once.
        _listener.Server.ReceiveBufferSize = 4096;
        _listener.Start();
        _accepting = Task.Run(async () =>
        {
            while (!_over.IsCancellationRequested)
            {
                var client = await _listener.AcceptSocketAsync(_over.Token);
                lock (_sockets) _sockets.Add(client);
                // While it is pulled a new connection gets nowhere either.
                if (_pulled) continue;
                var other = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await other.ConnectAsync(server.Host, server.Port, _over.Token);
                lock (_sockets) _sockets.Add(other);
                _ = Pass(client, other);
                _ = Pass(other, client);
            }
        });
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Pull() => _pulled = true;

    public void Plug() => _pulled = false;

    private async Task Pass(Socket from, Socket to)
    {
        var buffer = new byte[4096];
        try
        {
            while (await from.ReceiveAsync(buffer, _over.Token) is > 0 and var n)
            {
                // What was on its way stays on its way for ever.
                if (_pulled) await Task.Delay(Timeout.Infinite, _over.Token);
                await to.SendAsync(buffer.AsMemory(0, n), _over.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Pulled for good.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Dispose();
        lock (_sockets) _sockets.ForEach(s => s.Dispose());
        await Task.WhenAny(_accepting);
        _over.Dispose();
    }
}
