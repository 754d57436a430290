using System.Globalization;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Tests.Speech;

/// <summary>One attempt to open a WebSocket.</summary>
/// <param name="At">Timestamp of the service's clock.</param>
public sealed record Handshake(string Path, string Query, IReadOnlyDictionary<string, string> Headers, int Status, long At);

/// <summary>
/// The service's side of the Speech service's WebSocket protocol on a port of this machine. What it does is the test's script;
/// it records everything and takes nothing on trust. Accepted by Microsoft's own JavaScript SDK (a test shows it).
/// </summary>
public sealed class SpeechService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<Handshake> _handshakes = [];
    private readonly List<ServiceConnection> _connections = [];
    private readonly List<Task> _scripts = [];

    private SpeechService(WebApplication app) => _app = app;

    /// <param name="serve">What the service does on one connection. It may end early; the connection then stays open.</param>
    /// <param name="admit">Status of an attempt (its number, from 1): 101 opens. May set headers of a refusal.</param>
    public static async Task<SpeechService> Start(Func<ServiceConnection, Task> serve, Func<int, HttpContext, int>? admit = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var service = new SpeechService(app);
        app.UseWebSockets();
        app.Run(context => service.Take(context, serve, admit ?? ((_, _) => 101), time ?? TimeProvider.System));
        await app.StartAsync();
        return service;
    }

    /// <summary>"ws://127.0.0.1:port": what a container's address looks like.</summary>
    public string Host => _app.Urls.First().Replace("http:", "ws:", StringComparison.Ordinal);

    /// <summary>The address of continuous recognition, version 2.</summary>
    public string Endpoint => Host + "/stt/speech/universal/v2";

    public IReadOnlyList<Handshake> Handshakes { get { lock (_handshakes) return [.. _handshakes]; } }

    public IReadOnlyList<ServiceConnection> Connections { get { lock (_handshakes) return [.. _connections]; } }

    /// <summary>What went wrong in the scripts, for the message of a failing test.</summary>
    public IEnumerable<string> ScriptFailures { get { lock (_handshakes) return [.. _scripts.Where(s => s.IsFaulted).Select(s => s.Exception!.InnerException!.Message)]; } }

    private async Task Take(HttpContext context, Func<ServiceConnection, Task> serve, Func<int, HttpContext, int> admit, TimeProvider time)
    {
        int attempt;
        lock (_handshakes) attempt = _handshakes.Count + 1;
        var status = admit(attempt, context);
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        lock (_handshakes) _handshakes.Add(new Handshake(context.Request.Path, context.Request.QueryString.Value ?? "", headers, status, time.GetTimestamp()));
        if (status != 101 || !context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = status == 101 ? 400 : status;
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        ServiceConnection connection;
        Task script;
        lock (_handshakes)
        {
            connection = new ServiceConnection(_connections.Count + 1, headers.GetValueOrDefault("X-ConnectionId", ""), socket, context.Abort, time);
            _connections.Add(connection);
            script = Task.Run(() => serve(connection));
            _scripts.Add(script);
        }
        await connection.Pump();
        await Task.WhenAny(script, Task.Delay(TimeSpan.FromSeconds(5)));
        // A script that the client left behind has no more use for the socket.
        if (socket.State is not (WebSocketState.Closed or WebSocketState.Aborted)) socket.Abort();
    }

    /// <summary>A Retry-After of so many seconds on a refusal.</summary>
    public static int Refuse(HttpContext context, int status, int? retryAfterSeconds = null)
    {
        if (retryAfterSeconds is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return status;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
