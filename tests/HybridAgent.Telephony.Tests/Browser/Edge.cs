using System.Collections.Concurrent;
using System.Net.WebSockets;
using HybridAgent.Core.Audio;
using HybridAgent.Core.Calls;
using HybridAgent.Telephony.Browser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Telephony.Tests.Browser;

/// <summary>A real server on a real port: each path under /leg is a leg of that name on one bridge that a clock ticks.</summary>
internal sealed class Edge : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<WebSocketLeg>> legs = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> ends = new();

    private Edge(WebApplication app) => this.app = app;

    public BridgeClock Clock { get; } = new();

    public Bridge Bridge { get; private set; } = null!;

    public static async Task<Edge> Start(TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var edge = new Edge(app);
        edge.Bridge = edge.Clock.Open("call");
        app.UseWebSockets();
        app.Map("/leg/{id}", (HttpContext http, string id) => edge.Carry(http, id, time ?? TimeProvider.System));
        await app.StartAsync();
        return edge;
    }

    public async Task<Peer> Connect(string id)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(app.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + $"/leg/{id}"), default);
        return new Peer(socket);
    }

    /// <summary>The server's side of a leg, once it has been accepted.</summary>
    public Task<WebSocketLeg> Leg(string id) => legs.GetOrAdd(id, _ => new()).Task.WaitAsync(TimeSpan.FromSeconds(10));

    /// <summary>How a leg ended, once it has.</summary>
    public Task<string> End(string id) => ends.GetOrAdd(id, _ => new()).Task.WaitAsync(TimeSpan.FromSeconds(20));

    public void Stop() => stopping.Cancel();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        Clock.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        stopping.Dispose();
    }

    private async Task Carry(HttpContext http, string id, TimeProvider time)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        await using var leg = new WebSocketLeg(id, id.StartsWith("operator", StringComparison.Ordinal) ? LegRole.Operator : LegRole.Caller, socket, time);
        Bridge.AddLeg(leg);
        legs.GetOrAdd(id, _ => new()).TrySetResult(leg);
        var end = ends.GetOrAdd(id, _ => new());
        try
        {
            end.TrySetResult(await leg.RunAsync(stopping.Token));
        }
        catch (Exception e)
        {
            end.TrySetException(e);
            throw;
        }
        finally
        {
            Bridge.RemoveLeg(id);
        }
    }
}

/// <summary>The other end of the socket: what a browser does, and what it should never do.</summary>
internal sealed class Peer(ClientWebSocket socket) : IAsyncDisposable
{
    private readonly CancellationTokenSource ended = new();
    private readonly List<string> messages = [];
    private long frames;
    private int last;

    public ClientWebSocket Socket => socket;

    /// <summary>Frames of 20 ms that arrived.</summary>
    public long Frames => Interlocked.Read(ref frames);

    /// <summary>The last sample that arrived.</summary>
    public int Last => Volatile.Read(ref last);

    public string[] Messages
    {
        get
        {
            lock (messages)
            {
                return [.. messages];
            }
        }
    }

    public Task Send(ReadOnlyMemory<byte> bytes, WebSocketMessageType type = WebSocketMessageType.Binary, bool end = true) =>
        socket.SendAsync(bytes, type, end, default).AsTask();

    public Task Say(string text) => Send(System.Text.Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    /// <summary>Speaks one level, a frame each 20 ms, until it ends.</summary>
    public void Speak(short level, int bytesAMessage = AudioFrame.Bytes) => _ = Task.Run(async () =>
    {
        var message = new byte[bytesAMessage];
        for (var i = 0; i < message.Length / 2; i++)
        {
            BitConverter.TryWriteBytes(message.AsSpan(i * 2), level);
        }
        var (sent, clock) = (0L, System.Diagnostics.Stopwatch.StartNew());
        try
        {
            while (!ended.IsCancellationRequested)
            {
                for (; sent * bytesAMessage < clock.Elapsed.TotalMilliseconds * 32; sent++)
                {
                    await Send(message);
                }
                await Task.Delay(5);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            return; // The other side is gone.
        }
    });

    /// <summary>Takes what comes until the other side closes.</summary>
    public Task<WebSocketCloseStatus?> Listen() => Task.Run(async () =>
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            WebSocketReceiveResult part;
            try
            {
                part = await socket.ReceiveAsync(buffer, default);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                return null;
            }
            switch (part.MessageType)
            {
                case WebSocketMessageType.Close:
                    return socket.CloseStatus;
                case WebSocketMessageType.Text:
                    lock (messages)
                    {
                        messages.Add(System.Text.Encoding.UTF8.GetString(buffer, 0, part.Count));
                    }
                    break;
                default:
                    Volatile.Write(ref last, BitConverter.ToInt16(buffer, part.Count - 2));
                    Interlocked.Increment(ref frames);
                    break;
            }
        }
    });

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        socket.Abort();
        socket.Dispose();
        ended.Dispose();
    }
}
