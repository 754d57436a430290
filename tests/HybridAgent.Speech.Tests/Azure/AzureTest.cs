using HybridAgent.Core.Calls;
using HybridAgent.Speech.Azure;
using HybridAgent.Tests.Speech;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Speech.Tests.Azure;

/// <summary>What the tests of the managed client share: options for the test server, and waiting for what was heard.</summary>
public abstract class AzureTest : IAsyncDisposable
{
    internal const string Key = "PLANTEDKEY0123456789abcdef";
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly List<IAsyncDisposable> _things = [];

    private protected CollectedLog Log { get; } = new();

    private protected AzureTranscriber Client(SpeechService service, TimeProvider? time = null, AzureSpeechOptions? options = null) =>
        Keep(new AzureTranscriber(options ?? Options(service), Log, time));

    private protected static AzureSpeechOptions Options(SpeechService service) => new()
    {
        Endpoint = service.Endpoint,
        Key = Key,
        FirstRetry = TimeSpan.FromMilliseconds(20),
        LongestRetry = TimeSpan.FromMilliseconds(100),
    };

    private protected async Task<ITranscription> Open(AzureTranscriber client, TranscriptionOptions? options = null) =>
        Keep(await client.Open(options ?? new TranscriptionOptions(LegRole.Caller)));

    private protected async Task<SpeechService> Serve(
        Func<ServiceConnection, Task> serve, Func<int, Microsoft.AspNetCore.Http.HttpContext, int>? admit = null, TimeProvider? time = null) =>
        Keep(await SpeechService.Start(serve, admit, time));

    private protected T Keep<T>(T thing) where T : IAsyncDisposable
    {
        _things.Add(thing);
        return thing;
    }

    /// <summary>Reads until something of a kind is heard; what came before it is kept in <paramref name="all"/>.</summary>
    private protected static async Task<T> Until<T>(ITranscription session, List<Heard>? all = null, Func<T, bool>? wanted = null) where T : Heard
    {
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var heard in session.Results.ReadAllAsync(patience.Token))
        {
            all?.Add(heard);
            if (heard is T t && (wanted?.Invoke(t) ?? true)) return t;
        }
        throw new InvalidOperationException($"The session ended without {typeof(T).Name}.");
    }

    private protected static async Task<List<Heard>> ToTheEnd(ITranscription session)
    {
        using var patience = new CancellationTokenSource(Patience);
        var all = new List<Heard>();
        await foreach (var heard in session.Results.ReadAllAsync(patience.Token)) all.Add(heard);
        return all;
    }

    private protected static string[] Finals(IEnumerable<Heard> heard) => [.. heard.OfType<Heard.Final>().Select(f => f.Text)];

    private protected static async Task Eventually(Func<bool> true_, string what)
    {
        for (var i = 0; i < 2000; i++)
        {
            if (true_()) return;
            await Task.Delay(10);
        }
        Assert.Fail("Waited in vain: " + what);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var thing in Enumerable.Reverse(_things)) await thing.DisposeAsync();
    }
}

/// <summary>Everything that was logged, at the chattiest level.</summary>
internal sealed class CollectedLog : ILogger<AzureTranscriber>
{
    private readonly List<string> _lines = [];

    public string Text { get { lock (_lines) return string.Join('\n', _lines); } }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines) _lines.Add($"{formatter(state, exception)} {exception}");
    }
}
