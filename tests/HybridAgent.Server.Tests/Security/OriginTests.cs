using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using HybridAgent.Core.Calls;
using HybridAgent.Server.Security;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAgent.Server.Tests.Security;

public sealed class OriginTests
{
    [Theory]
    [InlineData("https://evil.example", null, false)]
    [InlineData("null", null, false)]
    [InlineData(null, "cross-site", false)]
    [InlineData(null, "same-site", false)]
    [InlineData("OWN", "same-origin", true)]
    [InlineData(null, null, true)] // no browser, so no cookie that somebody else could use
    public async Task Posts_from_other_sites_are_refused(string? origin, string? site, bool allowed)
    {
        await using var server = await SecuredServer.Start();
        using var browser = await server.SignedIn("olivia@demo.example");
        foreach (var path in new[] { "/api/calls", "/_blazor/negotiate" })
        {
            using var post = new HttpRequestMessage(HttpMethod.Post, path);
            if (origin is not null) post.Headers.Add("Origin", origin == "OWN" ? server.Origin : origin);
            if (site is not null) post.Headers.Add("Sec-Fetch-Site", site);
            var answer = await browser.SendAsync(post);
            Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
            if (!allowed) Assert.Equal("Refused: this request comes from another site.\n", await answer.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("https://evil.example", null)]
    [InlineData("null", null)]
    [InlineData("http://127.0.0.1:1", null)]
    [InlineData(null, "same-origin")] // a browser that hides its origin
    [InlineData(null, "cross-site")]
    [InlineData(null, null)] // no browser, and no ticket
    public async Task Sockets_from_other_sites_or_from_nowhere_are_refused(string? origin, string? site)
    {
        await using var server = await SecuredServer.Start();
        var cookies = new CookieContainer();
        using var browser = await server.SignedIn("olivia@demo.example", cookies: cookies);
        using var socket = await server.Socket("/console/socket", cookies, origin, site);
        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    [Fact]
    public async Task The_own_site_opens_sockets_and_so_does_another_client_with_a_ticket_once()
    {
        await using var server = await SecuredServer.Start();
        var cookies = new CookieContainer();
        using var browser = await server.SignedIn("olivia@demo.example", cookies: cookies);
        using var own = await server.Socket("/console/socket", cookies, server.Origin, "same-origin");
        Assert.Equal(WebSocketState.Open, own.State);

        using var nobody = server.Browser();
        var answer = await nobody.PostAsync(new Uri("/phone/ticket?practice=demo", UriKind.Relative), null);
        var ticket = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("ticket").GetString();
        using var caller = await server.Socket("/phone/socket?ticket=" + ticket);
        Assert.Equal(WebSocketState.Open, caller.State);
        using var replay = await server.Socket("/phone/socket?ticket=" + ticket);
        Assert.Equal(HttpStatusCode.Forbidden, replay.HttpStatusCode);
        using var replayByBrowser = await server.Socket("/phone/socket?ticket=" + ticket, origin: server.Origin);
        Assert.Equal(HttpStatusCode.Unauthorized, replayByBrowser.HttpStatusCode);
    }

    [Fact]
    public async Task A_browser_that_hides_its_origin_is_refused_even_with_a_ticket()
    {
        await using var server = await SecuredServer.Start();
        var ticket = server.Services.GetRequiredService<TicketOffice>().Issue(new Ticket(Ticket.Caller, "demo", null, null));
        using var socket = await server.Socket("/phone/socket?ticket=" + ticket, fetchSite: "same-origin");
        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
        using var client = await server.Socket("/phone/socket?ticket=" + ticket);
        Assert.Equal(WebSocketState.Open, client.State);
    }

    [Fact]
    public async Task Callers_get_tickets_for_known_practices_from_our_page_only_and_not_without_end()
    {
        await using var server = await SecuredServer.Start(settings: new() { ["Security:PhoneTicketsPerMinute"] = "4" });
        using var browser = server.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.PostAsync(new Uri("/phone/ticket?practice=other", UriKind.Relative), null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.PostAsync(new Uri("/phone/ticket", UriKind.Relative), null)).StatusCode);
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/phone/ticket?practice=demo");
        foreign.Headers.Add("Origin", "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SendAsync(foreign)).StatusCode);

        var answer = await browser.PostAsync(new Uri("/phone/ticket?practice=demo", UriKind.Relative), null);
        var secret = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("ticket").GetString();
        Assert.Equal(new Ticket(Ticket.Caller, "demo", null, null), server.Services.GetRequiredService<TicketOffice>().Redeem(secret));
        await browser.PostAsync(new Uri("/phone/ticket?practice=demo", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.PostAsync(new Uri("/phone/ticket?practice=demo", UriKind.Relative), null)).StatusCode);
    }
}
