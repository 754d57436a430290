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

    /// <summary>The lines that are open here; one that is still opening, or could not be opened, is none.</summary>
    internal IReadOnlyList<CallLine> Lines => [.. lines.Values.Where(l => l.IsValueCreated).Select(l => l.Value)];

    public IReadOnlyList<(string Practice, CallId Call)> Calls => [.. Lines.Select(l => (l.Practice.Id, l.Call))];

    /// <summary>No telephone network is connected yet, so no telephone rings.</summary>
    public ValueTask<RealLine> Real(CallId call) =>
        ValueTask.FromResult(lines.TryGetValue(call, out var line) && line.IsValueCreated ? new RealLine(line.Value.RealLegs, []) : RealLine.Nothing);

    /// <summary>The line of a call on this node; opened when there is none yet.</summary>
    public CallLine Open(Practice practice, CallId call)
    {
        var line = lines.GetOrAdd(call, id => new Lazy<CallLine>(() => new CallLine(services, practice, id)));
        try
        {
            return line.Value;
        }
        catch
        {
            // The failure is its caller's alone: whoever comes next tries anew.
            lines.TryRemove(new KeyValuePair<CallId, Lazy<CallLine>>(call, line));
            throw;
        }
    }

    /// <summary>Carries a caller's browser until it goes away.</summary>
    public async Task CarryCaller(Practice practice, CallId call, WebSocket socket, string resume)
    {
        var joined = new TaskCompletionSource<CallLine>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var leg = new WebSocketLeg(LegIds.Next(), LegRole.Caller, socket, services.Time);
        leg.Tell(new { type = "call", call = call.ToString(), practice = practice.Id, resume });
        leg.Received += async type =>
        {
            if (type == "refuse-transcript")
            {
                await (await joined.Task).RefuseConsent();
            }
        };
        var running = leg.RunAsync(stopping);
        var line = await Join(practice, call, l => l.JoinCaller(leg, "browser", from: null));
        joined.SetResult(line);
        // The caller's page says truthfully who is there.
        void Tell(CallState state) => leg.Tell(new { type = "state", human = line.HumanHere, transcript = state.MayTranscribe, refused = state.TranscriptRefused });
        var obey = Obey(leg);
        line.Changed += Tell;
        line.Changed += obey;
        Tell(line.State);
        obey(line.State);
        var reason = await running;
        line.Changed -= Tell;
        line.Changed -= obey;
        await line.Leave(leg, reason);
    }

    /// <summary>Carries an operator's or a clinician's browser until it goes away.</summary>
    /// <returns>Why it went: "lost" may come back.</returns>
    public async Task<string> CarryHuman(Practice practice, CallId call, string person, LegRole role, WebSocket socket)
    {
        await using var leg = new WebSocketLeg(LegIds.Next(), role, socket, services.Time);
        leg.Tell(new { type = "call", call = call.ToString(), practice = practice.Id });
        var running = leg.RunAsync(stopping);
        var line = await Join(practice, call, l => l.JoinOperator(leg, person));
        var obey = Obey(leg);
        line.Changed += obey;
        obey(line.State);
        var reason = await running;
        line.Changed -= obey;
        await line.Leave(leg, reason == "hung-up" ? "dropped" : reason);
        return reason;
    }

    /// <summary>
    /// A leg the record no longer knows ends: replaced by a newer one of the same person, which it is told and does not fight; or
    /// believed lost, and then the browser comes back as what it is, a new connection.
    /// </summary>
    private static Action<CallState> Obey(WebSocketLeg leg)
    {
        PresentLeg? mine = null;
        return state =>
        {
            if (state.Legs.Find(l => l.Leg == leg.Id) is { } there)
            {
                mine = there;
            }
            else if (mine is not null)
            {
                var replaced = state.Legs.Exists(l => l.Role == mine.Role && l.Person == mine.Person);
                _ = leg.HangupAsync(replaced ? HangupCause.Replaced : HangupCause.Failure).AsTask();
            }
        };
    }

    private async Task<CallLine> Join(Practice practice, CallId call, Func<CallLine, Task<bool>> join)
    {
        while (true)
        {
            var line = Open(practice, call);
            if (await join(line))
            {
                return line;
            }
            // The line ended in this very moment and is about to leave the table.
            await Task.Delay(TimeSpan.FromMilliseconds(5), services.Time);
        }
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
        foreach (var line in lines.Values.Where(l => l.IsValueCreated))
        {
            await line.Value.DisposeAsync();
        }
        lines.Clear();
    }

    private async Task End(CallLine line)
    {
        if (lines.TryGetValue(line.Call, out var known) && known.IsValueCreated && known.Value == line)
        {
            lines.TryRemove(new KeyValuePair<CallId, Lazy<CallLine>>(line.Call, known));
        }
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
