using System.Collections.Concurrent;
using System.Net.WebSockets;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Calls;
using HybridAgent.Telephony;
using HybridAgent.Telephony.Browser;

namespace HybridAgent.Server.Line;

/// <summary>All calls whose audio lives in this process.</summary>
public sealed class LineNode : ILine, IHostedLifecycleService, IAsyncDisposable
{
    private readonly ConcurrentDictionary<CallId, Lazy<CallLine>> lines = new();
    private readonly LineServices services;
    private readonly CancellationToken stopping;

    public LineNode(LineServices services, IHostApplicationLifetime lifetime)
    {
        this.services = services;
        stopping = lifetime.ApplicationStopping;
        services.Retire = line => _ = End(line);
    }

    public IReadOnlyList<(string Practice, CallId Call)> Calls => [.. lines.Values.Select(l => (l.Value.Practice.Id, l.Value.Call))];

    public ValueTask<IReadOnlyList<string>> RealLegs(CallId call) =>
        ValueTask.FromResult(lines.TryGetValue(call, out var line) ? line.Value.RealLegs : []);

    /// <summary>The line of a call on this node; opened when there is none yet.</summary>
    public CallLine Open(Practice practice, CallId call) =>
        lines.GetOrAdd(call, id => new Lazy<CallLine>(() => new CallLine(services, practice, id))).Value;

    /// <summary>Carries a caller's browser until it goes away.</summary>
    public async Task CarryCaller(Practice practice, CallId call, WebSocket socket, string resume)
    {
        var line = Open(practice, call);
        await using var leg = new WebSocketLeg(LegIds.Next(), LegRole.Caller, socket, services.Time);
        leg.Tell(new { type = "call", call = call.ToString(), practice = practice.Id, resume });
        leg.Received += type => type == "refuse-transcript" ? line.RefuseConsent() : Task.CompletedTask;
        // The caller's page says truthfully who is there.
        void Tell(CallState state) => leg.Tell(new { type = "state", human = state.HumanPresent, transcript = state.MayTranscribe });
        line.Changed += Tell;
        var running = leg.RunAsync(stopping);
        await line.JoinCaller(leg, "browser", from: null);
        var reason = await running;
        line.Changed -= Tell;
        await line.Leave(leg, reason);
    }

    /// <summary>Carries an operator's browser until it goes away.</summary>
    public async Task CarryOperator(Practice practice, CallId call, string person, WebSocket socket)
    {
        var line = Open(practice, call);
        await using var leg = new WebSocketLeg(LegIds.Next(), LegRole.Operator, socket, services.Time);
        leg.Tell(new { type = "call", call = call.ToString(), practice = practice.Id });
        var running = leg.RunAsync(stopping);
        await line.JoinOperator(leg, person);
        var reason = await running;
        await line.Leave(leg, reason == "hung-up" ? "dropped" : reason);
    }

    /// <summary>Before anything else stops: browsers are told to come back, and what they said last is still recorded.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var line in lines.Values)
        {
            await line.Value.DisposeAsync();
        }
        lines.Clear();
    }

    private async Task End(CallLine line)
    {
        lines.TryRemove(line.Call, out _);
        try
        {
            await line.DisposeAsync();
        }
        catch (Exception e)
        {
            services.Log.LogError("Call {Call}: the line did not end cleanly: {Error}", line.Call, e.GetType().Name);
        }
    }
}

/// <summary>Leg ids: unique within the deployment, never reused.</summary>
internal static class LegIds
{
    public static string Next() => Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));
}
