using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Calls;

public static partial class CallDecider
{
    private static readonly TimeSpan LongestPromise = TimeSpan.FromDays(7);

    /// <summary>What still stands between the note and the practice, as lines an operator can act on. Empty when it may be sent.</summary>
    public static IReadOnlyList<string> MissingBeforeSend(CallState state) =>
    [
        .. FieldNames.ReadBackRequired
            .Select(state.FieldOf)
            .Where(f => f.State is not (FieldState.ReadBack or FieldState.Refused or FieldState.Unknown)
                && !(f.State is FieldState.Confirmed or FieldState.Empty && f.Excuse is not null))
            .Select(f => f.State switch
            {
                FieldState.Confirmed => $"{f.Name}: read it back, or say why not",
                FieldState.Drafted => $"{f.Name}: confirm the draft and read it back",
                _ => $"{f.Name}: ask, or mark it refused or unknown",
            }),
    ];

    private static Decision Close(CallState state, CloseCall c)
    {
        if (!Outcomes.All.Contains(c.Outcome))
        {
            return Decision.Refuse("Choose an outcome.");
        }
        var events = new List<CallEvent>();
        if (state.Owed is { } owed)
        {
            if (owed.Owner != c.Actor)
            {
                return Decision.Refuse(owed.Owner is null ? "Take the callback first: it has no owner." : "Somebody else owns the callback of this call.");
            }
            events.Add(new PromiseKept(owed.Promise, c.Actor, c.Outcome));
        }
        else if (state.Operator != c.Actor && !state.Legs.Any(l => l.IsHuman && l.Person == c.Actor))
        {
            return Decision.Refuse("You are not on this call.");
        }
        if (c.Outcome == Outcomes.MessageSent)
        {
            var missing = MissingBeforeSend(state);
            if (missing.Count > 0)
            {
                return Decision.Refuse("Before sending: " + string.Join("; ", missing));
            }
            events.Add(new MessageSent($"{state.Call}-m1", NoteContent.Hash(state), c.Actor));
        }
        else if (state.GravestCue is not null && c.Outcome is Outcomes.WrongNumber or Outcomes.NoMessage && state.Cues.Any(r => r.Cue.IsRed && !r.Dismissed))
        {
            return Decision.Refuse("An emergency cue is open: send the note, call emergency services, or put the cue away with a reason.");
        }
        if (c.Outcome == Outcomes.EmergencyServices && state.OpenIncident is { } incident)
        {
            events.AddRange(TakenOver(incident, c.Actor, "Emergency services were called."));
        }
        events.AddRange(Withdraw(state, "call-closed", null));
        events.Add(new CallClosed(c.Outcome, c.Actor));
        return new Decision(events);
    }

    private static Decision Take(CallState state, TakePromise c)
    {
        var promise = state.Promises.FirstOrDefault(p => p.Promise == c.Promise && !p.Kept);
        return promise is null
            ? Decision.Refuse("This callback is not owed any more.")
            : promise.Owner == c.Actor ? Decision.Nothing : Decision.Of(new PromiseTaken(c.Promise, c.Actor));
    }

    /// <summary>Said by an operator, owed by the operator: a promise is never without an owner.</summary>
    private static Decision Promise(CallState state, MakePromise c, DateTimeOffset now)
    {
        var what = c.What.Trim();
        if (what.Length is 0 or > MaximumValueLength)
        {
            return Decision.Refuse("Say what was promised.");
        }
        return c.Due <= now || c.Due > now + LongestPromise
            ? Decision.Refuse("A promise falls due within the next seven days.")
            : Decision.Of(new PromiseMade($"{state.Call}-p{state.Promises.Count + 1}", what, c.Due, c.Actor));
    }

    private static Decision Keep(CallState state, KeepPromise c)
    {
        if (state.Promises.Find(p => p.Promise == c.Promise && !p.Kept) is not { } promise)
        {
            return Decision.Nothing;
        }
        return promise.Owner != c.Actor ? Decision.Refuse("Somebody else owns this promise: take it over first.")
            : promise.IsCallback && !state.IsClosed ? Decision.Refuse("A callback is kept by closing the call with its outcome.")
            : Decision.Of(new PromiseKept(c.Promise, c.Actor, c.How));
    }

    private static Decision Read(CallState state, ReadMessage c) =>
        state.Message is { State: "sent" } m ? Decision.Of(new MessageRead(m.Message, c.Actor)) : Decision.Nothing;

    private static Decision Acknowledge(CallState state, AcknowledgeMessage c)
    {
        if (state.Message is not { } message)
        {
            return Decision.Refuse("There is no message to acknowledge.");
        }
        if (message.ContentHash != c.ContentHash)
        {
            return Decision.Refuse("This is not the message that was sent: open it again.");
        }
        return message.State == "acknowledged"
            ? Decision.Nothing
            : Decision.Of(new MessageAcknowledged(message.Message, c.ContentHash, c.Actor));
    }
}
