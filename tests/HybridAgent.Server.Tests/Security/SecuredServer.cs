using System.Net;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using HybridAgent.Core.Practices;
using HybridAgent.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Server.Tests.Security;

/// <summary>A real server with the security of the product and one sample endpoint per page area.</summary>
internal sealed partial class SecuredServer : IAsyncDisposable
{
    public const string Password = "heron-lamp-quilt-42";

    private readonly WebApplication _app;

    private SecuredServer(WebApplication app, string folder, IReadOnlyList<FirstPassword> printed, Lines log)
    {
        (_app, Folder, Printed, Logged) = (app, folder, printed, log);
        Address = new Uri(app.Urls.First());
    }

    public Uri Address { get; }
    public string Folder { get; }
    public IReadOnlyList<FirstPassword> Printed { get; }
    public Lines Logged { get; }
    public IServiceProvider Services => _app.Services;

    /// <param name="password">Null: one-time passwords.</param>
    public static async Task<SecuredServer> Start(
        string? password = Password, string environment = "Testing", string urls = "http://127.0.0.1:0", string? folder = null,
        Dictionary<string, string?>? settings = null, TimeProvider? time = null)
    {
        folder ??= Directory.CreateTempSubdirectory("hybridagent-security-").FullName;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseKestrelCore();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = urls,
            ["Seed:Password"] = password,
            ["Security:SignInsPerMinute"] = "1000",
            ["Security:PhoneTicketsPerMinute"] = "1000",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        var log = new Lines();
        builder.Logging.AddProvider(log);
        builder.Services.AddRouting();
        builder.Services.AddSingleton<IPracticeDirectory, OnePractice>();
        if (time is not null) builder.Services.AddSingleton(time);
        builder.Services.AddSecurity(builder.Configuration, folder);
        builder.Services.Configure<PasswordHasherOptions>(o => o.IterationCount = 1_000); // slow by design, and not what is tested here
        var app = builder.Build();
        app.UseWebSockets();
        app.UseSecurity();
        app.MapSecurity();
        app.MapGet("/", () => "home");
        app.MapGet("/app.css", () => Results.Text("body{}", "text/css"));
        app.MapGet("/console", () => "console").RequireAuthorization(Policies.Console);
        app.MapGet("/on-call", () => "rung here"); // forgets its policy: the area guards it
        app.MapGet("/portal", (HttpContext c) => c.User.PracticeId()).RequireAuthorization(Policies.Portal);
        app.MapGet("/audit", () => "audit").RequireAuthorization(Policies.Audit);
        app.MapGet("/admin", () => "admin").RequireAuthorization(Policies.Admin);
        app.MapGet("/console/forgot-its-policy", () => "console");
        app.MapGet("/api/calls", () => "calls").RequireAuthorization(Policies.Console);
        app.MapGet("/api/forgot-its-policy", () => "me");
        app.MapPost("/api/calls", () => "posted").RequireAuthorization(Policies.Console);
        app.MapPost("/_blazor/negotiate", () => "negotiated");
        app.MapGet("/me", (HttpContext c) => c.User.Claims.Select(x => x.Type + "=" + x.Value)).RequireAuthorization();
        app.Map("/console/socket", Echo);
        app.Map("/phone/socket", async (HttpContext c, TicketOffice tickets) =>
        {
            if (tickets.Redeem(c.Request.Query["ticket"]) is null) c.Response.StatusCode = 401;
            else await Echo(c);
        });
        var printed = await SecurityWiring.Seed(app.Services, app.Services.GetRequiredService<IPracticeDirectory>().All);
        await app.StartAsync();
        return new SecuredServer(app, folder, printed, log);
    }

    /// <summary>A browser: keeps cookies, follows no redirect.</summary>
    public HttpClient Browser(CookieContainer? cookies = null) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies ?? new CookieContainer() }) { BaseAddress = Address };

    public async Task<HttpClient> SignedIn(string email, string password = Password, CookieContainer? cookies = null)
    {
        var browser = Browser(cookies);
        var answer = await SignIn(browser, email, password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    public static Task<HttpResponseMessage> SignIn(HttpClient browser, string email, string password, string page = "/sign-in") =>
        Submit(browser, page, ("email", email), ("password", password));

    /// <summary>Opens a page, fills its form with what stands hidden in it and the given fields, and posts it.</summary>
    public static async Task<HttpResponseMessage> Submit(HttpClient browser, string page, params (string Name, string Value)[] fields)
    {
        var html = await browser.GetStringAsync(page);
        var hidden = HiddenField().Matches(html).Select(m => (m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value)));
        var form = new FormUrlEncodedContent(hidden.Concat(fields).Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        return await browser.PostAsync(new Uri(page.Split('?')[0], UriKind.Relative), form);
    }

    public async Task<ClientWebSocket> Socket(string path, CookieContainer? cookies = null, string? origin = null, string? fetchSite = null)
    {
        var socket = new ClientWebSocket();
        if (cookies is not null) socket.Options.Cookies = cookies;
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        if (fetchSite is not null) socket.Options.SetRequestHeader("Sec-Fetch-Site", fetchSite);
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{Address.Authority}{path}"), TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            Assert.NotEqual(WebSocketState.Open, socket.State); // the caller looks at HttpStatusCode
        }

        return socket;
    }

    public string Origin => $"http://{Address.Authority}";

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Ends the server but leaves its data folder.</summary>
    public async Task Stop() => await _app.DisposeAsync();

    private static async Task Echo(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[64];
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer, context.RequestAborted);
            if (got.MessageType == WebSocketMessageType.Close) return;
            await socket.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, got.EndOfMessage, context.RequestAborted);
        }
    }

    [GeneratedRegex("""<input type="hidden" name="([^"]*)" value="([^"]*)">""")]
    private static partial Regex HiddenField();

    private sealed class OnePractice : IPracticeDirectory
    {
        public IReadOnlyList<Practice> All { get; } =
            [new Practice("demo", "Demo", "Hello.", "Demo practice.", "America/New_York", "day", [], [])];

        public Practice? Find(string id) => All.FirstOrDefault(p => p.Id == id);
    }

    internal sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> All => _lines;
        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Dispose() { }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception) + exception);
    }
}
