using System.Net;
using HybridAgent.Server.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HybridAgent.Server.Tests.Security;

public sealed class SignInTests
{
    [Theory]
    [InlineData("olivia@demo.example", "/console")]
    [InlineData("sara@demo.example", "/console")]
    [InlineData("paula@demo.example", "/portal")]
    [InlineData("adam@demo.example", "/audit")]
    [InlineData("ada@demo.example", "/admin")]
    public async Task Each_role_comes_to_its_first_page(string email, string home)
    {
        await using var server = await SecuredServer.Start();
        using var browser = server.Browser();
        var answer = await SecuredServer.SignIn(browser, email, SecuredServer.Password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(home, answer.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(home)).StatusCode);
    }

    [Fact]
    public async Task The_page_asked_for_comes_after_sign_in_but_never_another_site()
    {
        await using var server = await SecuredServer.Start();
        using var browser = server.Browser();
        var challenge = await browser.GetAsync("/console?x=1");
        var page = challenge.Headers.Location!.OriginalString;
        Assert.StartsWith("/sign-in?returnUrl=", page, StringComparison.Ordinal);
        Assert.Equal("/console?x=1", (await SecuredServer.SignIn(browser, "olivia@demo.example", SecuredServer.Password, page)).Headers.Location?.OriginalString);

        foreach (var foreign in new[] { "https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)" })
        {
            using var other = server.Browser();
            var answer = await SecuredServer.SignIn(other, "olivia@demo.example", SecuredServer.Password, "/sign-in?returnUrl=" + Uri.EscapeDataString(foreign));
            Assert.Equal("/console", answer.Headers.Location?.OriginalString);
        }
    }

    [Fact]
    public async Task A_one_time_password_must_be_changed_before_anything_else_and_works_once()
    {
        await using var server = await SecuredServer.Start(password: null);
        Assert.Equal(6, server.Printed.Select(p => p.Password).Distinct().Count());
        var first = server.Printed.Single(p => p.Email == "olivia@demo.example").Password;
        using var browser = server.Browser();
        Assert.StartsWith("/new-password", (await SecuredServer.SignIn(browser, "olivia@demo.example", first)).Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.StartsWith("/new-password", (await browser.GetAsync("/console")).Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/api/calls")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/api/forgot-its-policy")).StatusCode);

        foreach (var (weak, why) in new[] { ("short", "at least 12"), ("password12345", "first ones attackers try"), ("olivia-is-here-now", "must not contain"), ("aaaaaaaaaaaaaaa", "different"), (first, "one-time") })
        {
            var refused = await SecuredServer.Submit(browser, "/new-password", ("password", weak), ("again", weak));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains(why, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await SecuredServer.Submit(browser, "/new-password", ("password", "violet tin moon rake"), ("again", "violet tin moon rake!"))).StatusCode);
        var changed = await SecuredServer.Submit(browser, "/new-password", ("password", "violet tin moon rake"), ("again", "violet tin moon rake"));
        Assert.Equal("/console", changed.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/console")).StatusCode);

        using var again = server.Browser();
        Assert.Equal(HttpStatusCode.Unauthorized, (await SecuredServer.SignIn(again, "olivia@demo.example", first)).StatusCode);
        Assert.Equal("/console", (await SecuredServer.SignIn(again, "olivia@demo.example", "violet tin moon rake")).Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Ten_wrong_tries_lock_the_account_and_the_answer_tells_nobody_which_addresses_exist()
    {
        await using var server = await SecuredServer.Start();
        using var browser = server.Browser();
        var known = ""; var unknown = "";
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/sign-in")).StatusCode);
            known = await Body(browser, "omar@demo.example", "wrong password number");
        }

        unknown = await Body(browser, "nobody@demo.example", "wrong password number");
        Assert.Equal(known.Replace("omar@", "nobody@", StringComparison.Ordinal), unknown);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SecuredServer.SignIn(browser, "omar@demo.example", SecuredServer.Password)).StatusCode);
        Assert.Contains(server.Logged.All, l => l.Contains(", locked", StringComparison.Ordinal));
        (await server.SignedIn("olivia@demo.example")).Dispose();

        static async Task<string> Body(HttpClient browser, string email, string password)
        {
            var answer = await SecuredServer.SignIn(browser, email, password);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            var html = await answer.Content.ReadAsStringAsync();
            return System.Text.RegularExpressions.Regex.Replace(html, "name=\"__RequestVerificationToken\" value=\"[^\"]*\"", "");
        }
    }

    [Fact]
    public async Task A_form_without_its_token_signs_nobody_in()
    {
        await using var server = await SecuredServer.Start();
        using var browser = server.Browser();
        var answer = await browser.PostAsync(new Uri("/sign-in", UriKind.Relative), new FormUrlEncodedContent(
            [KeyValuePair.Create("email", "olivia@demo.example"), KeyValuePair.Create("password", SecuredServer.Password)]));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/console")).StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        await using var server = await SecuredServer.Start();
        using var browser = await server.SignedIn("olivia@demo.example");
        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync(new Uri("/sign-out", UriKind.Relative), null)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/console")).StatusCode);
    }

    [Fact]
    public async Task A_copied_cookie_is_refused_after_sign_out_even_by_a_restarted_server_and_other_sessions_go_on()
    {
        var folder = Directory.CreateTempSubdirectory("hybridagent-security-").FullName;
        CookieContainer copied = new(), elsewhere = new();
        var server = await SecuredServer.Start(folder: folder);
        using var browser = await server.SignedIn("olivia@demo.example", cookies: copied);
        using var otherDevice = await server.SignedIn("olivia@demo.example", cookies: elsewhere);
        using var socket = await server.Socket("/console/socket", copied, server.Origin);
        using var otherSocket = await server.Socket("/console/socket", elsewhere, server.Origin);
        await Task.Delay(TimeSpan.FromSeconds(3.5)); // past one renewal of the cookie
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/console")).StatusCode);
        using var thief = new HttpClient { BaseAddress = server.Address };
        thief.DefaultRequestHeaders.Add("Cookie", copied.GetCookieHeader(server.Address));
        Assert.Equal("console", await thief.GetStringAsync("/console"));
        await browser.PostAsync(new Uri("/sign-out", UriKind.Relative), null);

        Assert.Contains("Sign in", await thief.GetStringAsync("/console"), StringComparison.Ordinal);
        await RevocationTests.Closed(socket);
        Assert.Equal("on", await RevocationTests.Echo(otherSocket, "on"));
        await server.Stop();

        await using var restarted = await SecuredServer.Start(folder: folder);
        using var thiefAgain = new HttpClient { BaseAddress = restarted.Address };
        thiefAgain.DefaultRequestHeaders.Add("Cookie", thief.DefaultRequestHeaders.GetValues("Cookie"));
        Assert.Contains("Sign in", await thiefAgain.GetStringAsync("/console"), StringComparison.Ordinal);
        using var otherAgain = restarted.Browser(elsewhere);
        Assert.Equal(HttpStatusCode.OK, (await otherAgain.GetAsync("/console")).StatusCode);
    }

    [Fact]
    public async Task A_session_ends_twelve_hours_after_sign_in_however_busy_it_was()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await SecuredServer.Start(time: time);
        using var browser = await server.SignedIn("olivia@demo.example");
        for (var hour = 1; hour < 12; hour++)
        {
            time.Advance(TimeSpan.FromHours(1));
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/console")).StatusCode);
        }

        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/console")).StatusCode);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/console")).StatusCode);
    }

    [Fact]
    public async Task Sessions_carry_the_tenant_or_pool_and_an_opaque_person_but_no_address()
    {
        await using var server = await SecuredServer.Start();
        using var practice = await server.SignedIn("paula@demo.example");
        Assert.Equal("demo", await practice.GetStringAsync("/portal"));
        var claims = await practice.GetStringAsync("/me");
        Assert.Contains("\"practice=demo\"", claims, StringComparison.Ordinal);
        Assert.DoesNotContain("paula@", claims, StringComparison.Ordinal);

        using var op = await server.SignedIn("olivia@demo.example");
        claims = await op.GetStringAsync("/me");
        Assert.Contains("\"pool=day\"", claims, StringComparison.Ordinal);
        Assert.Matches("\"person=op-[0-9a-f]{6}\"", claims);
        Assert.DoesNotContain("\"practice=", claims, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Auth_events_are_logged_by_opaque_id_without_names_or_passwords()
    {
        await using var server = await SecuredServer.Start();
        using var browser = server.Browser();
        await SecuredServer.SignIn(browser, "paula@demo.example", "PlantedWrongPassword");
        await SecuredServer.SignIn(browser, "paula@demo.example", SecuredServer.Password);
        await browser.GetAsync("/console");
        await browser.PostAsync(new Uri("/sign-out", UriKind.Relative), null);
        var lines = server.Logged.All;
        Assert.Contains(lines, l => l.StartsWith("Sign-in refused: pr-", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("Signed in: pr-", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("Access refused: pr-", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("Signed out: pr-", StringComparison.Ordinal));
        foreach (var planted in new[] { "paula@", "Paula", "Moss", "PlantedWrongPassword", SecuredServer.Password })
            Assert.DoesNotContain(lines, l => l.Contains(planted, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Too_many_sign_ins_from_one_address_are_refused_for_a_while()
    {
        await using var server = await SecuredServer.Start(settings: new() { ["Security:SignInsPerMinute"] = "3" });
        using var browser = server.Browser();
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await SecuredServer.SignIn(browser, "nobody@demo.example", "wrong")).StatusCode);
        var answer = await SecuredServer.SignIn(browser, "olivia@demo.example", SecuredServer.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_known_password_from_configuration_is_refused_on_a_server_that_others_can_reach()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => SecuredServer.Start(environment: "Production", urls: "http://0.0.0.0:0"));
        Assert.Contains("Seed:Password", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => SecuredServer.Start(environment: "Production", settings: new() { ["http_ports"] = "0" }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => SecuredServer.Start(password: "too-short"));

        var folder = Directory.CreateTempSubdirectory("hybridagent-security-").FullName;
        var trial = await SecuredServer.Start(environment: "Production", folder: folder);
        Assert.Empty(trial.Printed);
        await trial.Stop();

        // The same folder, now in the network: everybody gets a new password.
        await using var open = await SecuredServer.Start(password: null, environment: "Production", urls: "http://0.0.0.0:0", folder: folder);
        Assert.Equal(6, open.Printed.Count);
    }

    [Fact]
    public async Task Users_and_sessions_survive_a_restart_and_files_are_for_this_user_only()
    {
        var folder = Directory.CreateTempSubdirectory("hybridagent-security-").FullName;
        var cookies = new CookieContainer();
        var first = await SecuredServer.Start(folder: folder);
        (await first.SignedIn("olivia@demo.example", cookies: cookies)).Dispose();
        await first.Stop();

        await using var second = await SecuredServer.Start(folder: folder);
        using var browser = second.Browser(cookies); // cookies do not know ports
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/console")).StatusCode);
        Assert.Empty(second.Printed);
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode others = (UnixFileMode)0b000_111_111;
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.Contains(files, f => f.EndsWith("identity.db", StringComparison.Ordinal));
        Assert.Contains(files, f => f.Contains("/keys/", StringComparison.Ordinal));
        Assert.All(files, f => Assert.True((File.GetUnixFileMode(f) & others) == 0, $"{f} is readable by others"));
    }

    [Fact]
    public async Task A_reset_gives_a_new_one_time_password_and_unlocks()
    {
        await using var server = await SecuredServer.Start();
        using var browser = await server.SignedIn("olivia@demo.example");
        string? password;
        await using (var scope = server.Services.CreateAsyncScope())
            password = await scope.ServiceProvider.GetRequiredService<Access>().ResetPassword("olivia@demo.example");
        using var again = server.Browser();
        Assert.Equal(HttpStatusCode.Unauthorized, (await SecuredServer.SignIn(again, "olivia@demo.example", SecuredServer.Password)).StatusCode);
        Assert.StartsWith("/new-password", (await SecuredServer.SignIn(again, "olivia@demo.example", password!)).Headers.Location?.OriginalString, StringComparison.Ordinal);
    }
}
