using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Speech.Tests.Azure.Voice;

/// <summary>What a rendering was asked with.</summary>
internal sealed record Asked(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>A speech synthesis address on a port of this machine.</summary>
internal sealed class VoiceService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<Asked> _asked = [];

    private VoiceService(WebApplication app) => _app = app;

    public static async Task<VoiceService> Start(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var service = new VoiceService(app);
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var asked = new Asked(
                context.Request.Method, context.Request.Path, context.Request.QueryString.Value ?? "",
                context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), await reader.ReadToEndAsync());
            int number;
            lock (service._asked)
            {
                service._asked.Add(asked);
                number = service._asked.Count;
            }
            await answer(context, number);
        });
        await app.StartAsync();
        return service;
    }

    public string Address => _app.Urls.First() + "/cognitiveservices/v1";

    public IReadOnlyList<Asked> Asked { get { lock (_asked) return [.. _asked]; } }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
