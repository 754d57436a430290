using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;

namespace HybridAgent.Server.Tests.Processes;

/// <summary>A caller over the browser's own protocol: a ticket, a socket, a frame each 20 ms.</summary>
internal sealed class SocketCaller : IAsyncDisposable
{
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource ended = new();
    private readonly TaskCompletionSource<JsonElement> call = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource state = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task carrying = Task.CompletedTask;

    public string Call { get; private set; } = "";

    public string Resume { get; private set; } = "";

    /// <summary>Completes when the server has recorded something of this call.</summary>
    public Task Recorded => state.Task.WaitAsync(TimeSpan.FromSeconds(15));

    public static async Task<SocketCaller> Ring(string url, string? resume = null)
    {
        var caller = new SocketCaller();
        using var http = new HttpClient();
        var answer = await http.PostAsync($"{url}/phone/ticket?practice=demo", null);
        var ticket = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ticket").GetString()!;
        var address = $"{url.Replace("http:", "ws:", StringComparison.Ordinal)}/line/phone?ticket={Uri.EscapeDataString(ticket)}"
            + (resume is null ? "" : $"&resume={Uri.EscapeDataString(resume)}");
        await caller.socket.ConnectAsync(new Uri(address), TestContext.Current.CancellationToken);
        caller.carrying = Task.WhenAll(caller.Listen(), caller.Talk());
        var told = await caller.call.Task.WaitAsync(TimeSpan.FromSeconds(15));
        (caller.Call, caller.Resume) = (told.GetProperty("call").GetString()!, told.GetProperty("resume").GetString()!);
        return caller;
    }

    public async Task HangUp() => await socket.SendAsync("""{"type":"hangup"}"""u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await carrying;
        socket.Dispose();
        ended.Dispose();
    }

    private async Task Talk()
    {
        var frame = new byte[640];
        try
        {
            while (!ended.IsCancellationRequested)
            {
                await socket.SendAsync(frame, WebSocketMessageType.Binary, true, CancellationToken.None);
                await Task.Delay(20, ended.Token);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            return; // The server died or the test is over.
        }
    }

    private async Task Listen()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), ended.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }
                if (part.MessageType == WebSocketMessageType.Text)
                {
                    var message = JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, part.Count));
                    _ = message.GetProperty("type").GetString() switch
                    {
                        "call" => call.TrySetResult(message),
                        "state" => state.TrySetResult(),
                        _ => false,
                    };
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            call.TrySetException(e);
        }
    }
}
