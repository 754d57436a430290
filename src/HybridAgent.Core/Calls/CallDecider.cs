using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Calls;

/// <summary>The answer to a command: the events to store, or why not.</summary>
/// <param name="Refusal">One clear line for the person who asked; null when carried out (or already carried out).</param>
public sealed record Decision(IReadOnlyList<CallEvent> Events, string? Refusal = null)
{
    public static Decision Nothing { get; } = new([]);

    public static Decision Of(params CallEvent[] events) => new(events);

    public static Decision Refuse(string why) => new([], why);
}

/// <summary>
/// Every rule of a call, pure: same state, command and instant, same events. Used by the grain, replay and the tests.
/// The rules are grouped by what they are about: legs and ringing, the note, the ending.
/// </summary>
public static partial class CallDecider
{
    public static Decision Decide(CallState state, CallCommand command, DateTimeOffset now)
    {
        if (state.Commands.Contains(command.Id))
        {
            return Decision.Nothing;
        }
        if (command is StartCall start)
        {
            return Start(state, start);
        }
        if (!state.IsStarted)
        {
            return Decision.Refuse("There is no such call.");
        }
        if (IsForHumansOnly(command) && !IsHuman(command.Actor))
        {
            return Decision.Refuse("Only a human does this.");
        }
        return command switch
        {
            EnsureRinging c => Ring(state, c, now),
            EndRing c => End(state, c),
            AcknowledgeIncident c => Acknowledge(state, c),
            DeclineIncident c => Decline(state, c),
            TakeOverIncident c => TakeOver(state, c),
            TakePromise c => Take(state, c),
            KeepPromise c => Keep(state, c),
            ReadMessage c => Read(state, c),
            AcknowledgeMessage c => Acknowledge(state, c),
            GiveJudgement c => Judge(state, c),
            OpenRecord c => Decision.Of(new RecordOpened(c.What, c.Actor)),
            LeaveLeg c => Leave(state, c),
            _ when state.IsClosed => Decision.Refuse("This call is closed."),
            JoinLeg c => Join(state, c),
            EndNotice c => state.NoticeHeard ? Decision.Nothing : Decision.Of(new NoticeEnded(c.PromptHash, c.PlayedMs)),
            RefuseConsent c => state.TranscriptRefused ? Decision.Nothing : Decision.Of(new ConsentRefused(c.Actor)),
            LoseTranscript c => state.LostTranscripts.ContainsKey(c.Leg) ? Decision.Nothing : Decision.Of(new TranscriptLost(c.Leg, c.Why)),
            BeginTranscript c => Begin(state, c),
            MissWords c => c.EndMs > c.StartMs ? Decision.Of(new WordsMissed(c.Leg, c.StartMs, c.EndMs)) : Decision.Nothing,
            HearUtterance c => Hear(state, c),
            AskForPerson => state.PersonAsked ? Decision.Nothing : Decision.Of(new PersonAskedFor()),
            Speak c => Decision.Of(new AssistantSpoke(c.Line)),
            NoticeSound c => Sound(state, c),
            RaiseCue c => Raise(state, c, now),
            DismissCue c => Dismiss(state, c),
            AcceptOffer c => Accept(state, c),
            DeclineOffer c => Decline(state, c),
            DraftFields c => Draft(state, c),
            EditField c => Edit(state, c),
            ConfirmField c => Confirm(state, c),
            ReadBackField c => ReadBack(state, c),
            LeaveFieldOpen c => LeaveOpen(state, c),
            ExcuseReadBack c => Excuse(state, c),
            MakePromise c => Promise(state, c, now),
            CloseCall c => Close(state, c),
            _ => Decision.Refuse("This is not something a call can do."),
        };
    }

    /// <summary>The machine only adds: what settles, removes, closes or takes over is a named human's.</summary>
    private static bool IsForHumansOnly(CallCommand command) => command is
        DismissCue or EditField or ConfirmField or ReadBackField or LeaveFieldOpen or ExcuseReadBack
        or TakePromise or MakePromise or KeepPromise or AcknowledgeIncident or DeclineIncident or TakeOverIncident or CloseCall or ReadMessage or AcknowledgeMessage
        or GiveJudgement;

    private static bool IsHuman(string actor) => actor is not ("" or "system" or "assistant" or "caller");

    private static Decision Start(CallState state, StartCall c)
    {
        if (c.Practice.Length == 0 || c.Pool.Length == 0)
        {
            return Decision.Refuse("A call belongs to a practice and to a pool of operators.");
        }
        return state.IsStarted
            ? Decision.Nothing
            : new Decision([new CallStarted(c.Practice, c.Pool, c.Edge, c.From), .. (c.Recognised ?? []).Select(k => new CallerRecognised(k))]);
    }

    private static Decision Begin(CallState state, BeginTranscript c)
    {
        var known = state.Ears.GetValueOrDefault(c.Leg) == new ListeningEngine(c.Engine, c.Doubt);
        CallEvent[] restored = state.LostTranscripts.ContainsKey(c.Leg) ? [new TranscriptRestored(c.Leg, c.Engine)] : [];
        CallEvent[] begun = known ? [] : [new TranscriptBegun(c.Leg, c.Engine, c.Doubt)];
        return new Decision([.. restored, .. begun]);
    }

    private static Decision Hear(CallState state, HearUtterance c)
    {
        // Consent is checked where audio is tapped; this is the second lock on the same door.
        if (!state.MayTranscribe)
        {
            return Decision.Refuse("No transcript: the notice has not ended or the caller refused.");
        }
        if (string.IsNullOrWhiteSpace(c.Text))
        {
            return Decision.Nothing;
        }
        var id = $"u{state.Utterances.Count + 1}";
        return Decision.Of(new UtteranceHeard(new Utterance(id, c.Leg, c.Text, c.Words, c.StartMs, c.EndMs, c.Engine, c.Late)));
    }

    /// <summary>
    /// A cue is raised once for each category and kind of assertion; red may follow amber, nothing takes a cue back.
    /// A red one that somebody put away comes again with new words: the first time may have been about a film.
    /// </summary>
    private static Decision Raise(CallState state, RaiseCue c, DateTimeOffset now)
    {
        var known = state.Cues.Any(r => r.Cue.Category == c.Cue.Category
            && (c.Cue.IsRed ? r.Cue.IsRed && !r.Dismissed && r.Cue.Level <= c.Cue.Level : r.Cue.Assertion == c.Cue.Assertion));
        if (known)
        {
            return Decision.Nothing;
        }
        var raised = new CueRaised($"c{state.Cues.Count + 1}", c.Cue, c.AtMs, c.LatencyMs, c.Partial, c.By);
        return new Decision([raised, .. Open(state, raised, now)]);
    }

    private static Decision Dismiss(CallState state, DismissCue c)
    {
        var cue = state.Cues.FirstOrDefault(r => r.Id == c.Cue);
        if (cue is null || cue.Dismissed)
        {
            return Decision.Nothing;
        }
        if (cue.Cue is { IsRed: true, Level: CueLevel.E1 } && string.IsNullOrWhiteSpace(c.Reason))
        {
            return Decision.Refuse("An emergency cue is put away only with a reason.");
        }
        // A named human who puts the cue away with a reason has taken its emergency over; one that other cues still carry goes on.
        var carried = state.Cues.Any(r => r.Id != cue.Id && !r.Dismissed && r.Cue is { IsRed: true, Level: CueLevel.E1 });
        return new Decision([
            new CueDismissed(c.Cue, c.Actor, c.Reason),
            .. !carried && cue.Cue is { IsRed: true, Level: CueLevel.E1 } && state.OpenIncident is { } incident ? TakenOver(incident, c.Actor, c.Reason) : [],
        ]);
    }

    private static Decision Sound(CallState state, NoticeSound c)
    {
        if (state.Legs.Find(l => l.Leg == c.Leg) is not { } leg || state.Silent.Contains(c.Leg) == c.Silent)
        {
            return Decision.Nothing;
        }
        return Decision.Of(c.Silent ? new LegFellSilent(leg.Leg, leg.Role) : new LegHeardAgain(leg.Leg, leg.Role));
    }
}
