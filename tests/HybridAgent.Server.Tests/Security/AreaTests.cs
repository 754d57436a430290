using System.Net;
using System.Text;

namespace HybridAgent.Server.Tests.Security;

public sealed class AreaTests
{
    private static readonly Dictionary<string, string[]> Open = new()
    {
        ["olivia@demo.example"] = ["/console", "/console/forgot-its-policy", "/api/calls", "/api/forgot-its-policy", "/me"],
        ["sara@demo.example"] = ["/console", "/console/forgot-its-policy", "/api/calls", "/api/forgot-its-policy", "/me"],
        ["paula@demo.example"] = ["/portal", "/on-call", "/api/forgot-its-policy", "/me"],
        ["adam@demo.example"] = ["/audit", "/api/forgot-its-policy", "/me"],
        ["ada@demo.example"] = ["/admin", "/api/forgot-its-policy", "/me"],
    };

    private static readonly string[] Pages =
        ["/console", "/CONSOLE", "/console/forgot-its-policy", "/portal", "/on-call", "/audit", "/admin", "/api/calls", "/api/forgot-its-policy", "/me"];

    [Fact]
    public async Task Every_role_sees_its_own_area_and_no_other()
    {
        await using var server = await SecuredServer.Start();
        foreach (var (email, open) in Open)
        {
            using var browser = await server.SignedIn(email);
            foreach (var page in Pages)
            {
                var expected = open.Contains(page, StringComparer.OrdinalIgnoreCase) ? HttpStatusCode.OK : HttpStatusCode.Forbidden;
                var answer = await browser.GetAsync(page);
                Assert.True(expected == answer.StatusCode, $"{email} {page}: {answer.StatusCode}, expected {expected}");
            }
        }
    }

    [Fact]
    public async Task Strangers_are_sent_to_sign_in_by_pages_and_refused_by_the_api()
    {
        await using var server = await SecuredServer.Start();
        using var browser = server.Browser();
        foreach (var page in Pages)
        {
            var answer = await browser.GetAsync(page);
            var expected = page.StartsWith("/api", StringComparison.Ordinal) ? HttpStatusCode.Unauthorized : HttpStatusCode.Redirect;
            Assert.True(expected == answer.StatusCode, $"{page}: {answer.StatusCode}, expected {expected}");
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.PostAsync(new Uri("/_blazor/negotiate", UriKind.Relative), null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/app.css")).StatusCode);
    }

    [Fact]
    public async Task Responses_carry_a_strict_policy_and_signed_in_pages_are_stored_nowhere()
    {
        await using var server = await SecuredServer.Start();
        using var browser = await server.SignedIn("olivia@demo.example");
        var page = await browser.GetAsync("/console");
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains($"connect-src 'self' ws://{server.Address.Authority}", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", page.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("microphone=(self)", page.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
        Assert.True(page.Headers.CacheControl?.NoStore);
        Assert.Null((await browser.GetAsync("/app.css")).Headers.CacheControl);

        var refused = await browser.GetAsync("/portal");
        Assert.Contains("Sign out", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_http_to_other_names_than_localhost_and_large_bodies_are_refused()
    {
        await using var server = await SecuredServer.Start();
        using var browser = await server.SignedIn("olivia@demo.example");
        using var named = new HttpRequestMessage(HttpMethod.Get, "/sign-in") { Headers = { Host = "agent.example" } };
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await browser.SendAsync(named)).StatusCode);
        var large = new StringContent(new string('x', 64 * 1024 + 1), Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await browser.PostAsync(new Uri("/api/calls", UriKind.Relative), large)).StatusCode);
    }

    [Fact]
    public async Task Script_in_an_address_is_shown_as_text()
    {
        await using var server = await SecuredServer.Start();
        using var browser = server.Browser();
        var answer = await SecuredServer.SignIn(browser, "\"><script>alert(1)</script>", "wrong", "/sign-in?returnUrl=%22%3E%3Cscript%3E");
        Assert.DoesNotContain("<script", await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }
}
