using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using HybridAgent.Core.Audio;
using HybridAgent.Telephony;
using HybridAgent.Telephony.Recorded;
using Spectre.Console;

namespace HybridAgent.Server.Cli;

/// <summary>
/// A call to a server that runs elsewhere, over the same ticket and socket as a caller's browser. Whoever is at that server's
/// consoles answers; a caller sees no more of the record than a caller may.
/// </summary>
internal sealed class RemoteCall(CallPlan plan, Uri server)
{
    private static readonly TimeSpan NoticeAtMost = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan PatienceWithoutHuman = TimeSpan.FromMinutes(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private static readonly byte[] HangUp = """{"type":"hangup"}"""u8.ToArray();
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly TaskCompletionSource mayTalk = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? callId;
    private TimeSpan? human;

    public async Task<string> Place(CancellationToken cancel)
    {
        var wav = await LocalCall.ReadWav(plan.Audio);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(await Address(cancel), cancel);
        Say("the line is open", "green");
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var hearing = Hear(socket, ended);
        var reason = await Talk(socket, wav, ended.Token) || cancel.IsCancellationRequested ? "hung-up" : "closed by the other side";
        if (reason == "hung-up" && socket.State == WebSocketState.Open)
        {
            await socket.SendAsync(HangUp, WebSocketMessageType.Text, true, CancellationToken.None);
        }
        await hearing;
        Say($"the call ended: {reason}", "green");
        return JsonSerializer.Serialize(new { callId, timeToHumanMs = human?.TotalMilliseconds, ended = reason }, Json);
    }

    private async Task<Uri> Address(CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = server };
        try
        {
            using var answer = await http.PostAsync($"/phone/ticket?practice={Uri.EscapeDataString(plan.Practice)}", null, cancel);
            if (answer.StatusCode == System.Net.HttpStatusCode.NotFound)
            {
                throw new WrongInputException($"--practice {plan.Practice}: there is no such practice at {server}.");
            }
            answer.EnsureSuccessStatusCode();
            var ticket = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("ticket").GetString();
            return new UriBuilder(server) { Scheme = server.Scheme == "https" ? "wss" : "ws", Path = "/line/phone", Query = $"ticket={Uri.EscapeDataString(ticket!)}" }.Uri;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException)
        {
            throw new WrongInputException($"--server {server}: no call could be placed there ({e.Message}).");
        }
    }

    /// <summary>A microphone: a frame each 20 ms, silent until the notice is over, then the recording, then silent again.</summary>
    /// <returns>True when the caller hung up, false when the other side ended the call.</returns>
    private async Task<bool> Talk(ClientWebSocket socket, WavFile wav, CancellationToken ended)
    {
        var silence = new short[AudioFrame.Samples];
        var (at, sent, finished) = (0, 0L, TimeSpan.MaxValue);
        try
        {
            for (; ; sent++)
            {
                var due = TimeSpan.FromMilliseconds(20 * sent) - clock.Elapsed;
                if (due > TimeSpan.Zero)
                {
                    await Task.Delay(due, ended);
                }
                var talking = (mayTalk.Task.IsCompleted || clock.Elapsed > NoticeAtMost) && at + AudioFrame.Samples <= wav.Samples.Length;
                var frame = talking ? wav.Samples.AsMemory(at, AudioFrame.Samples) : silence;
                at += talking ? AudioFrame.Samples : 0;
                if (finished == TimeSpan.MaxValue && at + AudioFrame.Samples > wav.Samples.Length)
                {
                    finished = clock.Elapsed;
                    Say("the recording is over; the line stays open", "grey");
                }
                if (human is null && finished != TimeSpan.MaxValue && clock.Elapsed - finished > PatienceWithoutHuman)
                {
                    return true;
                }
                await socket.SendAsync(MemoryMarshal.AsBytes(frame.Span).ToArray(), WebSocketMessageType.Binary, true, ended);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            return false;
        }
    }

    private async Task Hear(ClientWebSocket socket, CancellationTokenSource ended)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None); // ends with the socket, never before its goodbye
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }
                if (part.MessageType == WebSocketMessageType.Text)
                {
                    Learn(JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, part.Count)));
                }
            }
        }
        catch (WebSocketException)
        {
            Say("the connection broke", "yellow");
        }
        await ended.CancelAsync();
    }

    private void Learn(JsonElement message)
    {
        switch (message.GetProperty("type").GetString())
        {
            case "call":
                callId = message.GetProperty("call").GetString();
                Say($"call {callId} rings", "grey");
                break;
            case "state":
                if (message.GetProperty("human").GetBoolean() && human is null)
                {
                    human = clock.Elapsed;
                    Say("a person is on the line", "green");
                }
                if (message.GetProperty("transcript").GetBoolean() && mayTalk.TrySetResult())
                {
                    Say("the notice is over", "grey");
                }
                break;
        }
    }

    private void Say(string words, string colour) => AnsiConsole.MarkupLine($"[grey]{clock.Elapsed.TotalSeconds,6:0.0}[/]  [{colour}]{Markup.Escape(words)}[/]");
}
