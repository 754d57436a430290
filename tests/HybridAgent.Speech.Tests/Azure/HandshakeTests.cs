using System.Net;
using HybridAgent.Core.Calls;
using HybridAgent.Speech.Azure;
using HybridAgent.Speech.Azure.Credentials;
using HybridAgent.Speech.Azure.Session;
using HybridAgent.Tests.Speech;

namespace HybridAgent.Speech.Tests.Azure;

/// <summary>Who is let in, how often a refusal is asked again, and where keys may stand.</summary>
public sealed class HandshakeTests : AzureTest
{
    private static async Task HearsAll(ServiceConnection c)
    {
        await c.BeginTurn();
        await c.Until(m => m.IsEndOfAudio);
        await c.Phrase("Let in.", 0, 400);
        await c.EndTurn();
    }

    private async Task<(List<Heard> Heard, AzureTranscriber Client)> Call(SpeechService service, AzureSpeechOptions? options = null, TimeProvider? time = null)
    {
        var client = Client(service, time, options);
        var session = await Open(client);
        session.Write(0, 500);
        session.Complete();
        return (await ToTheEnd(session), client);
    }

    [Theory]
    [InlineData(401, SpeechFailure.AuthenticationFailure)]
    [InlineData(403, SpeechFailure.Forbidden)]
    [InlineData(404, SpeechFailure.BadRequest)]
    public async Task A_refusal_that_will_not_change_is_asked_once_and_named(int status, SpeechFailure kind)
    {
        var service = await Serve(HearsAll, (_, _) => status);
        var (heard, client) = await Call(service);
        var failed = Assert.IsType<Heard.Failed>(Assert.Single(heard));
        Assert.Equal(kind, failed.Kind);
        Assert.Contains(status.ToString(), failed.Why);
        Assert.Single(service.Handshakes);
        Assert.True(SpinWait.SpinUntil(() => client.Status.Reason is not null, TimeSpan.FromSeconds(5)));
        Assert.Equal(failed.Why, client.Status.Reason);
    }

    [Fact]
    public async Task A_trouble_that_is_over_is_no_longer_shown()
    {
        var refused = true;
        var service = await Serve(HearsAll, (_, _) => refused ? 401 : 101);
        var (_, client) = await Call(service);
        Assert.False(client.Status.Available);
        refused = false;
        var session = await Open(client);
        session.Write(0, 500);
        session.Complete();
        Assert.Equal(["Let in."], Finals(await ToTheEnd(session)));
        Assert.True(client.Status.Available);
    }

    [Theory]
    [InlineData(429, SpeechFailure.TooManyRequests)]
    [InlineData(503, SpeechFailure.ServiceUnavailable)]
    public async Task A_refusal_that_passes_is_asked_again_after_the_time_the_service_names(int status, SpeechFailure kind)
    {
        var time = new QuickTime(10);
        var service = await Serve(HearsAll, (attempt, context) => attempt <= 2 ? SpeechService.Refuse(context, status, retryAfterSeconds: 7) : 101, time);
        var session = await Open(Client(service, time));
        session.Write(0, 500);
        Assert.Equal(kind, (await Until<Heard.Interrupted>(session, wanted: i => i.Kind != SpeechFailure.ConnectionFailure)).Kind);
        session.Complete();
        Assert.Equal(["Let in."], Finals(await ToTheEnd(session)));
        var pauses = service.Handshakes.Zip(service.Handshakes.Skip(1), (a, b) => time.GetElapsedTime(a.At, b.At).TotalSeconds).ToArray();
        Assert.Equal(2, pauses.Length);
        Assert.All(pauses, p => Assert.True(p >= 7, $"{p} s"));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_single_refusal_costs_no_text(int status)
    {
        var service = await Serve(HearsAll, (attempt, _) => attempt == 1 ? status : 101);
        var (heard, _) = await Call(service);
        Assert.Equal(["Let in."], Finals(heard));
        Assert.Equal(2, service.Handshakes.Count);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_asked_again_and_the_reason_is_told()
    {
        var client = Keep(new AzureTranscriber(new AzureSpeechOptions { Host = "ws://127.0.0.1:1", GiveUpAfter = TimeSpan.FromSeconds(5) }, Log, new QuickTime(10)));
        var session = await Open(client);
        session.Write(0, 500);
        var heard = await ToTheEnd(session);
        Assert.Equal(SpeechFailure.ConnectionFailure, Assert.IsType<Heard.Failed>(heard[^1]).Kind);
        Assert.IsType<Heard.Interrupted>(heard[0]);
    }

    [Fact]
    public async Task The_key_stands_in_one_header_and_in_no_address_no_message_and_no_log()
    {
        var service = await Serve(HearsAll, (attempt, _) => attempt == 1 ? 503 : 101);
        await Call(service);
        foreach (var handshake in service.Handshakes)
        {
            Assert.Equal(Key, handshake.Headers["Ocp-Apim-Subscription-Key"]);
            Assert.Single(handshake.Headers, h => h.Value.Contains(Key, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(Key, handshake.Path + handshake.Query, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("ConnectionId", handshake.Query, StringComparison.OrdinalIgnoreCase);
        }
        Assert.DoesNotContain(service.Connections[0].Messages, m => System.Text.Encoding.Latin1.GetString(m.Raw).Contains(Key, StringComparison.OrdinalIgnoreCase));
        // What Microsoft's support asks for is there.
        Assert.Contains("tag-1", Log.Text);
        Assert.DoesNotContain(Key, Log.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Let in", Log.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_so_that_no_key_goes_elsewhere()
    {
        var elsewhere = await Serve(HearsAll);
        var service = await Serve(HearsAll, (_, context) =>
        {
            context.Response.Headers.Location = elsewhere.Endpoint.Replace("ws:", "http:", StringComparison.Ordinal);
            return 307;
        });
        var (heard, _) = await Call(service);
        Assert.IsType<Heard.Failed>(Assert.Single(heard));
        Assert.Empty(elsewhere.Handshakes);
    }

    [Fact]
    public async Task A_container_is_asked_without_a_key_on_the_path_that_containers_know()
    {
        var service = await Serve(HearsAll);
        var (heard, _) = await Call(service, new AzureSpeechOptions { Host = service.Host });
        Assert.Equal(["Let in."], Finals(heard));
        var handshake = Assert.Single(service.Handshakes);
        Assert.Equal("/speech/recognition/conversation/cognitiveservices/v1", handshake.Path);
        Assert.DoesNotContain("Ocp-Apim-Subscription-Key", handshake.Headers.Keys);
        Assert.DoesNotContain("mode", service.Connections[0].Messages.Single(m => m.Path == "speech.context").Text);
    }

    [Fact]
    public async Task A_resource_that_is_full_is_not_asked_for_one_more_and_a_place_that_is_free_again_is_used()
    {
        var service = await Serve(HearsAll);
        var quota = new SessionQuota(2);
        var clients = new[] { Keep(new AzureTranscriber(Options(service), Log, quota: quota)), Keep(new AzureTranscriber(Options(service), Log, quota: quota)) };
        var first = await Open(clients[0]);
        await Open(clients[1]);
        var refused = Assert.IsType<Heard.Failed>(Assert.Single(await ToTheEnd(await Open(clients[0]))));
        Assert.Equal(SpeechFailure.TooManyRequests, refused.Kind);
        await first.DisposeAsync();
        Assert.Equal(1, quota.Taken);
        var again = await Open(clients[1]);
        again.Write(0, 500);
        again.Complete();
        Assert.Equal(["Let in."], Finals(await ToTheEnd(again)));
    }

    [Fact]
    public async Task Tokens_are_given_out_by_key_shared_by_sessions_and_replaced_after_nine_minutes()
    {
        using var issuer = new TokenIssuer();
        var time = new QuickTime(60);
        var service = await Serve(HearsAll);
        var client = Client(service, time, TokenOptions(service, issuer));
        for (var i = 0; i < 3; i++)
        {
            await Drain(await Open(client));
        }
        Assert.Equal([Key], issuer.Keys);
        Assert.All(service.Handshakes, h => Assert.Equal("Bearer TOKEN1", h.Headers["Authorization"]));
        Assert.All(service.Handshakes, h => Assert.DoesNotContain("Ocp-Apim-Subscription-Key", h.Headers.Keys));

        await Task.Delay(TimeSpan.FromMinutes(9), time);
        await Drain(await Open(client));
        Assert.Equal(2, issuer.Keys.Count);
        Assert.Equal("Bearer TOKEN2", service.Handshakes[^1].Headers["Authorization"]);
        Assert.DoesNotContain("TOKEN", Log.Text);
    }

    private static async Task Drain(ITranscription session)
    {
        session.Write(0, 200);
        session.Complete();
        Assert.Equal(["Let in."], Finals(await ToTheEnd(session)));
    }

    private static AzureSpeechOptions TokenOptions(SpeechService service, TokenIssuer issuer) => new()
    {
        Endpoint = service.Endpoint, Authentication = "token", Key = Key, TokenEndpoint = issuer.Address, ConnectTimeout = TimeSpan.FromMinutes(10),
    };

    [Fact]
    public async Task A_refused_token_is_replaced_once()
    {
        using var issuer = new TokenIssuer();
        var service = await Serve(HearsAll, (_, context) => context.Request.Headers.Authorization == "Bearer TOKEN1" ? 401 : 101);
        var (heard, _) = await Call(service, TokenOptions(service, issuer));
        Assert.Equal(["Let in."], Finals(heard));
        Assert.Equal(["Bearer TOKEN1", "Bearer TOKEN2"], service.Handshakes.Select(h => h.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_token_that_is_refused_twice_is_not_asked_for_a_third_time()
    {
        using var issuer = new TokenIssuer();
        var service = await Serve(HearsAll, (_, _) => 401);
        var (heard, _) = await Call(service, TokenOptions(service, issuer));
        Assert.Equal(SpeechFailure.AuthenticationFailure, Assert.IsType<Heard.Failed>(Assert.Single(heard)).Kind);
        Assert.Equal(2, service.Handshakes.Count);
        Assert.Equal(2, issuer.Keys.Count);
    }

    [Theory]
    [InlineData(401, SpeechFailure.AuthenticationFailure)]
    [InlineData(403, SpeechFailure.Forbidden)]
    public async Task A_key_that_gets_no_token_ends_the_session_with_the_reason(int status, SpeechFailure kind)
    {
        using var issuer = new TokenIssuer { Status = status };
        var service = await Serve(HearsAll);
        var (heard, _) = await Call(service, TokenOptions(service, issuer));
        Assert.Equal(kind, Assert.IsType<Heard.Failed>(Assert.Single(heard)).Kind);
        Assert.Empty(service.Handshakes);
    }

    [Fact]
    public async Task Entra_tokens_are_sent_alone_or_behind_the_resources_id_and_made_anew_when_refused()
    {
        var made = 0;
        EntraCredential Entra(string? resource) => new(() => new FixedToken($"ENTRA{++made}"), AzureAddress.Scope(null), resource);
        var alone = Entra(null);
        Assert.Equal(("Authorization", "Bearer ENTRA1"), await alone.Header(false, default));
        Assert.Equal(("Authorization", "Bearer ENTRA1"), await alone.Header(false, default));
        Assert.Equal(("Authorization", "Bearer ENTRA2"), await alone.Header(true, default));
        Assert.Equal(("Authorization", "Bearer aad#/subscriptions/1#ENTRA3"), await Entra("/subscriptions/1").Header(false, default));
    }

    private sealed class FixedToken(string token) : global::Azure.Core.TokenCredential
    {
        public override global::Azure.Core.AccessToken GetToken(global::Azure.Core.TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            requestContext.Scopes is ["https://cognitiveservices.azure.com/.default"]
                ? new(token, DateTimeOffset.MaxValue) : throw new InvalidOperationException("Another scope.");

        public override ValueTask<global::Azure.Core.AccessToken> GetTokenAsync(global::Azure.Core.TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }

    /// <summary>Gives out TOKEN1, TOKEN2, ... on a port of this machine.</summary>
    private sealed class TokenIssuer : IDisposable
    {
        private readonly HttpListener _listener = new();

        public TokenIssuer()
        {
            using (var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/sts/v1.0/issueToken";
            }
            _listener.Prefixes.Add(Address[..Address.IndexOf("sts", StringComparison.Ordinal)]);
            _listener.Start();
            _ = Task.Run(async () =>
            {
                while (_listener.IsListening)
                {
                    var context = await _listener.GetContextAsync();
                    lock (Keys) Keys.Add(context.Request.Headers["Ocp-Apim-Subscription-Key"] ?? "");
                    context.Response.StatusCode = Status;
                    if (Status == 200) context.Response.OutputStream.Write(System.Text.Encoding.ASCII.GetBytes($"TOKEN{Keys.Count}\r\n"));
                    context.Response.Close();
                }
            });
        }

        public string Address { get; }

        public int Status { get; init; } = 200;

        public List<string> Keys { get; } = [];

        public void Dispose() => _listener.Close();
    }
}
