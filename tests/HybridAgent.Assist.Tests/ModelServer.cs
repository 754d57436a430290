using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Assist.Tests;

/// <summary>One request as it arrived.</summary>
internal sealed record Asked(string Path, IReadOnlyDictionary<string, string> Headers, JsonNode Body)
{
    public string System => (string)Body["messages"]![0]!["content"]!;

    public string User => (string)Body["messages"]![1]!["content"]!;

    /// <summary>Which prompt it is, by the job its first sentence gives.</summary>
    public string Prompt => System switch
    {
        _ when System.StartsWith("You fill in", StringComparison.Ordinal) => "Intake/Extract",
        _ when System.StartsWith("You write one line", StringComparison.Ordinal) => "Reason/Summary",
        _ when System.StartsWith("You listen along", StringComparison.Ordinal) => "Cues/Opinion",
        _ => throw new InvalidOperationException("No prompt of ours begins like this."),
    };

    public bool IsExtract => Prompt == "Intake/Extract";
}

/// <summary>A real HTTP server on this machine that speaks chat completions (OpenAI, Azure OpenAI) and Ollama's /api/chat.</summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Asked> asked = new();
    private readonly SemaphoreSlim arrived = new(0);
    private readonly SemaphoreSlim aborted = new(0);

    private ModelServer(WebApplication app) => this.app = app;

    public string Root { get; private set; } = "";

    public IReadOnlyCollection<Asked> Asked => asked;

    /// <summary>What the model writes to Intake/Extract.</summary>
    public string Fields { get; set; } = """{"fields":[]}""";

    /// <summary>What the model writes to Reason/Summary.</summary>
    public string Reason { get; set; } = """{"reason":"","evidence":[]}""";

    /// <summary>What the model writes to Cues/Opinion.</summary>
    public string Cues { get; set; } = """{"cues":[]}""";

    /// <summary>Answers in the place of the model when set.</summary>
    public Func<HttpContext, Asked, Task>? Instead { get; set; }

    public static async Task<ModelServer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new ModelServer(app);
        app.Run(server.Serve);
        await app.StartAsync();
        server.Root = app.Urls.Single();
        return server;
    }

    /// <summary>Until so many more requests have arrived.</summary>
    public Task Arrived(int count) => Count(arrived, count);

    /// <summary>Until so many more held requests were given up by the client.</summary>
    public Task Aborted(int count) => Count(aborted, count);

    /// <summary>For <see cref="Instead"/>: never answers.</summary>
    public async Task Hold(HttpContext context, Asked request)
    {
        var given = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(() => given.SetResult());
        await given.Task;
        aborted.Release();
    }

    /// <summary>For <see cref="Instead"/>: sends far more than the buffers of both ends hold.</summary>
    public async Task Flood(HttpContext context, bool announced)
    {
        const int Parts = 1 << 15;
        var part = new string(' ', 8192);
        context.Response.ContentLength = announced ? (long)Parts * part.Length : null;
        for (var i = 0; i < Parts; i++)
        {
            if (context.RequestAborted.IsCancellationRequested)
            {
                aborted.Release();
                return;
            }

            await context.Response.WriteAsync(part);
        }
    }

    public static Func<HttpContext, Asked, Task> Status(int status, string? retryAfter = null, string body = "") => async (context, _) =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        await context.Response.WriteAsync(body);
    };

    public static Func<HttpContext, Asked, Task> Body(string body) => async (context, _) =>
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    };

    public static string Completion(string? text, string finish = "stop", string? refusal = null) => new JsonObject
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion",
        ["created"] = 1_760_000_000,
        ["model"] = "local",
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text, ["refusal"] = refusal },
            ["finish_reason"] = finish,
        }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 700, ["completion_tokens"] = 50, ["total_tokens"] = 750 },
    }.ToJsonString();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        arrived.Dispose();
        aborted.Dispose();
    }

    private static async Task Count(SemaphoreSlim what, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.True(await what.WaitAsync(TimeSpan.FromSeconds(10)), "Waited 10 s for the model server.");
        }
    }

    private async Task Serve(HttpContext context)
    {
        var body = (await JsonSerializer.DeserializeAsync<JsonNode>(context.Request.Body))!;
        var request = new Asked(context.Request.Path, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString()), body);
        asked.Enqueue(request);
        arrived.Release();
        if (Instead is { } instead)
        {
            await instead(context, request);
            return;
        }

        await Answer(context, request);
    }

    /// <summary>What the model answers as it is set.</summary>
    public async Task Answer(HttpContext context, Asked request)
    {
        var text = request.Prompt switch { "Intake/Extract" => Fields, "Reason/Summary" => Reason, _ => Cues };
        await Body(request.Path == "/api/chat" ? OllamaChat(text) : Completion(text))(context, request);
    }

    private static string OllamaChat(string text) => new JsonObject
    {
        ["model"] = "local",
        ["created_at"] = "2026-01-05T10:00:00Z",
        ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text },
        ["done"] = true,
        ["done_reason"] = "stop",
        ["prompt_eval_count"] = 700,
        ["eval_count"] = 50,
    }.ToJsonString();
}
