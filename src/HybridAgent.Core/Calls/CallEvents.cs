using System.Text.Json.Serialization;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Desk;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Calls;

/// <summary>
/// What happened in a call, in the past tense. Stored as JSON with an explicit "kind" and "v"; CLR names never reach the store.
/// A kind, once written, keeps its meaning forever; a changed meaning is a new kind.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CallStarted), "call-started")]
[JsonDerivedType(typeof(LegJoined), "leg-joined")]
[JsonDerivedType(typeof(LegLeft), "leg-left")]
[JsonDerivedType(typeof(NoticeEnded), "notice-ended")]
[JsonDerivedType(typeof(ConsentRefused), "consent-refused")]
[JsonDerivedType(typeof(TranscriptLost), "transcript-lost")]
[JsonDerivedType(typeof(TranscriptRestored), "transcript-restored")]
[JsonDerivedType(typeof(TranscriptBegun), "transcript-begun")]
[JsonDerivedType(typeof(WordsMissed), "words-missed")]
[JsonDerivedType(typeof(UtteranceHeard), "utterance-heard")]
[JsonDerivedType(typeof(CueRaised), "cue-raised")]
[JsonDerivedType(typeof(CueDismissed), "cue-dismissed")]
[JsonDerivedType(typeof(CallerRecognised), "caller-recognised")]
[JsonDerivedType(typeof(PersonAskedFor), "person-asked-for")]
[JsonDerivedType(typeof(AssistantSpoke), "assistant-spoke")]
[JsonDerivedType(typeof(LegFellSilent), "leg-fell-silent")]
[JsonDerivedType(typeof(LegHeardAgain), "leg-heard-again")]
[JsonDerivedType(typeof(OfferMade), "offer-made")]
[JsonDerivedType(typeof(OfferAccepted), "offer-accepted")]
[JsonDerivedType(typeof(OfferDeclined), "offer-declined")]
[JsonDerivedType(typeof(OfferWithdrawn), "offer-withdrawn")]
[JsonDerivedType(typeof(OfferUnanswered), "offer-unanswered")]
[JsonDerivedType(typeof(IncidentOpened), "incident-opened")]
[JsonDerivedType(typeof(ClinicianRung), "clinician-rung")]
[JsonDerivedType(typeof(ClinicianRingEnded), "clinician-ring-ended")]
[JsonDerivedType(typeof(IncidentAcknowledged), "incident-acknowledged")]
[JsonDerivedType(typeof(IncidentTakenOver), "incident-taken-over")]
[JsonDerivedType(typeof(FieldDrafted), "field-drafted")]
[JsonDerivedType(typeof(FieldEdited), "field-edited")]
[JsonDerivedType(typeof(FieldConfirmed), "field-confirmed")]
[JsonDerivedType(typeof(FieldReadBack), "field-read-back")]
[JsonDerivedType(typeof(FieldLeftOpen), "field-left-open")]
[JsonDerivedType(typeof(ReadBackExcused), "read-back-excused")]
[JsonDerivedType(typeof(CallbackPromised), "callback-promised")]
[JsonDerivedType(typeof(PromiseMade), "promise-made")]
[JsonDerivedType(typeof(PromiseOverdue), "promise-overdue")]
[JsonDerivedType(typeof(PromiseTaken), "promise-taken")]
[JsonDerivedType(typeof(PromiseKept), "promise-kept")]
[JsonDerivedType(typeof(MessageSent), "message-sent")]
[JsonDerivedType(typeof(MessageRead), "message-read")]
[JsonDerivedType(typeof(MessageAcknowledged), "message-acknowledged")]
[JsonDerivedType(typeof(CallClosed), "call-closed")]
[JsonDerivedType(typeof(RecordOpened), "record-opened")]
[JsonDerivedType(typeof(JudgementGiven), "judgement-given")]
public abstract record CallEvent
{
    /// <summary>Version of the payload's shape.</summary>
    public int V { get; init; } = 1;
}

/// <summary>First ring.</summary>
/// <param name="Edge">Where the caller came in: "browser", "recorded".</param>
/// <param name="From">The caller's number when the edge knows it (personal data).</param>
public sealed record CallStarted(string Practice, string Pool, string Edge, string? From) : CallEvent;

/// <param name="Leg">Unique within the deployment, never reused.</param>
/// <param name="Person">Operator id for staff legs; null for the caller and the assistant.</param>
public sealed record LegJoined(string Leg, LegRole Role, string? Person) : CallEvent;

/// <param name="Reason">"hung-up", "lost" (socket died), "dropped" (left on purpose), "closed".</param>
public sealed record LegLeft(string Leg, LegRole Role, string? Person, string Reason) : CallEvent;

/// <summary>The recording and AI notice has been played (or interrupted after the notice part): transcription may begin.</summary>
/// <param name="PromptHash">SHA-256 (hex) of the audio that was played.</param>
public sealed record NoticeEnded(string PromptHash, int PlayedMs) : CallEvent;

/// <summary>The caller does not want to be transcribed. A human serves the call all the same.</summary>
/// <param name="By">"caller" (pressed or said so) or an operator's id.</param>
public sealed record ConsentRefused(string By) : CallEvent;

public sealed record TranscriptLost(LegRole Leg, string Why) : CallEvent;

public sealed record TranscriptRestored(LegRole Leg, string Engine) : CallEvent;

/// <summary>From here on this engine listens to the leg, with or without a doubt about its text.</summary>
/// <param name="Doubt">Why the text is late or must not be trusted; null when there is no reason.</param>
public sealed record TranscriptBegun(
    LegRole Leg, string Engine, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] string? Doubt = null) : CallEvent;

/// <summary>No engine heard this part of the leg: the transcript has a hole there, the call has none.</summary>
/// <param name="StartMs">Milliseconds on the leg's clock.</param>
public sealed record WordsMissed(LegRole Leg, int StartMs, int EndMs) : CallEvent;

public sealed record UtteranceHeard(Utterance Utterance) : CallEvent;

/// <param name="Id">"c1", "c2", ... within the call.</param>
/// <param name="AtMs">Milliseconds on the caller leg's clock at which the words were spoken (their end).</param>
/// <param name="LatencyMs">Milliseconds from the engine's partial or utterance to the decision.</param>
/// <param name="Partial">True when raised while the sentence was still being spoken.</param>
/// <param name="By">"rules", "model" or an operator's id.</param>
public sealed record CueRaised(string Id, Cue Cue, int AtMs, int LatencyMs, bool Partial, string By) : CallEvent;

/// <summary>An operator put the banner away. The cue stays in the record.</summary>
public sealed record CueDismissed(string Id, string By, string Reason) : CallEvent;

/// <summary>The caller's number was known: the call stands earlier in the queue.</summary>
/// <param name="As">One of <see cref="CallerKinds"/>.</param>
public sealed record CallerRecognised(string As) : CallEvent;

/// <summary>The caller asked for a person while the assistant was talking. The assistant asks nothing more.</summary>
public sealed record PersonAskedFor : CallEvent;

/// <summary>The assistant said a line of the practice's hold script to the waiting caller.</summary>
/// <param name="Line">The line's key, for example "ask-name"; see <see cref="Practices.HoldLines"/>.</param>
public sealed record AssistantSpoke(string Line) : CallEvent;

/// <summary>A bridged leg has sent nothing audible for five seconds, though its connection lives.</summary>
public sealed record LegFellSilent(string Leg, LegRole Role) : CallEvent;

public sealed record LegHeardAgain(string Leg, LegRole Role) : CallEvent;

/// <summary>A human is being rung. The id is globally unique and never reused.</summary>
/// <param name="Rung">The step of the ladder.</param>
/// <param name="ByPhone">True for a telephone; false for a screen.</param>
public sealed record OfferMade(
    string Offer, string Operator,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Rung Rung = Rung.Pool,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool ByPhone = false) : CallEvent;

public sealed record OfferAccepted(string Offer, string Operator) : CallEvent;

public sealed record OfferDeclined(string Offer, string Operator) : CallEvent;

/// <param name="Reason">"answered-by-other", "operator-gone", "never-joined", "caller-gone", "call-closed".</param>
public sealed record OfferWithdrawn(string Offer, string Operator, string Reason) : CallEvent;

/// <summary>A telephone stopped ringing without a human's word.</summary>
/// <param name="How">One of <see cref="RingEnds"/>.</param>
public sealed record OfferUnanswered(string Offer, string Operator, string How) : CallEvent;

/// <summary>An emergency that a clinician must take. It rings until somebody identified does; nothing else ends it.</summary>
/// <param name="Cue">The cue that opened it.</param>
/// <param name="PageAt">When clinicians begin to be rung, UTC: at once when the caller has no human, else after the countdown.</param>
public sealed record IncidentOpened(string Incident, string Cue, DateTimeOffset PageAt) : CallEvent;

/// <param name="Attempt">Globally unique, never reused.</param>
public sealed record ClinicianRung(string Attempt, string Incident, string Person, bool ByPhone = false) : CallEvent;

/// <param name="How">One of <see cref="RingEnds"/>, or "declined".</param>
public sealed record ClinicianRingEnded(string Attempt, string Person, string How) : CallEvent;

/// <summary>An identified clinician has it.</summary>
public sealed record IncidentAcknowledged(string Incident, string By) : CallEvent;

/// <summary>A named human has it instead of a clinician, and said why.</summary>
public sealed record IncidentTakenOver(string Incident, string By, string Reason) : CallEvent;

public sealed record FieldDrafted(FieldDraft Draft) : CallEvent;

/// <summary>A human typed. An empty value clears the field.</summary>
public sealed record FieldEdited(string Field, string Value, string By) : CallEvent;

public sealed record FieldConfirmed(string Field, string Value, string By) : CallEvent;

public sealed record FieldReadBack(string Field, string Value, string By) : CallEvent;

/// <param name="State"><see cref="FieldState.Refused"/> or <see cref="FieldState.Unknown"/>.</param>
public sealed record FieldLeftOpen(string Field, FieldState State, string By) : CallEvent;

/// <summary>Why a required field was not read back.</summary>
public sealed record ReadBackExcused(string Field, string Reason, string By) : CallEvent;

/// <summary>Somebody must call this caller back.</summary>
/// <param name="Due">UTC.</param>
public sealed record CallbackPromised(string Promise, DateTimeOffset Due, string Why) : CallEvent;

/// <summary>Something a human said to the caller that somebody owes.</summary>
/// <param name="What">What was promised, in the operator's words.</param>
/// <param name="Due">UTC.</param>
public sealed record PromiseMade(string Promise, string What, DateTimeOffset Due, string Owner) : CallEvent;

/// <summary>The deadline has passed and nobody kept it: it rings.</summary>
public sealed record PromiseOverdue(string Promise) : CallEvent;

public sealed record PromiseTaken(string Promise, string By) : CallEvent;

public sealed record PromiseKept(string Promise, string By, string How) : CallEvent;

/// <param name="ContentHash">SHA-256 (hex) of the note as delivered.</param>
public sealed record MessageSent(string Message, string ContentHash, string By) : CallEvent;

public sealed record MessageRead(string Message, string By) : CallEvent;

public sealed record MessageAcknowledged(string Message, string ContentHash, string By) : CallEvent;

/// <summary>A human closed the call. There is no other way for a call to end.</summary>
/// <param name="Outcome">One of <see cref="Outcomes"/>.</param>
public sealed record CallClosed(string Outcome, string By) : CallEvent;

/// <summary>Somebody looked at the record. Reads are events too.</summary>
/// <param name="What">"timeline", "transcript", "message".</param>
public sealed record RecordOpened(string What, string By) : CallEvent;

/// <summary>The practice said what it thinks of the call's urgency. Changes nothing of the call; the replay lab makes a case of it.</summary>
/// <param name="Judgement">One of <see cref="Judgements"/>.</param>
/// <param name="Category">The cue category it is about; null when none was named.</param>
public sealed record JudgementGiven(string Judgement, string? Category, string Reason, string By) : CallEvent;
