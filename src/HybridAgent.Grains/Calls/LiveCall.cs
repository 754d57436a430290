using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Desk;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Desk;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Grains.Calls;

/// <summary>What a live call needs of the world around it.</summary>
public sealed record CallWorld(
    IEventStore Store, ILine Line, IDesks Desks, IPracticeDirectory Practices, CueFloor Floor, TimeProvider Time, CallMetrics Metrics, ILogger Log);

/// <summary>
/// One call at work: load, decide (<see cref="CallDecider"/>), append, fold, tell. The grain and the simulator both run this very
/// class; whoever runs it sees to it that one thing happens at a time.
/// </summary>
public sealed class LiveCall(CallId call, string practice, CallWorld world)
{
    private const int AppendAttempts = 5;
    private static readonly TimeSpan UnwatchedAfter = TimeSpan.FromSeconds(1.5);
    private readonly CallRecord record = new(call, practice, world.Store);
    private readonly CueListener listener = new(world.Floor.For(world.Practices.Find(practice)));
    private readonly HashSet<string> shownAt = [];
    private bool wasBehind;
    private bool isUnread;
    private long looked = world.Time.GetTimestamp();
    private long commands;

    /// <summary>Raised for everything a watcher may see, in order.</summary>
    public event Action<CallSignal>? Told;

    public CallState State => record.State;

    /// <summary>
    /// Somebody must still do something, and the watchdog has not come by: it cannot ask the store, or the store has not taken this
    /// call yet. Whoever runs the call looks at it then.
    /// </summary>
    public bool IsUnwatched => State.IsLive && world.Time.GetElapsedTime(looked) >= UnwatchedAfter;

    public IReadOnlyList<StoredEvent> After(long sequence) => record.After(sequence);

    /// <summary>Reads the record. What was said before is heard again, so that a cue whose raising was cut off by a crash is not lost.</summary>
    public async Task Load()
    {
        IReadOnlyList<StoredEvent> stored;
        try
        {
            stored = await record.Load();
            isUnread = false;
        }
        catch (StoreUnavailableException e)
        {
            // Whoever calls now is rung for all the same: the call begins in memory, and what the store has is read when it answers.
            world.Log.LogError("Call {Call}: the record cannot be read ({Reason}); the call goes on with what it is told.", call, e.Message);
            world.Metrics.StoreUnavailable();
            isUnread = true;
            return;
        }
        Tell(stored);
        foreach (var e in stored)
        {
            var cues = HeardAgain.Hear(listener, e, State);
            if (e.Event is UtteranceHeard { Utterance: var said })
            {
                await RaiseAll(cues, said.EndMs, world.Time.GetTimestamp(), partial: false, e.Command);
            }
            else if (e.Event is FieldEdited)
            {
                await RaiseAll(cues, SpokenUntil, world.Time.GetTimestamp(), partial: false, e.Command);
            }
            else if (e.Event is CueRaised raised)
            {
                await RaiseAll(cues, raised.AtMs, world.Time.GetTimestamp(), partial: true, HeardAgain.PhraseOf(e));
            }
        }
    }

    public async Task<CommandResult> Do(CallCommand command)
    {
        if (command is StartCall start)
        {
            if (start.Practice != practice)
            {
                return new CommandResult("A call belongs to the practice of its key.", State.Sequence);
            }
            command = start with { Recognised = await Recognise(start) };
        }
        var result = await Carry(command);
        if (!result.Done)
        {
            return result;
        }
        switch (command)
        {
            case HearUtterance heard:
                await Heard(heard.Leg, heard.Id, heard.Text, heard.EndMs, final: true, heard.Words);
                break;
            case EditField typed:
                await Typed(typed.Field, typed.Value, typed.Id);
                break;
            case DismissCue away when State.Cues.Find(c => c.Id == away.Cue) is { } dismissed:
                ForgetUnlessRed(dismissed.Cue.Category);
                break;
            case RaiseCue or JoinLeg or LeaveLeg or DeclineOffer or DeclineIncident or EndRing:
                await EnsureRinging();
                break;
        }
        return result;
    }

    /// <summary>What a leg is saying right now. Not stored; cues in it are.</summary>
    public async Task HearPartial(LegRole leg, string phrase, string text, int atMs)
    {
        if (State.MayTranscribe)
        {
            Told?.Invoke(new CallSignal(null, new PartialHeard(leg, phrase, text, atMs)));
            await Heard(leg, phrase, text, atMs, final: false);
        }
    }

    /// <summary>One pass of the watchdog for this call.</summary>
    public async Task EnsureRinging()
    {
        looked = world.Time.GetTimestamp();
        if (isUnread)
        {
            await Load();
        }
        if (!State.IsLive)
        {
            return;
        }
        await CatchUp();
        var who = await world.Desks.Who(practice, State.Pool);
        var real = await world.Line.Real(call);
        var clinicians = State.OpenIncident is null ? null : who.Clinicians;
        await Carry(new EnsureRinging(NextCommand("watchdog"), real.Legs, who.People, real.Rings, clinicians));
        await Show(who);
    }

    private async Task Heard(LegRole leg, string phrase, string text, int atMs, bool final, IReadOnlyList<Word>? words = null)
    {
        var heardAt = world.Time.GetTimestamp();
        await RaiseAll(listener.Hear(leg, phrase, text, final, words), atMs, heardAt, partial: !final, phrase);
        if (leg == LegRole.Caller && State is { WaitingSince: not null, PersonAsked: false } && PersonRequest.IsIn(text))
        {
            await Carry(new AskForPerson(NextCommand("person")));
        }
    }

    /// <summary>What an operator writes down is what the caller told them.</summary>
    private Task Typed(string field, string value, string command) =>
        RaiseAll(HeardAgain.Read(listener, field, value), SpokenUntil, world.Time.GetTimestamp(), partial: false, command);

    /// <summary>Where the caller's clock stands, as far as the record knows.</summary>
    private int SpokenUntil => State.Utterances.Count > 0 ? State.Utterances[^1].EndMs : 0;

    private async Task RaiseAll(IReadOnlyList<Cue> cues, int atMs, long heardAt, bool partial, string phrase)
    {
        foreach (var cue in cues)
        {
            var latency = (int)world.Time.GetElapsedTime(heardAt).TotalMilliseconds;
            var before = State.Sequence;
            var id = $"{phrase}/{cue.Category}/{cue.Assertion}";
            if (cue.IsRed && listener.WasForgotten(phrase, cue.Category))
            {
                // Not the one that was put away, which had this very id: other words of the same phrase.
                id += $"/{cue.FirstWord}-{cue.LastWord}";
            }
            var result = await Carry(new RaiseCue(id, "system", cue, atMs, latency, partial, "rules"));
            if (result.Done && result.Sequence > before)
            {
                world.Metrics.CueRaised(cue, world.Time.GetElapsedTime(heardAt));
                await EnsureRinging(); // A cue opens an emergency and moves the call to the front: now, not at the next second.
            }
            if (cue.IsRed)
            {
                ForgetUnlessRed(cue.Category);
            }
        }
    }

    /// <summary>The listener keeps silent about a category only while a red cue of it stands in the record: one that was put away or not taken silences nothing.</summary>
    private void ForgetUnlessRed(string category)
    {
        if (!State.Cues.Exists(c => c is { Dismissed: false, Cue.IsRed: true } && c.Cue.Category == category))
        {
            listener.Forget(category);
        }
    }

    private async Task<IReadOnlyList<string>> Recognise(StartCall start)
    {
        if (start.From is not { } from)
        {
            return [];
        }
        var known = new List<string>(start.Recognised ?? []);
        if (world.Practices.Find(practice)?.KnownNumbers?.Contains(from) == true)
        {
            known.Add(CallerKinds.Professional);
        }
        try
        {
            var since = world.Time.GetUtcNow() - CallerKinds.RepeatWithin;
            var earlier = (await world.Store.List(new CallQuery(practice, From: from, Since: since))).Where(r => r.Call != call).ToList();
            if (earlier.Count > 0)
            {
                var urgentStillOpen = earlier.Exists(r => r.Level > 0 && (r.Live || r.Message is "sent" or "read"));
                known.Add(urgentStillOpen ? CallerKinds.RepeatOnUrgent : CallerKinds.Repeat);
            }
        }
        catch (StoreUnavailableException e)
        {
            world.Log.LogWarning("Call {Call}: earlier calls could not be looked up ({Reason}).", call, e.Message);
        }
        return known;
    }

    private string NextCommand(string what) => $"{what}-{State.Sequence}-{++commands}";

    private async Task<CommandResult> Carry(CallCommand command)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (record.IsForeign)
            {
                return new CommandResult("There is no such call.", 0);
            }
            var now = Milliseconds(world.Time.GetUtcNow());
            var decision = CallDecider.Decide(State, command, now);
            if (decision.Refusal is not null || decision.Events.Count == 0)
            {
                return new CommandResult(decision.Refusal, State.Sequence);
            }
            var fresh = decision.Events.Select(e => new NewEvent(now, command.Actor, command.Id, e)).ToList();
            try
            {
                var began = world.Time.GetTimestamp();
                Tell(await record.Add(fresh, CanWait(command)));
                world.Metrics.Appended(world.Time.GetElapsedTime(began), fresh.Count);
                Notice();
                await Show();
                return new CommandResult(null, State.Sequence);
            }
            catch (SequenceConflictException) when (attempt < AppendAttempts)
            {
                // Another activation wrote first: believe the store, then decide again on what is true now.
                Tell(await record.Load());
            }
            catch (StoreUnavailableException e)
            {
                world.Log.LogError("Call {Call}: the store took nothing ({Reason}); the call goes on, the command is refused.", call, e.Message);
                world.Metrics.StoreUnavailable();
                return new CommandResult("The record cannot be written right now: nothing was saved. Please repeat in a moment.", State.Sequence);
            }
        }
    }

    /// <summary>What keeps the caller connected, rung for and heard goes on without the store. What a human confirms never does.</summary>
    private static bool CanWait(CallCommand command) => command is StartCall or JoinLeg or LeaveLeg or EndNotice or RefuseConsent
        or LoseTranscript or BeginTranscript or MissWords or HearUtterance or RaiseCue or Core.Calls.EnsureRinging or AcceptOffer or DeclineOffer
        or EndRing or DeclineIncident or AskForPerson or Speak or NoticeSound or DraftFields;

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
            world.Metrics.StoreUnavailable(); // Said when it began; tried again at the next pass.
        }
        Notice();
    }

    private void Notice()
    {
        if (record.IsBehind && !wasBehind)
        {
            world.Log.LogError("Call {Call}: the store takes nothing. The call goes on in memory; nothing can be confirmed until it is written.", call);
        }
        else if (!record.IsBehind && wasBehind)
        {
            world.Log.LogWarning("Call {Call}: everything is written again.", call);
        }
        wasBehind = record.IsBehind;
    }

    /// <summary>The store keeps milliseconds: what is told before it is written must not differ from what is read later.</summary>
    private static DateTimeOffset Milliseconds(DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());

    private void Tell(IReadOnlyList<StoredEvent> added)
    {
        foreach (var e in added)
        {
            world.Metrics.Happened(State, e);
            Told?.Invoke(new CallSignal(e, null));
        }
    }

    private async Task Show(WhoCanBeRung? who = null)
    {
        if (!State.IsStarted)
        {
            return;
        }
        shownAt.Add(State.Pool);
        foreach (var person in State.Offers.Values.Concat(State.OpenIncident?.Rings.Values ?? []))
        {
            if (who?.DeskOf.GetValueOrDefault(person) is { } desk)
            {
                shownAt.Add(desk);
            }
        }
        var entry = Entry();
        foreach (var desk in shownAt)
        {
            await world.Desks.Show(desk, entry);
        }
    }

    private DeskEntry Entry()
    {
        var cue = State.GravestCue;
        return new DeskEntry(
            call, State.Practice, world.Practices.Find(State.Practice)?.Name ?? State.Practice, State.From, State.Started,
            StateWord(), AtScreens(State.Offers), State.Operator, cue?.Cue.Level, cue?.Cue.Words, Priority.Standing(State), [.. State.AllOwed],
            State.OpenIncident is { } open ? new OpenIncident(open.Id, open.PageAt, AtScreens(open.Rings)) : null, State.Sequence, record.IsBehind,
            State.HumanPresent ? [.. State.Legs.Where(l => l is { IsHuman: true, Person: not null }).Select(l => l.Person!)] : null, Priority.Why(State));
    }

    private Dictionary<string, string> AtScreens(IEnumerable<KeyValuePair<string, string>> rings) =>
        rings.Where(r => !State.Dialled.ContainsKey(r.Key)).ToDictionary(r => r.Value, r => r.Key);

    private string StateWord() => State switch
    {
        { IsClosed: true, OpenIncident: not null } => "incident",
        { IsClosed: true, IsLive: true } => "owed",
        { IsClosed: true } => "closed",
        { CallerPresent: true, HumanPresent: true } => "with-operator",
        { CallerPresent: true } => "ringing",
        { Owed: not null } => "owed",
        _ => "caller-gone",
    };
}
