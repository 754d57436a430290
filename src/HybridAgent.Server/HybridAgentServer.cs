using HybridAgent.Assist;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Calls;
using HybridAgent.Grains.Guarantee;
using HybridAgent.Server.Line;
using HybridAgent.Server.Practices;
using HybridAgent.Server.Security;
using HybridAgent.Server.Shell;
using HybridAgent.Server.Telemetry;
using HybridAgent.Storage.Sqlite;
using Orleans.Configuration;
using Orleans.Serialization;

namespace HybridAgent.Server;

/// <summary>The composition root: one process that is web server, silo, line and store.</summary>
public static class HybridAgentServer
{
    /// <summary>Builds a server that is ready to start.</summary>
    /// <exception cref="DataFolderInUseException">Another process works on this data folder.</exception>
    public static WebApplication Create(ServerOptions options)
    {
        var folder = Directory.CreateDirectory(options.DataFolder).FullName;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(HybridAgentServer).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = options.Environment,
        });
        builder.Configuration.AddEnvironmentVariables("HYBRIDAGENT_").AddInMemoryCollection(options.Settings);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseUrls(options.Url);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(5));
        LimitLogs(builder.Logging, options.Quiet ? LogLevel.Error : LogLevel.Warning);

        var store = SqliteEventStore.Open(folder);
        builder.Services.AddSingleton(TimeProvider.System);
        // From a factory, so that the host closes it when everything else has ended.
        builder.Services.AddSingleton(_ => store)
            .AddSingleton<IEventStore>(s => s.GetRequiredService<SqliteEventStore>())
            .AddSingleton<IWatchList>(s => s.GetRequiredService<SqliteEventStore>());
        var practices = PracticeDirectory.Open(folder);
        builder.Services.AddSingleton<IPracticeDirectory>(practices);
        builder.Services.AddSingleton(CueFloor.Default);
        builder.Services.AddSingleton<CallMetrics>();
        builder.Services.AddSingleton<Watchdog>();
        builder.Services.AddSingleton<Auditor>();
        builder.Services.AddAssist(builder.Configuration);
        builder.Services.AddLine(builder.Configuration, folder, practices.All);
        builder.Services.AddTelemetry(builder.Configuration);
        builder.Services.AddSecurity(builder.Configuration, folder);
        builder.Services.AddScreens();
        builder.UseOrleans(AddSilo);
        // Started after the silo and stopped before it: its first pass finds grains to call.
        builder.Services.AddHostedService(s => s.GetRequiredService<Watchdog>());
        builder.Services.AddHostedService(s => s.GetRequiredService<Auditor>());
        options.Services?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseSecurity();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(1), KeepAliveTimeout = TimeSpan.FromSeconds(5) });
        app.MapSecurity();
        app.MapLine();
        app.MapTelemetry();
        app.MapScreens();
        return app;
    }

    /// <summary>Creates the people of a first start. Call before the server starts.</summary>
    public static Task<IReadOnlyList<FirstPassword>> Seed(WebApplication app) =>
        SecurityWiring.Seed(app.Services, app.Services.GetRequiredService<IPracticeDirectory>().All);

    /// <param name="others">The least that frameworks must have to say to be printed; ours is printed from Information on.</param>
    private static void LimitLogs(ILoggingBuilder logging, LogLevel others)
    {
        logging.AddFilter("Orleans", others).AddFilter("Microsoft", others).AddFilter("Polly", others);
        // Counts from the start of the clock in its first check, so it cries at every start; our own watchdog tells of late passes.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        // Said on the status page instead of at each start: the key folder is this user's own, its keys are not wrapped.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        if (others == LogLevel.Error)
        {
            logging.SetMinimumLevel(LogLevel.Error);
        }
    }

    private static void AddSilo(ISiloBuilder silo)
    {
        // One process needs no open port: the silo talks to itself only. Free ports let several deployments share a machine.
        silo.UseLocalhostClustering(FreePort.Next(), FreePort.Next(), serviceId: "hybrid-agent", clusterId: "hybrid-agent");
        silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromSeconds(10));
        silo.Services.AddSerializer(s => s.AddJsonSerializer(
            type => type.Namespace?.StartsWith("HybridAgent.Core", StringComparison.Ordinal) == true
                || type.Namespace?.StartsWith("HybridAgent.Grains", StringComparison.Ordinal) == true,
            CallJson.Options));
    }
}
