using System.Net.WebSockets;
using HybridAgent.Core.Calls;
using HybridAgent.Server.Security;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAgent.Server.Tests.Line;

/// <summary>Whose audio may come to a call, what happens when it breaks, and who has it when there are two.</summary>
public sealed class HumanSocketTests
{
    [Fact]
    public async Task A_ticket_does_not_let_anybody_into_a_call_they_did_not_answer()
    {
        await using var server = await RunningServer.Start();
        var (call, _) = await server.Call();
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => Connect(server, call, "op-stranger"));
        Assert.Contains("403", refused.Message);
        await server.Answer(call);
        await Assert.ThrowsAsync<WebSocketException>(() => Connect(server, call, "op-stranger"));
        Assert.DoesNotContain((await server.Grain(call).Read()).Legs, l => l.Person == "op-stranger");
    }

    [Fact]
    public async Task An_operator_whose_connection_broke_is_missed_at_once_and_withdraws_all_ringing_by_coming_back()
    {
        await using var server = await RunningServer.Start();
        var (call, _) = await server.Call();
        await Accept(server, call, "op-a");
        using var first = await Connect(server, call, "op-a");
        await server.Until(call, s => s.HumanPresent);
        await server.Desk.Present("op-a");
        await server.Desk.Present("op-b");

        first.Abort();
        var state = await server.Until(call, s => s is { HumanPresent: false, Offers.Count: 2 }, TimeSpan.FromSeconds(4));
        Assert.Equal(["op-a", "op-b"], state.Offers.Values.Order(StringComparer.Ordinal));
        using var again = await Connect(server, call, "op-a");
        state = await server.Until(call, s => s is { HumanPresent: true, Offers.Count: 0 });
        Assert.Equal("op-a", state.Operator);
    }

    [Fact]
    public async Task The_newer_of_two_windows_has_the_audio_and_the_older_is_told()
    {
        await using var server = await RunningServer.Start();
        var (call, _) = await server.Call();
        await Accept(server, call, "op-a");
        using var older = await Connect(server, call, "op-a");
        await server.Until(call, s => s.HumanPresent);
        using var newer = await Connect(server, call, "op-a");
        await UntilClosed(older);
        Assert.Equal((WebSocketCloseStatus.NormalClosure, "replaced"), (older.CloseStatus, older.CloseStatusDescription));
        var leg = Assert.Single((await server.Grain(call).Read()).Legs, l => l.IsHuman);
        Assert.Equal("op-a", leg.Person);
        Assert.Equal(WebSocketState.Open, newer.State);
    }

    private static async Task Accept(RunningServer server, CallId call, string person)
    {
        await server.Desk.Present(person);
        var offer = (await server.Until(call, s => s.Offers.ContainsValue(person))).Offers.First(o => o.Value == person).Key;
        Assert.True((await server.Desk.Accept(person, "demo", call, offer, $"accept-{offer}")).Done);
    }

    private static async Task<ClientWebSocket> Connect(RunningServer server, CallId call, string person)
    {
        var ticket = server.Services.GetRequiredService<TicketOffice>().Issue(new Ticket(Ticket.Operator, "demo", call, person));
        var socket = new ClientWebSocket();
        var address = new UriBuilder(server.Address) { Scheme = "ws", Path = "/line/operator", Query = $"ticket={ticket}" };
        try
        {
            await socket.ConnectAsync(address.Uri, TestContext.Current.CancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        _ = Talk(socket);
        return socket;
    }

    private static async Task Talk(ClientWebSocket socket)
    {
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                await socket.SendAsync(new byte[640], WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            return; // The test is done with it.
        }
    }

    private static async Task UntilClosed(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        while ((await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken)).MessageType != WebSocketMessageType.Close) ;
    }
}
