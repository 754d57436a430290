using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Calls;
using HybridAgent.Grains.Desk;
using HybridAgent.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;

namespace HybridAgent.Grains.Tests;

/// <summary>A real silo in this process with the real store; only the line (sockets and audio) is played.</summary>
internal sealed class Silo : IAsyncDisposable
{
    private readonly IHost host;
    private readonly string folder;

    private Silo(IHost host, string folder, SqliteEventStore store, Faults faults, PlayedLine line) =>
        (this.host, this.folder, Store, Faults, Line) = (host, folder, store, faults, line);

    public SqliteEventStore Store { get; }

    public Faults Faults { get; }

    public PlayedLine Line { get; }

    public IServiceProvider Services => host.Services;

    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    public Watchdog Watchdog => host.Services.GetRequiredService<Watchdog>();

    public static async Task<Silo> Start(string? folder = null)
    {
        folder ??= Directory.CreateTempSubdirectory("hybrid-agent-silo-").FullName;
        var store = SqliteEventStore.Open(folder);
        var (faults, line) = (new Faults(store), new PlayedLine());
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddMetrics();
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<IEventStore>(faults).AddSingleton<IWatchList>(store).AddSingleton<ILine>(line)
            .AddSingleton<IPracticeDirectory, TwoPractices>().AddSingleton(CueFloor.Default).AddSingleton<CallMetrics>().AddSingleton<Watchdog>();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), FreePort());
            silo.Configure<GrainCollectionOptions>(o => o.CollectionQuantum = TimeSpan.FromSeconds(1));
            silo.Services.AddSerializer(s => s.AddJsonSerializer(
                t => t.Namespace?.StartsWith("HybridAgent.Core", StringComparison.Ordinal) == true || t.Namespace?.StartsWith("HybridAgent.Grains", StringComparison.Ordinal) == true,
                CallJson.Options));
        });
        var host = builder.Build();
        await host.StartAsync();
        return new Silo(host, folder, store, faults, line);
    }

    public ICallGrain Call(CallId call, string practice = "demo") => Grains.GetGrain<ICallGrain>(CallKey.Of(practice, call));

    public IDeskGrain Desk(string pool = "main") => Grains.GetGrain<IDeskGrain>(pool);

    /// <summary>A caller whose leg is really there.</summary>
    public async Task<CallId> Ring(string practice = "demo", string pool = "main")
    {
        var call = new CallId(Guid.NewGuid());
        Line.Join(practice, call, "caller");
        await Call(call, practice).Do(new StartCall("start", practice, pool, "test", null));
        await Call(call, practice).Do(new JoinLeg("join", "caller", "caller", LegRole.Caller, null));
        return call;
    }

    public async Task<CallState> Until(CallId call, Func<CallState, bool> wanted, string practice = "demo")
    {
        for (var waited = 0; waited < 200; waited++)
        {
            var state = await Call(call, practice).Read();
            if (wanted(state))
            {
                return state;
            }
            await Task.Delay(25);
        }
        Assert.Fail("The record never became as wanted.");
        throw new InvalidOperationException();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Stops the process's silo and store, and keeps the folder.</summary>
    public async Task<string> Stop()
    {
        await host.StopAsync();
        host.Dispose();
        await Store.DisposeAsync();
        return folder;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class TwoPractices : IPracticeDirectory
    {
        public IReadOnlyList<Practice> All { get; } = [Named("demo"), Named("elsewhere")];

        public Practice? Find(string id) => All.FirstOrDefault(p => p.Id == id);

        private static Practice Named(string id) => new(id, id, "", "", "America/New_York", "main", [], []);
    }
}

/// <summary>Who is really connected, as a test says.</summary>
internal sealed class PlayedLine : ILine
{
    private readonly ConcurrentDictionary<CallId, (string Practice, List<string> Legs)> calls = new();

    public IReadOnlyList<(string Practice, CallId Call)> Calls => [.. calls.Select(c => (c.Value.Practice, c.Key))];

    public ValueTask<RealLine> Real(CallId call) =>
        ValueTask.FromResult(calls.TryGetValue(call, out var found) ? new RealLine([.. found.Legs], []) : RealLine.Nothing);

    public void Join(string practice, CallId call, string leg) => calls.GetOrAdd(call, _ => (practice, [])).Legs.Add(leg);

    public void Lose(CallId call, string leg) => calls[call].Legs.Remove(leg);
}

/// <summary>The real store, until it is told to take nothing.</summary>
internal sealed class Faults(IEventStore store) : IEventStore
{
    private volatile bool full;

    public bool Full
    {
        get => full;
        set => full = value;
    }

    public ValueTask<IReadOnlyList<StoredEvent>> Append(CallId call, long expected, IReadOnlyList<NewEvent> events, CallRow row, CancellationToken cancel = default) =>
        full ? throw new StoreUnavailableException("Nothing was stored: the disk is full.") : store.Append(call, expected, events, row, cancel);

    public ValueTask<IReadOnlyList<StoredEvent>> Read(CallId call, long after = 0, CancellationToken cancel = default) => store.Read(call, after, cancel);

    public ValueTask<IReadOnlyList<CallRow>> List(CallQuery query, CancellationToken cancel = default) => store.List(query, cancel);

    public ValueTask<ChainStatus> Verify(CallId call, CancellationToken cancel = default) => store.Verify(call, cancel);
}
