using HybridAgent.Core.Calls;

namespace HybridAgent.Server.Shell;

/// <summary>One event of a call's record in one line, for the auditor's timeline and the terminal's. Text only, never markup.</summary>
public static class EventWords
{
    /// <param name="name">Turns a person's opaque id into what is shown.</param>
    public static string Of(CallEvent e, Func<string, string> name) => e switch
    {
        CallStarted x => $"first ring for {x.Practice} ({x.Edge})",
        LegJoined x => $"{x.Role} is on the line",
        LegLeft x => $"{x.Role} left: {x.Reason}",
        NoticeEnded x => $"notice ended after {x.PlayedMs / 1000.0:0.0} s: transcription may begin",
        ConsentRefused => "the caller refused the transcript",
        TranscriptLost x => $"no transcript of the {x.Leg}: {x.Why}",
        TranscriptRestored x => $"transcript of the {x.Leg} is back ({x.Engine})",
        TranscriptBegun x => $"{x.Engine} listens to the {x.Leg}{(x.Doubt is null ? "" : $": {x.Doubt}")}",
        WordsMissed x => $"nobody's speech engine heard the {x.Leg} for {(x.EndMs - x.StartMs) / 1000.0:0.0} s",
        UtteranceHeard x => $"{x.Utterance.Leg}{(x.Utterance.Late ? " (late)" : "")}: {x.Utterance.Text}",
        CueRaised x => $"CUE {x.Cue.Level} {x.Cue.Category} ({x.Cue.Assertion}): \"{x.Cue.Words}\"{(x.Partial ? " while still speaking" : "")}, by {(x.By == "model" ? $"{x.Cue.Rule} after {x.LatencyMs} ms" : name(x.By))}",
        CueDismissed x => $"cue {x.Id} put away: {x.Reason}",
        OfferMade x => $"ringing {name(x.Operator)}",
        OfferAccepted x => $"{name(x.Operator)} accepts",
        OfferDeclined x => $"{name(x.Operator)} declines",
        OfferWithdrawn x => $"stops ringing {name(x.Operator)}: {x.Reason}",
        FieldDrafted x => $"draft {x.Draft.Field} = {x.Draft.Value}{(x.Draft.Heard ? " (heard, not sure)" : "")}, by {x.Draft.By}{(x.Draft.LatencyMs > 0 ? $" after {x.Draft.LatencyMs} ms" : "")}",
        FieldEdited x => $"typed {x.Field} = {x.Value}",
        FieldConfirmed x => $"confirmed {x.Field} = {x.Value}",
        FieldReadBack x => $"read back {x.Field} = {x.Value}",
        FieldLeftOpen x => $"{x.Field}: {x.State}",
        ReadBackExcused x => $"{x.Field} not read back: {x.Reason}",
        CallbackPromised x => $"callback owed by {x.Due:HH:mm:ss} UTC: {x.Why}",
        PromiseTaken x => $"{name(x.By)} takes the promise over",
        PromiseKept x => $"{name(x.By)} kept the promise: {x.How}",
        MessageSent => "message sent to the practice",
        MessageRead x => $"{name(x.By)} read the message",
        MessageAcknowledged x => $"{name(x.By)} acknowledged the message",
        CallClosed x => $"closed: {x.Outcome}",
        CallerRecognised x => $"the number is known: {x.As}",
        PersonAskedFor => "the caller asks for a person",
        AssistantSpoke x => $"assistant: {x.Line}",
        LegFellSilent x => $"nothing audible from the {x.Role} for five seconds",
        LegHeardAgain x => $"the {x.Role} is heard again",
        OfferUnanswered x => $"{name(x.Operator)} did not answer: {x.How}",
        IncidentOpened x => $"EMERGENCY opened by cue {x.Cue}; clinicians ring from {x.PageAt:HH:mm:ss} UTC",
        ClinicianRung x => $"emergency rings {name(x.Person)}{(x.ByPhone ? " by phone" : "")}",
        ClinicianRingEnded x => $"emergency no longer rings {name(x.Person)}: {x.How}",
        IncidentAcknowledged x => $"{name(x.By)} has the emergency",
        IncidentTakenOver x => $"{name(x.By)} takes the emergency over: {x.Reason}",
        PromiseMade x => $"{name(x.Owner)} promised by {x.Due:HH:mm} UTC: {x.What}",
        PromiseOverdue => "a promise is overdue",
        JudgementGiven x => $"{name(x.By)} judged: {Words.Judgement(x.Judgement)}{(x.Category is { } about ? $" ({about})" : "")}: {x.Reason}",
        RecordOpened x => $"{name(x.By)} looked at the {x.What}",
        _ => CallEventKinds.Of(e),
    };
}
