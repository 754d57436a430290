using System.Collections.Concurrent;
using System.Diagnostics;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Calls;
using HybridAgent.Speech;
using HybridAgent.Telephony;

namespace HybridAgent.Server.Line;

/// <summary>
/// One call on this node: its bridge, its legs, who is being transcribed, what the assistant says. It feeds the call grain and
/// obeys what the record says; it decides nothing itself.
/// </summary>
public sealed class CallLine : IAsyncDisposable
{
    /// <summary>Root mean square below which not even a quiet room is heard.</summary>
    private const double DeadSilence = 1;
    private const int SilentAfterSeconds = 5;
    private readonly LineServices services;
    private readonly ICallGrain grain;
    private readonly Bridge bridge;
    private readonly Announcer announcer;
    private readonly Drafting drafting;
    private readonly ConcurrentDictionary<string, LineLeg> legs = new();
    private readonly CancellationTokenSource ended = new();
    private readonly CancellationToken ending;
    private readonly Lock door = new();
    private readonly SemaphoreSlim listeningGate = new(1, 1);
    private readonly Activity? trace;
    private readonly Task following;
    private volatile CallState state;
    private bool over;

    internal CallLine(LineServices services, Practice practice, CallId call)
    {
        this.services = services;
        Practice = practice;
        ending = ended.Token; // Outlives the source: a leg may still arrive while the line ends.
        Call = call;
        state = CallState.New(call);
        trace = BeginTrace();
        trace?.SetTag("hybridagent.call", call.ToString()).SetTag("hybridagent.practice", practice.Id);
        grain = services.Grains.GetGrain<ICallGrain>(CallKey.Of(practice.Id, call));
        bridge = services.Clock.Open(call.ToString());
        announcer = new Announcer(services, practice, grain, bridge, () => state, () => HumanHere);
        drafting = new Drafting(services.Rules, services.Model, practice, call, grain, services.Time, services.Log);
        following = Task.Run(Follow);
    }

    public CallId Call { get; }

    public Practice Practice { get; }

    /// <summary>Raised after each event of the record, with the state after it.</summary>
    public event Action<CallState>? Changed;

    /// <summary>The record as this line has seen it.</summary>
    public CallState State => state;

    /// <summary>Ids of the caller's and the humans' legs whose connection lives.</summary>
    public IReadOnlyList<string> RealLegs => [.. legs.Values.Where(l => l.Leg.IsAlive).Select(l => l.Leg.Id)];

    /// <summary>A human is really connected. The record may still believe in one whose connection died with the last process.</summary>
    public bool HumanHere => legs.Values.Any(l => l.Leg is { IsAlive: true, Role: LegRole.Operator or LegRole.Clinician or LegRole.Supervisor });

    /// <summary>
    /// Once a second: does something come from every party that others listen to? A connection may live and carry nothing; a
    /// microphone in a quiet room still sends noise, a dead one exact silence.
    /// </summary>
    public async Task WatchSound()
    {
        var bridged = bridge.Describe().Where(l => l.Role != LegRole.Assistant).ToList();
        foreach (var sound in bridged)
        {
            if (!legs.TryGetValue(sound.Leg, out var leg))
            {
                continue;
            }
            leg.SilentSeconds = bridged.Count > 1 && sound.EnergyIn < DeadSilence ? leg.SilentSeconds + 1 : 0;
            if (leg.SilentSeconds == SilentAfterSeconds || (leg.SilentSeconds == 0 && state.Silent.Contains(sound.Leg)))
            {
                var silent = leg.SilentSeconds > 0;
                services.Metrics.SoundChanged(sound.Role, silent);
                await grain.Do(new NoticeSound($"sound-{LegIds.Next()}", sound.Leg, silent));
            }
        }
    }

    /// <summary>Completes when everything heard so far has become text and drafts.</summary>
    public async Task Settle()
    {
        foreach (var leg in legs.Values)
        {
            if (leg.Listening is { } listening)
            {
                await listening.Finish();
            }
        }
        // The words come back through the record before they can be drafted from.
        var heard = (await grain.Read()).Utterances.Count;
        while (state.Utterances.Count < heard && !ending.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), services.Time);
        }
        await drafting.Settled;
    }

    /// <summary>The caller is here (first ring, or back after a broken connection).</summary>
    /// <returns>False when this line is over: the node opens the call's next one.</returns>
    public async Task<bool> JoinCaller(ICallLeg leg, string edge, string? from)
    {
        if (!Add(leg))
        {
            return false;
        }
        await Tell(new StartCall($"start-{Call}", Practice.Id, Practice.Pool, edge, from));
        if (await Tell(new JoinLeg($"join-{leg.Id}", "caller", leg.Id, LegRole.Caller, null)))
        {
            announcer.Begin();
        }
        else
        {
            await Remove(leg.Id); // Closed in this very moment: the browser hears a clean end.
        }
        return true;
    }

    /// <summary>A human is here.</summary>
    /// <returns>False when this line is over: the node opens the call's next one.</returns>
    public async Task<bool> JoinOperator(ICallLeg leg, string person)
    {
        if (!Add(leg))
        {
            return false;
        }
        if (await Tell(new JoinLeg($"join-{leg.Id}", person, leg.Id, leg.Role, person)))
        {
            announcer.HumanJoined();
        }
        else
        {
            await Remove(leg.Id);
        }
        return true;
    }

    /// <summary>A leg's connection ended.</summary>
    /// <param name="reason">"hung-up", "lost" or "dropped".</param>
    public async Task Leave(ICallLeg leg, string reason)
    {
        await Remove(leg.Id);
        await Tell(new LeaveLeg($"leave-{leg.Id}", leg.Role == LegRole.Caller ? "caller" : "system", leg.Id, reason));
        lock (door)
        {
            over |= legs.IsEmpty;
        }
        if (over)
        {
            // Nobody is left to hear or to be heard. The call itself stays open until a human closes it.
            services.Retire(this);
        }
    }

    /// <summary>The caller does not want to be transcribed.</summary>
    public async Task RefuseConsent()
    {
        await StopListening();
        await Tell(new RefuseConsent($"refuse-{Call}", "caller"));
    }

    public async ValueTask DisposeAsync()
    {
        if (ending.IsCancellationRequested)
        {
            return;
        }
        lock (door)
        {
            over = true;
        }
        await ended.CancelAsync();
        await following;
        await StopListening();
        foreach (var leg in legs.Values)
        {
            await Remove(leg.Leg.Id);
        }
        await announcer.DisposeAsync();
        await drafting.DisposeAsync();
        services.Clock.Close(bridge);
        trace?.Dispose();
        ended.Dispose();
        listeningGate.Dispose();
    }

    private bool Add(ICallLeg leg)
    {
        var entry = new LineLeg(leg, services.Time.GetTimestamp());
        lock (door)
        {
            if (over)
            {
                return false;
            }
            legs[leg.Id] = entry;
        }
        bridge.AddLeg(leg);
        bridge.Tap(leg.Id, frame => entry.Listening?.Write(frame));
        return true;
    }

    private async Task Remove(string id)
    {
        if (legs.TryRemove(id, out var gone))
        {
            bridge.RemoveLeg(id);
            await gone.Leg.HangupAsync(HangupCause.Normal);
            if (gone.Listening is { } listening)
            {
                // The last words may still be on their way to text: let them arrive, without holding anybody up.
                _ = Finish(listening);
            }
        }
    }

    private static async Task Finish(Listening listening)
    {
        await listening.Finish();
        await listening.DisposeAsync();
    }

    /// <returns>False when the call refused.</returns>
    private async Task<bool> Tell(CallCommand command)
    {
        using var under = trace is null ? null : LineMetrics.Source.StartActivity(command.GetType().Name, ActivityKind.Internal, trace.Context);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var result = await grain.Do(command);
                if (result.Refusal is { } refusal)
                {
                    services.Log.LogWarning("Call {Call} refused {Command}: {Refusal}", Call, command.GetType().Name, refusal);
                }
                return result.Done;
            }
            catch (Exception e) when (!ending.IsCancellationRequested)
            {
                // The audio stands; the record is told again until it listens (commands are idempotent).
                services.Log.LogError("Call {Call}: {Command} did not reach the record ({Error}), attempt {Attempt}.", Call, command.GetType().Name, e.GetType().Name, attempt);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(200 * attempt, 2000)), services.Time);
            }
        }
    }

    private async Task Follow()
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                await foreach (var signal in grain.Watch(state.Sequence, ending).WithCancellation(ending))
                {
                    if (signal.Stored is { } stored)
                    {
                        state = state.Apply(stored);
                        await Obey(stored);
                        Changed?.Invoke(state);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                services.Log.LogWarning("Call {Call}: following the record broke off ({Error}); following again.", Call, e.GetType().Name);
            }
            if (!ending.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), services.Time);
            }
        }
    }

    private async Task Obey(StoredEvent stored)
    {
        var news = services.Time.GetUtcNow() - stored.At < TimeSpan.FromSeconds(5);
        switch (stored.Event)
        {
            case Core.Calls.NoticeEnded or LegJoined:
                await Listen();
                break;
            case UtteranceHeard when news:
                drafting.Heard(state);
                break;
            case ConsentRefused:
                await StopListening();
                break;
            case CallClosed:
                services.Retire(this);
                break;
        }
        Trace(stored, news);
    }

    /// <summary>A trace of its own, whichever request happened to open the line: one call, one trace, first ring to close.</summary>
    private static Activity? BeginTrace()
    {
        var around = Activity.Current;
        Activity.Current = null;
        var trace = LineMetrics.Source.StartActivity("call", ActivityKind.Server);
        Activity.Current = around;
        return trace;
    }

    private void Trace(StoredEvent stored, bool news)
    {
        if (trace is null || !news)
        {
            return;
        }
        trace.AddEvent(new ActivityEvent(stored.Event.GetType().Name, stored.At));
        if (stored.Event is LegJoined { Role: LegRole.Operator } && state.HumanJoined == stored.At)
        {
            using var ring = LineMetrics.Source.StartActivity("ring until a human", ActivityKind.Internal, trace.Context, startTime: state.Started);
        }
    }

    /// <summary>Audio reaches speech-to-text only from here, and only once the record says that the notice has ended.</summary>
    private async Task Listen()
    {
        if (!state.MayTranscribe)
        {
            return;
        }
        await listeningGate.WaitAsync(ending);
        try
        {
            // The caller first: when the engine has room for one only, it is the caller who is heard.
            foreach (var leg in legs.Values.Where(l => l.Listening is null).OrderBy(l => l.Leg.Role == LegRole.Caller ? 0 : 1))
            {
                var clock = leg.Clock(services.Time);
                var options = new TranscriptionOptions(leg.Leg.Role, Call)
                {
                    StartMs = clock(),
                    Phrases = [.. Practice.Providers, .. Practice.Pharmacies, .. KnownMedicines.Names],
                };
                leg.Listening = await Listening.Begin(services.Engines.For(Practice), options, grain, leg.Leg.Id, clock, services.Metrics, services.Log);
            }
        }
        finally
        {
            listeningGate.Release();
        }
    }

    private async Task StopListening()
    {
        foreach (var leg in legs.Values)
        {
            if (Interlocked.Exchange(ref leg.Listening, null) is { } listening)
            {
                await listening.DisposeAsync();
            }
        }
    }

    /// <param name="joined">Timestamp at which the leg came to the line.</param>
    private sealed class LineLeg(ICallLeg leg, long joined)
    {
        public Listening? Listening;

        /// <summary>Seconds in a row in which nothing at all came from this leg.</summary>
        public int SilentSeconds;

        public ICallLeg Leg { get; } = leg;

        /// <summary>Milliseconds since this leg joined.</summary>
        public Func<int> Clock(TimeProvider time) => () => (int)time.GetElapsedTime(joined).TotalMilliseconds;
    }
}
