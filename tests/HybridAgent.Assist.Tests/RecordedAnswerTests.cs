using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace HybridAgent.Assist.Tests;

/// <summary>
/// Answers as the services document them (Recorded/README.md), over a socket, through the real connectors. Each is the answer to
/// Intake/Extract; the cue opinion beside it must come through whatever becomes of it, unless the service itself is at fault.
/// </summary>
public sealed class RecordedAnswerTests
{
    private const string Read = "read";

    public static TheoryData<string, string, string> Answers => new()
    {
        { "openai", "normal", Read },
        { "openai", "structured", Read },
        { "openai", "fenced", Read },
        { "openai", "refusal", AssistFailure.Declined },
        { "openai", "content-filter", AssistFailure.Declined },
        { "openai", "cut-off", AssistFailure.CutOff },
        { "openai", "cut-off-after-the-end", Read },
        { "openai", "tool-call", AssistFailure.ToolAsked },
        { "openai", "empty-choices", AssistFailure.Malformed },
        { "openai", "broken-json", AssistFailure.Malformed },
        { "openai", "rate-limit", "status 429" },
        { "openai", "server-error", "status 500" },
        { "openai", "overloaded", "status 503" },
        { "openai", "wrong-key", "status 401" },
        { "azure-openai", "normal", Read },
        { "azure-openai", "structured", Read },
        { "azure-openai", "fenced", Read },
        { "azure-openai", "refusal", AssistFailure.Declined },
        { "azure-openai", "content-filter", AssistFailure.Declined },
        { "azure-openai", "prompt-filter", "status 400" },
        { "azure-openai", "cut-off", AssistFailure.CutOff },
        { "azure-openai", "tool-call", AssistFailure.ToolAsked },
        { "azure-openai", "empty-choices", AssistFailure.Malformed },
        { "azure-openai", "broken-json", AssistFailure.Malformed },
        { "azure-openai", "rate-limit", "status 429" },
        { "azure-openai", "server-error", "status 500" },
        { "azure-openai", "no-deployment", "status 404" },
        { "ollama", "normal", Read },
        { "ollama", "structured", Read },
        { "ollama", "fenced", Read },
        { "ollama", "cut-off", AssistFailure.CutOff },
        { "ollama", "cut-off-after-the-end", Read },
        { "ollama", "tool-call", AssistFailure.ToolAsked },
        { "ollama", "refusal-in-words", AssistFailure.Malformed },
        { "ollama", "still-loading", AssistFailure.Malformed },
        { "ollama", "broken-json", AssistFailure.Malformed },
        { "ollama", "no-model", "status 404" },
        { "ollama", "busy", "status 503" },
        { "ollama", "server-error", "status 500" },
        { "ollama", "rate-limit", "status 429" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_documented_answer_is_read_or_named(string provider, string answer, string outcome)
    {
        await using var wired = await Wired.Open(("Provider", provider), ("Endpoint", Endpoint(provider)), ("ApiKey", "k-1234"));
        wired.Server.Cues = """{"cues":[{"category":"breathing","level":"E1","utterance":"u2","quote":"Main Street"}]}""";
        wired.Server.Instead = (context, asked) => asked.IsExtract ? Replay(context, provider, answer) : wired.Server.Answer(context, asked);

        var result = await wired.Draft(Wired.Operator("u1", "Which pharmacy?"), Wired.Caller("u2", "Main Street Pharmacy"));

        Assert.Equal(outcome == Read ? null : outcome, result.Failure);
        Assert.Equal(outcome == Read ? ["Main Street Pharmacy"] : [], result.Drafts.Select(d => d.Value));
        Assert.Single(result.Cues);
        Assert.All(wired.Server.Asked, a => Assert.False((bool?)a.Body["stream"] ?? false, "Streaming is not used."));
    }

    [Theory]
    [InlineData("openai", 20)]
    [InlineData("azure-openai", 14)]
    [InlineData("ollama", 10)]
    public async Task A_service_that_limits_the_rate_is_left_alone_for_as_long_as_it_says(string provider, int seconds)
    {
        await using var wired = await Wired.Open(("Provider", provider), ("Endpoint", Endpoint(provider)), ("ApiKey", "k"));
        wired.Server.Instead = (context, _) => Replay(context, provider, "rate-limit");
        await wired.Draft(Wired.Caller("u1", "hello"));
        var asked = wired.Server.Asked.Count;

        wired.Server.Instead = null;
        wired.Time.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.Equal(AssistFailure.Paused, (await wired.Draft(Wired.Caller("u1", "hello"))).Failure);
        Assert.Equal(asked, wired.Server.Asked.Count);

        wired.Time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Null((await wired.Draft(Wired.Caller("u1", "hello"))).Failure);
    }

    [Fact]
    public void Every_recorded_answer_is_replayed()
    {
        var there = Directory.EnumerateFiles(Folder, "*.http", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Folder, f)).Order(StringComparer.Ordinal);
        Assert.Equal(Answers.Select(a => Path.Combine(a.Data.Item1, a.Data.Item2 + ".http")).Order(StringComparer.Ordinal), there);
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Recorded");

    private static string Endpoint(string provider) => provider == "openai" ? "{root}/v1" : "{root}";

    private static async Task Replay(HttpContext context, string provider, string answer)
    {
        var text = (await File.ReadAllTextAsync(Path.Combine(Folder, provider, answer + ".http"), Encoding.UTF8)).ReplaceLineEndings("\n");
        var (head, body) = (text[..text.IndexOf("\n\n", StringComparison.Ordinal)], text[(text.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]);
        var lines = head.Split('\n');
        context.Response.StatusCode = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        foreach (var header in lines.Skip(1).Select(l => l.Split(": ", 2)))
        {
            context.Response.Headers[header[0]] = header[1];
        }

        await context.Response.WriteAsync(body);
    }
}
