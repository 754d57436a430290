using System.Threading.Channels;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Desk;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Desk;
using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace HybridAgent.Grains.Calls;

/// <summary>A thin shell over <see cref="CallDecider"/>: load, decide, append, fold, tell the watchers.</summary>
[PreferLocalPlacement]
public sealed class CallGrain(
    IEventStore store, ILine line, IPracticeDirectory practices, CueFloor floor, TimeProvider time, CallMetrics metrics, ILogger<CallGrain> log)
    : Grain, ICallGrain
{
    private const int AppendAttempts = 5;
    private readonly CallWatchers watchers = new();
    private CallRecord record = null!;
    private bool wasBehind;
    private CueListener listener = null!;
    private string practice = "";
    private long commands;

    private CallState state => record.State;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (practice, var call) = CallKey.Parse(this.GetPrimaryKeyString());
        record = new CallRecord(call, practice, store);
        listener = new CueListener(floor);
        Tell(await record.Load());
        // What was said before this activation must not raise its cues again.
        foreach (var utterance in state.Utterances)
        {
            listener.Hear(utterance.Leg, utterance.Id, utterance.Text, final: true);
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        watchers.End();
        return Task.CompletedTask;
    }

    public async Task<CommandResult> Do(CallCommand command)
    {
        if (command is StartCall start && start.Practice != practice)
        {
            return new CommandResult("A call belongs to the practice of its key.", state.Sequence);
        }
        var result = await Carry(command);
        if (result.Done && command is HearUtterance heard)
        {
            var heardAt = time.GetTimestamp();
            await RaiseAll(listener.Hear(heard.Leg, heard.Id, heard.Text, final: true), heard.EndMs, heardAt, partial: false, heard.Id);
        }
        if (result.Done && command is JoinLeg or LeaveLeg or DeclineOffer)
        {
            await EnsureRinging();
        }
        return result;
    }

    public async Task HearPartial(LegRole leg, string phrase, string text, int atMs)
    {
        if (!state.MayTranscribe)
        {
            return;
        }
        var heardAt = time.GetTimestamp();
        watchers.Tell(new CallSignal(null, new PartialHeard(leg, phrase, text, atMs)));
        await RaiseAll(listener.Hear(leg, phrase, text, final: false), atMs, heardAt, partial: true, phrase);
    }

    public async Task EnsureRinging()
    {
        if (!state.IsStarted || state.IsClosed)
        {
            return;
        }
        await CatchUp();
        var idle = await GrainFactory.GetGrain<IDeskGrain>(state.Pool).Idle();
        var real = await line.RealLegs(state.Call);
        await Carry(new EnsureRinging(NextCommand("watchdog"), real, idle));
        await Show();
    }

    public Task<CallState> Read() => Task.FromResult(state);

    public IAsyncEnumerable<CallSignal> Watch(long after, CancellationToken cancel = default) =>
        watchers.Watch(record.After(after), cancel);

    private async Task RaiseAll(IReadOnlyList<Cue> cues, int atMs, long heardAt, bool partial, string phrase)
    {
        foreach (var cue in cues)
        {
            var latency = (int)time.GetElapsedTime(heardAt).TotalMilliseconds;
            var id = $"{phrase}/{cue.Category}/{cue.Assertion}";
            var result = await Carry(new RaiseCue(id, "system", cue, atMs, latency, partial, "rules"));
            if (result.Done)
            {
                metrics.CueRaised(cue, time.GetElapsedTime(heardAt));
            }
        }
    }

    private string NextCommand(string what) => $"{what}-{state.Sequence}-{++commands}";

    private async Task<CommandResult> Carry(CallCommand command)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (record.IsForeign)
            {
                return new CommandResult("There is no such call.", 0);
            }
            var now = Milliseconds(time.GetUtcNow());
            var decision = CallDecider.Decide(state, command, now);
            if (decision.Refusal is not null || decision.Events.Count == 0)
            {
                return new CommandResult(decision.Refusal, state.Sequence);
            }
            var fresh = decision.Events.Select(e => new NewEvent(now, command.Actor, command.Id, e)).ToList();
            try
            {
                var began = time.GetTimestamp();
                Tell(await record.Add(fresh, CanWait(command)));
                metrics.Appended(time.GetElapsedTime(began), fresh.Count);
                Notice();
                await Show();
                return new CommandResult(null, state.Sequence);
            }
            catch (SequenceConflictException) when (attempt < AppendAttempts)
            {
                // Another activation wrote first: believe the store, then decide again on what is true now.
                Tell(await record.Load());
            }
            catch (StoreUnavailableException e)
            {
                log.LogError("Call {Call}: the store took nothing ({Reason}); the call goes on, the command is refused.", state.Call, e.Message);
                metrics.StoreUnavailable();
                return new CommandResult("The record cannot be written right now: nothing was saved. Please repeat in a moment.", state.Sequence);
            }
        }
    }

    /// <summary>What keeps the caller connected, rung for and heard goes on without the store. What a human confirms never does.</summary>
    private static bool CanWait(CallCommand command) => command is StartCall or JoinLeg or LeaveLeg or EndNotice or RefuseConsent
        or LoseTranscript or RestoreTranscript or HearUtterance or RaiseCue or Core.Calls.EnsureRinging or AcceptOffer or DeclineOffer or DraftFields;

    private async Task CatchUp()
    {
        try
        {
            await record.Flush();
        }
        catch (SequenceConflictException)
        {
            Tell(await record.Load());
        }
        catch (StoreUnavailableException)
        {
            metrics.StoreUnavailable(); // Said when it began; tried again at the next pass.
        }
        Notice();
    }

    private void Notice()
    {
        if (record.IsBehind && !wasBehind)
        {
            log.LogError("Call {Call}: the store takes nothing. The call goes on in memory; nothing can be confirmed until it is written.", state.Call);
        }
        else if (!record.IsBehind && wasBehind)
        {
            log.LogWarning("Call {Call}: everything is written again.", state.Call);
        }
        wasBehind = record.IsBehind;
    }

    /// <summary>The store keeps milliseconds: what is told before it is written must not differ from what is read later.</summary>
    private static DateTimeOffset Milliseconds(DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());

    private void Tell(IReadOnlyList<StoredEvent> added)
    {
        foreach (var e in added)
        {
            metrics.Happened(state, e);
            watchers.Tell(new CallSignal(e, null));
        }
    }

    private async Task Show()
    {
        if (state.IsStarted)
        {
            await GrainFactory.GetGrain<IDeskGrain>(state.Pool).Show(DeskEntryOf());
        }
    }

    private DeskEntry DeskEntryOf()
    {
        var cue = state.GravestCue;
        var ringing = state.Offers.ToDictionary(o => o.Value, o => o.Key);
        return new DeskEntry(
            state.Call, state.Practice, practices.Find(state.Practice)?.Name ?? state.Practice, state.From, state.Started,
            StateWord(), ringing, state.Operator, cue?.Cue.Level, cue?.Cue.Words, state.Owed?.Due, state.Owed?.Owner, state.Sequence, record.IsBehind);
    }

    private string StateWord() => state switch
    {
        { IsClosed: true } => "closed",
        { CallerPresent: true, HumanPresent: true } => "with-operator",
        { CallerPresent: true } => "ringing",
        { Owed: not null } => "owed",
        _ => "caller-gone",
    };
}
