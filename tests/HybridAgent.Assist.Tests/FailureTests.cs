using Microsoft.AspNetCore.Http;

namespace HybridAgent.Assist.Tests;

/// <summary>Whatever the service does, the call gets an empty draft and a word for why.</summary>
public sealed class FailureTests
{
    private static readonly Core.Calls.Utterance Said = Wired.Caller("u1", "hello there");

    [Theory]
    [InlineData("openai-compatible", "{root}/v1")]
    [InlineData("azure-openai", "{root}")]
    [InlineData("ollama", "{root}")]
    public async Task A_service_that_answers_with_an_error_is_asked_once_and_named_by_its_status(string provider, string endpoint)
    {
        await using var wired = await Wired.Open(("Provider", provider), ("Endpoint", endpoint), ("ApiKey", "k"));
        wired.Server.Instead = ModelServer.Status(500, body: """{"error":{"message":"boom, about: hello there"}}""");

        var result = await wired.Draft(Said);

        Assert.Equal("status 500", result.Failure);
        Assert.Empty(result.Drafts);
        Assert.Empty(result.Cues);
        Assert.Equal(2, wired.Server.Asked.Count);
        Assert.Equal($"on: {provider} local, failing since 2026-01-05 10:00:00Z (status 500)", wired.Drafter.Status.ToString());
    }

    [Theory]
    [InlineData("30", 30)]
    [InlineData("Mon, 05 Jan 2026 10:00:45 GMT", 45)]
    [InlineData("86400", 300)]
    public async Task A_service_that_asks_for_a_pause_gets_it_up_to_five_minutes(string retryAfter, int seconds)
    {
        await using var wired = await Wired.Open();
        wired.Server.Instead = ModelServer.Status(429, retryAfter);
        Assert.Equal("status 429", (await wired.Draft(Said)).Failure);

        wired.Server.Instead = null;
        wired.Time.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.Equal(AssistFailure.Paused, (await wired.Draft(Said)).Failure);
        Assert.Equal(2, wired.Server.Asked.Count);
        Assert.Contains("next try 2026-01-05 10:0", wired.Drafter.Status.ToString(), StringComparison.Ordinal);

        wired.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null((await wired.Draft(Said)).Failure);
        Assert.Equal("on: openai-compatible local", wired.Drafter.Status.ToString());
    }

    [Theory]
    [InlineData("openai-compatible", "{root}/v1")]
    [InlineData("ollama", "{root}")]
    public async Task A_slow_service_is_given_up_at_the_time_limit(string provider, string endpoint)
    {
        await using var wired = await Wired.Open(("Provider", provider), ("Endpoint", endpoint), ("Timeout", "00:00:05"));
        wired.Server.Instead = wired.Server.Hold;
        var draft = wired.Draft(Said);
        await wired.Server.Arrived(2);
        wired.Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(draft.IsCompleted);

        wired.Time.Advance(TimeSpan.FromSeconds(0.2));

        var result = await draft;
        Assert.Equal(AssistFailure.TimedOut, result.Failure);
        Assert.Equal(TimeSpan.FromSeconds(5.1), result.Latency);
        await wired.Server.Aborted(2);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_given_up_at_the_time_limit_too()
    {
        await using var wired = await Wired.Open(("Timeout", "00:00:05"));
        wired.Server.Instead = async (context, asked) =>
        {
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            await wired.Server.Hold(context, asked);
        };
        var draft = wired.Draft(Said);
        await wired.Server.Arrived(2);
        wired.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(AssistFailure.TimedOut, (await draft).Failure);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_unreachable()
    {
        await using var wired = await Wired.Open();
        await wired.Server.DisposeAsync();

        Assert.Equal(AssistFailure.Unreachable, (await wired.Draft(Said)).Failure);
    }

    [Fact]
    public async Task A_connection_cut_in_mid_answer_is_unreachable()
    {
        await using var wired = await Wired.Open();
        wired.Server.Instead = async (context, _) =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"choices\":");
            await context.Response.Body.FlushAsync();
            context.Abort();
        };

        Assert.Equal(AssistFailure.Unreachable, (await wired.Draft(Said)).Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>502</html>")]
    [InlineData("{\"choices\":")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[]}""")]
    public async Task A_body_that_is_not_the_protocol_is_malformed(string body)
    {
        foreach (var (provider, endpoint) in new[] { ("openai-compatible", "{root}/v1"), ("ollama", "{root}") })
        {
            await using var wired = await Wired.Open(("Provider", provider), ("Endpoint", endpoint));
            wired.Server.Instead = ModelServer.Body(body);

            Assert.Equal(AssistFailure.Malformed, (await wired.Draft(Said)).Failure);
        }
    }

    [Theory]
    [InlineData("I am sorry, but")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"fields":{}}""")]
    [InlineData("""{"fields":[}""")]
    [InlineData("""[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]""")]
    public async Task A_text_that_is_not_the_agreed_json_is_malformed_and_the_other_half_stays(string text)
    {
        await using var wired = await Wired.Open();
        wired.Server.Fields = text;
        wired.Server.Cues = """{"cues":[{"category":"breathing","level":"E1","utterance":"u1","quote":"hello there"}]}""";

        var result = await wired.Draft(Said);

        Assert.Equal(AssistFailure.Malformed, result.Failure);
        Assert.Single(result.Cues);
    }

    [Fact]
    public async Task A_model_that_refuses_has_declined()
    {
        await using var wired = await Wired.Open();
        wired.Server.Instead = ModelServer.Body(ModelServer.Completion(null, refusal: "I cannot help with that."));
        Assert.Equal(AssistFailure.Declined, (await wired.Draft(Said)).Failure);

        wired.Server.Instead = ModelServer.Body(ModelServer.Completion("", finish: "content_filter"));
        Assert.Equal(AssistFailure.Declined, (await wired.Draft(Said)).Failure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_huge_answer_is_not_read_to_its_end(bool announced)
    {
        await using var wired = await Wired.Open(("MaxReplyBytes", "4096"));
        wired.Server.Instead = (context, _) => wired.Server.Flood(context, announced);

        Assert.Equal(AssistFailure.TooLarge, (await wired.Draft(Said)).Failure);
        await wired.Server.Aborted(2);
    }

    [Fact]
    public async Task A_redirect_takes_neither_transcript_nor_key_elsewhere()
    {
        await using var elsewhere = await ModelServer.Start();
        await using var wired = await Wired.Open(("ApiKey", "k"));
        wired.Server.Instead = (context, _) =>
        {
            context.Response.Redirect(elsewhere.Root + "/v1/chat/completions", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };

        Assert.Equal("status 307", (await wired.Draft(Said)).Failure);
        Assert.Empty(elsewhere.Asked);
    }

    [Fact]
    public async Task Giving_up_and_stopping_come_back_as_words_and_not_as_exceptions()
    {
        await using var wired = await Wired.Open();
        wired.Server.Instead = wired.Server.Hold;
        using var giveUp = new CancellationTokenSource();
        var given = wired.Drafter.Draft(Wired.Another(1), [Said], null, Wired.Today, reason: false, giveUp.Token);
        var stopped = wired.Draft(Wired.Another(2), Said);
        await wired.Server.Arrived(4);

        await giveUp.CancelAsync();
        Assert.Equal(AssistFailure.Cancelled, (await given).Failure);
        wired.Drafter.Dispose();
        Assert.Equal(AssistFailure.Stopped, (await stopped).Failure);
        Assert.Equal(AssistFailure.Stopped, (await wired.Draft(Said)).Failure);
    }
}
