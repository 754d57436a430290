using System.Collections.Concurrent;
using HybridAgent.Core.Audio;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Calls;
using HybridAgent.Grains.Desk;
using HybridAgent.Server.Line;
using HybridAgent.Speech;
using HybridAgent.Telephony.Recorded;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Server.Tests.Line;

/// <summary>The whole product in this process, on a folder of its own, with every log line kept.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly WebApplication app;
    private readonly string folder;
    private readonly bool ownsFolder;
    private int legs;

    private RunningServer(WebApplication app, string folder, bool ownsFolder, KeptLines logged) =>
        (this.app, this.folder, this.ownsFolder, Logged) = (app, folder, ownsFolder, logged);

    public KeptLines Logged { get; }

    public IServiceProvider Services => app.Services;

    public Uri Address => new(app.Urls.First());

    public string Folder => folder;

    public Practice Practice => Services.GetRequiredService<IPracticeDirectory>().Find("demo")!;

    public IDeskGrain Desk => Services.GetRequiredService<IGrainFactory>().GetGrain<IDeskGrain>(Practice.Pool);

    /// <param name="engine">Stands in for the embedded speech engine; null (and no settings) for none at all.</param>
    public static async Task<RunningServer> Start(
        Dictionary<string, string?>? settings = null, string? folder = null, Action<IServiceCollection>? services = null, ITranscriber? engine = null)
    {
        var own = folder is null;
        folder ??= Directory.CreateTempSubdirectory("hybrid-agent-server-").FullName;
        var app = HybridAgentServer.Create(new ServerOptions(folder, "http://127.0.0.1:0", "Testing")
        {
            Settings = settings ?? new Dictionary<string, string?> { ["Speech:Engine"] = engine is null ? "none" : "pocketsphinx" },
            Services = s =>
            {
                s.AddLogging(l => l.ClearProviders()); // kept, not printed
                if (engine is not null)
                {
                    s.AddKeyedSingleton("pocketsphinx", engine);
                }
                services?.Invoke(s);
            },
        });
        var lines = new KeptLines();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(lines);
        await HybridAgentServer.Seed(app);
        await app.StartAsync();
        return new RunningServer(app, folder, own, lines);
    }

    public ICallGrain Grain(CallId call) => Services.GetRequiredService<IGrainFactory>().GetGrain<ICallGrain>(CallKey.Of("demo", call));

    /// <summary>A caller who hums for a long time.</summary>
    public async Task<(CallId Call, WavLeg Leg)> Call()
    {
        var call = CallId.Parse(Guid.NewGuid().ToString("n"), null);
        return (call, await ComeBack(call));
    }

    /// <summary>The caller of this call is on the line (again).</summary>
    public async Task<WavLeg> ComeBack(CallId call)
    {
        var leg = new WavLeg($"caller-{++legs}-{call}", LegRole.Caller, Hum());
        Assert.True(await Services.GetRequiredService<LineNode>().Open(Practice, call).JoinCaller(leg, "recorded", "+15550100199"));
        return leg;
    }

    /// <summary>Goes on duty, waits to be rung, answers and joins.</summary>
    public async Task<WavLeg> Answer(CallId call, string person = "op-test")
    {
        var deadline = DateTimeOffset.UtcNow + Patience;
        while (DateTimeOffset.UtcNow < deadline)
        {
            await Desk.Present(person);
            var offer = (await Grain(call).Read()).Offers.FirstOrDefault(o => o.Value == person).Key;
            if (offer is not null && (await Desk.Accept(person, "demo", call, offer, $"accept-{offer}")).Done)
            {
                var leg = new WavLeg($"{person}-{++legs}-{call}", LegRole.Operator, Hum());
                await Services.GetRequiredService<LineNode>().Open(Practice, call).JoinOperator(leg, person);
                return leg;
            }
            await Task.Delay(100);
        }
        throw new TimeoutException($"{person} was never rung. {Logged}");
    }

    /// <summary>Waits until the call's record is as wanted.</summary>
    public async Task<CallState> Until(CallId call, Func<CallState, bool> wanted, TimeSpan? atMost = null)
    {
        var deadline = DateTimeOffset.UtcNow + (atMost ?? Patience);
        while (true)
        {
            var state = await Grain(call).Read();
            if (wanted(state))
            {
                return state;
            }
            Assert.True(DateTimeOffset.UtcNow < deadline, $"The record never became as wanted. {Logged}");
            await Task.Delay(50);
        }
    }

    /// <summary>True when the leg was given something louder than silence since its first <paramref name="skip"/> samples.</summary>
    public static async Task<bool> Hears(WavLeg leg, int skip = 0)
    {
        for (var waited = 0; waited < 100; waited++)
        {
            if (leg.Heard.Skip(skip).Any(s => Math.Abs((int)s) > 500))
            {
                return true;
            }
            await Task.Delay(50);
        }
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        if (ownsFolder)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static WavFile Hum() =>
        new([.. Enumerable.Range(0, 16000 * 60).Select(i => (short)(6000 * Math.Sin(2 * Math.PI * 300 * i / 16000)))]);
}

/// <summary>Every line the product logs, whatever its level.</summary>
internal sealed class KeptLines : ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = new();

    public ILogger CreateLogger(string categoryName) => new Keeper(categoryName, lines);

    public void Dispose()
    {
        // Nothing is held open.
    }

    public override string ToString() => string.Join('\n', lines);

    private sealed class Keeper(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue($"{category} scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}
