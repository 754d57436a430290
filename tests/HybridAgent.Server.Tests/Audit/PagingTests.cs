using System.Net;
using System.Text.RegularExpressions;
using HybridAgent.Core.Calls;
using HybridAgent.Server.Shell;
using HybridAgent.Server.Tests.Line;
using HybridAgent.Server.Tests.Security;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAgent.Server.Tests.Audit;

/// <summary>However many calls there are, page after page shows each of them once.</summary>
public sealed partial class PagingTests
{
    private const string Password = "heron-lamp-quilt-42";
    private const int Many = 205;
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Audit_and_inbox_show_every_call_once_though_all_began_in_the_same_millisecond()
    {
        await using var server = await RunningServer.Start(new() { ["Speech:Engine"] = "none", ["Seed:Password"] = Password });
        var store = server.Services.GetRequiredService<IEventStore>();
        var calls = Enumerable.Range(0, Many).Select(_ => new CallId(Guid.NewGuid())).ToList();
        await Task.WhenAll(calls.Select(c => Write(store, c).AsTask()));
        var wanted = calls.Select(c => c.ToString()).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(wanted, await Pages(server, "adam@demo.example", "/audit", AuditLink()));
        Assert.Equal(wanted, await Pages(server, "paula@demo.example", "/portal", InboxLink()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(-1L)]
    [InlineData(long.MaxValue)]
    public void An_address_that_names_no_instant_shows_the_first_page(long? before) =>
        Assert.Equal(new CallQuery("demo"), Paging.After(new CallQuery("demo"), before, "not a call"));

    private static async Task<List<string>> Pages(RunningServer server, string email, string first, Regex link)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = server.Address };
        Assert.Equal(HttpStatusCode.Redirect, (await SecuredServer.SignIn(browser, email, Password)).StatusCode);
        var seen = new List<string>();
        for (var next = first; next.Length > 0;)
        {
            var html = await browser.GetStringAsync(new Uri(next, UriKind.Relative), TestContext.Current.CancellationToken);
            seen.AddRange(link.Matches(html).Select(m => m.Groups[1].Value));
            next = WebUtility.HtmlDecode(Older().Match(html).Groups[1].Value);
        }
        return [.. seen.Order(StringComparer.Ordinal)];
    }

    private static ValueTask<IReadOnlyList<StoredEvent>> Write(IEventStore store, CallId call)
    {
        CallEvent[] events =
        [
            new CallStarted("demo", "main", "test", null), new MessageSent("m", new string('0', 64), "op-1"),
            new MessageAcknowledged("m", new string('0', 64), "pr-1"), new CallClosed(Outcomes.MessageSent, "op-1"),
        ];
        var fresh = events.Select((e, n) => new NewEvent(Noon, "op-1", $"c{n}", e)).ToList();
        var state = CallState.Fold(call, fresh.Select((e, n) => new StoredEvent(call, n + 1, e.At, e.Actor, e.Command, e.Event)));
        return store.Append(call, 0, fresh, state.Row());
    }

    [GeneratedRegex("href=\"/audit/demo/([0-9a-f]{32})\"")]
    private static partial Regex AuditLink();

    [GeneratedRegex("href=\"/portal/([0-9a-f]{32})\"")]
    private static partial Regex InboxLink();

    [GeneratedRegex("href=\"([^\"]*before=[^\"]*)\"")]
    private static partial Regex Older();
}
