using HybridAgent.Core.Calls;
using HybridAgent.Grains.Calls;
using HybridAgent.Grains.Guarantee;
using HybridAgent.Server.Line;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace HybridAgent.Server.Telemetry;

/// <summary>
/// Traces, metrics, health. OTLP only when "OpenTelemetry:Endpoint" is set; Prometheus at /metrics; /health/live and
/// /health/ready; /status for people. An allow-list decides which attributes leave, so personal data has no way out.
/// </summary>
public static class TelemetryWiring
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var otel = services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("hybrid-agent"))
            .WithTracing(t => t
                .AddSource(LineMetrics.Name)
                .AddSource("Microsoft.Orleans.Application", "Microsoft.Orleans.Lifecycle", "Microsoft.Orleans.Storage")
                .AddProcessor(new AllowedAttributes()))
            .WithMetrics(m => m
                .AddMeter("HybridAgent.*")
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter());
        if (configuration["OpenTelemetry:Endpoint"] is { Length: > 0 } endpoint)
        {
            otel.UseOtlpExporter(OpenTelemetry.Exporter.OtlpExportProtocol.Grpc, new Uri(endpoint));
        }
        services.AddHealthChecks()
            .AddCheck<StoreHealth>("store", tags: ["ready"])
            .AddCheck<WatchdogHealth>("watchdog", tags: ["ready"])
            .AddCheck<AuditorHealth>("auditor", tags: ["ready"]);
        return services;
    }

    public static void MapTelemetry(this IEndpointRouteBuilder app)
    {
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new() { Predicate = c => c.Tags.Contains("ready") });
    }

    private sealed class StoreHealth(IEventStore store) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await store.List(new CallQuery(Live: true, Take: 1), cancellationToken); // looked up, however many calls there are
            return HealthCheckResult.Healthy();
        }
    }

    private sealed class AuditorHealth(Auditor auditor) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(auditor.IsDead ? HealthCheckResult.Unhealthy("The auditor has not looked within 15 s.") : HealthCheckResult.Healthy());
    }

    private sealed class WatchdogHealth(Watchdog watchdog, TimeProvider time) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(watchdog.LastPass is { } last && time.GetUtcNow() - last < TimeSpan.FromSeconds(5)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("The watchdog has not passed within 5 s."));
    }
}
