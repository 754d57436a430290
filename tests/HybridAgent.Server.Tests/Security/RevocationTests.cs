using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using HybridAgent.Server.Security;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAgent.Server.Tests.Security;

public sealed class RevocationTests
{
    [Fact]
    public async Task Revoking_closes_sockets_and_pages_of_that_person_only()
    {
        await using var server = await SecuredServer.Start();
        var (olivia, omar) = (new CookieContainer(), new CookieContainer());
        using var oliviaPages = await server.SignedIn("olivia@demo.example", cookies: olivia);
        using var omarPages = await server.SignedIn("omar@demo.example", cookies: omar);
        using var first = await server.Socket("/console/socket", olivia, server.Origin);
        using var second = await server.Socket("/console/socket", omar, server.Origin);
        Assert.Equal(WebSocketState.Open, first.State);

        var clock = Stopwatch.StartNew();
        await using (var scope = server.Services.CreateAsyncScope())
            Assert.True(await scope.ServiceProvider.GetRequiredService<Access>().Revoke(await Person(scope.ServiceProvider, "olivia@demo.example")));
        await Closed(first);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);

        while ((await oliviaPages.GetAsync("/console")).StatusCode == HttpStatusCode.OK)
        {
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
            await Task.Delay(100);
        }

        await Task.Delay(TimeSpan.FromSeconds(4)); // two more looks of the watch
        Assert.Equal("still here", await Echo(second, "still here"));
        Assert.Equal(HttpStatusCode.OK, (await omarPages.GetAsync("/console")).StatusCode);
    }

    [Fact]
    public async Task A_revocation_by_another_process_closes_sockets_within_five_seconds_and_withdraws_tickets()
    {
        await using var server = await SecuredServer.Start();
        var cookies = new CookieContainer();
        using var pages = await server.SignedIn("olivia@demo.example", cookies: cookies);
        using var socket = await server.Socket("/console/socket", cookies, server.Origin);
        string person;
        await using (var scope = server.Services.CreateAsyncScope()) person = await Person(scope.ServiceProvider, "olivia@demo.example");
        var registry = server.Services.GetRequiredService<SessionRegistry>();
        var tickets = server.Services.GetRequiredService<TicketOffice>();
        using var byTicket = new CancellationTokenSource();
        using var entry = registry.Register(person, byTicket);
        var ticket = tickets.Issue(new Ticket(Ticket.Operator, "demo", null, person));

        var clock = Stopwatch.StartNew();
        await using (var db = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "identity.db")}"))
        {
            await db.OpenAsync();
            var command = db.CreateCommand();
            command.CommandText = "UPDATE AspNetUsers SET SecurityStamp = 'CHANGED-ELSEWHERE' WHERE NormalizedEmail = 'OLIVIA@DEMO.EXAMPLE'";
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        await Closed(socket);
        while (!byTicket.IsCancellationRequested || tickets.IsValid(ticket))
        {
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
            await Task.Delay(20);
        }

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void One_connection_that_fails_to_close_does_not_keep_the_others_open()
    {
        var registry = new SessionRegistry(NullLogger<SessionRegistry>.Instance);
        using CancellationTokenSource bad = new(), good = new();
        using var failing = bad.Token.Register(() => throw new IOException("stuck"));
        using var one = registry.Register("op-1", bad);
        using var two = registry.Register("op-1", good);
        registry.Close("op-1");
        Assert.True(good.IsCancellationRequested);
        Assert.Equal(0, registry.Count);
    }

    [Fact]
    public void A_connection_that_ended_by_itself_is_forgotten()
    {
        var registry = new SessionRegistry(NullLogger<SessionRegistry>.Instance);
        using var end = new CancellationTokenSource();
        registry.Register("op-1", end).Dispose();
        Assert.Equal(0, registry.Close("op-1"));
        Assert.False(end.IsCancellationRequested);
    }

    private static async Task<string> Person(IServiceProvider services, string email) =>
        (await services.GetRequiredService<IdentityDb>().Users.SingleAsync(u => u.Email == email)).Person;

    internal static async Task Closed(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            var got = await socket.ReceiveAsync(new byte[16], limit.Token);
            Assert.Equal(WebSocketMessageType.Close, got.MessageType);
        }
        catch (WebSocketException gone)
        {
            Assert.Equal(WebSocketError.ConnectionClosedPrematurely, gone.WebSocketErrorCode);
        }
    }

    internal static async Task<string> Echo(ClientWebSocket socket, string text)
    {
        await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, default);
        var buffer = new byte[64];
        var got = await socket.ReceiveAsync(buffer, default);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, got.Count);
    }
}
