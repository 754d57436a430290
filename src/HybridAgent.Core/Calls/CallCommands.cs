using HybridAgent.Core.Cues;
using HybridAgent.Core.Desk;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Calls;

/// <summary>
/// Something somebody wants of a call. Every command carries an id: repeating it changes nothing, so senders may retry
/// and a silo that thaws may replay its queue.
/// </summary>
/// <param name="Id">Unique per intention.</param>
/// <param name="Actor">"system", "caller", "assistant" or a person's id.</param>
public abstract record CallCommand(string Id, string Actor);

/// <param name="Recognised">What is known of the number (<see cref="CallerKinds"/>); null when nothing is.</param>
public sealed record StartCall(string Id, string Practice, string Pool, string Edge, string? From, IReadOnlyList<string>? Recognised = null)
    : CallCommand(Id, "caller");

public sealed record JoinLeg(string Id, string Actor, string Leg, LegRole Role, string? Person) : CallCommand(Id, Actor);

/// <param name="Reason">"hung-up", "lost" or "dropped".</param>
public sealed record LeaveLeg(string Id, string Actor, string Leg, string Reason) : CallCommand(Id, Actor);

public sealed record EndNotice(string Id, string PromptHash, int PlayedMs) : CallCommand(Id, "assistant");

public sealed record RefuseConsent(string Id, string Actor) : CallCommand(Id, Actor);

public sealed record LoseTranscript(string Id, LegRole Leg, string Why) : CallCommand(Id, "system");

/// <summary>From here on this engine listens to the leg: what was lost is restored, and a change of engine or doubt is recorded.</summary>
/// <param name="Doubt">Why its text is late or must not be trusted; null when there is no reason.</param>
public sealed record BeginTranscript(string Id, LegRole Leg, string Engine, string? Doubt = null) : CallCommand(Id, "system");

/// <summary>No engine heard this part of the leg, and none will.</summary>
public sealed record MissWords(string Id, LegRole Leg, int StartMs, int EndMs) : CallCommand(Id, "system");

/// <summary>One final piece of a leg's transcript; the call gives it its id.</summary>
public sealed record HearUtterance(
    string Id, LegRole Leg, string Text, IReadOnlyList<Word> Words, int StartMs, int EndMs, string Engine, bool Late = false)
    : CallCommand(Id, "system");

/// <param name="By">"rules", "model" or an operator's id.</param>
public sealed record RaiseCue(string Id, string Actor, Cue Cue, int AtMs, int LatencyMs, bool Partial, string By) : CallCommand(Id, Actor);

public sealed record DismissCue(string Id, string Actor, string Cue, string Reason) : CallCommand(Id, Actor);

/// <summary>The caller said that they want a person.</summary>
public sealed record AskForPerson(string Id) : CallCommand(Id, "caller");

/// <summary>The assistant has said a line of the hold script.</summary>
public sealed record Speak(string Id, string Line) : CallCommand(Id, "assistant");

/// <summary>What the media side hears of a leg: nothing for five seconds, or something again.</summary>
public sealed record NoticeSound(string Id, string Leg, bool Silent) : CallCommand(Id, "system");

/// <summary>The watchdog's pass: what is really there, and who could be rung.</summary>
/// <param name="RealLegs">Ids of the legs the media side really has; null when it could not be asked.</param>
/// <param name="People">Who can be rung for the call now, by step of the ladder.</param>
/// <param name="RealRings">Ids of the telephones that really ring (offers and attempts); null when it could not be asked.</param>
/// <param name="Clinicians">Who can be rung for an emergency now, in the order of the on-call list.</param>
public sealed record EnsureRinging(
    string Id, IReadOnlyList<string>? RealLegs, IReadOnlyList<Reachable> People, IReadOnlyList<string>? RealRings = null,
    IReadOnlyList<Reachable>? Clinicians = null) : CallCommand(Id, "system");

/// <summary>A telephone stopped ringing without a human's word. A voicemail that picks up is such an end, never an answer.</summary>
/// <param name="Attempt">The offer's or attempt's id; one that no longer rings changes nothing.</param>
/// <param name="How">One of <see cref="RingEnds"/>.</param>
public sealed record EndRing(string Id, string Attempt, string How) : CallCommand(Id, "system");

/// <summary>An identified clinician takes the emergency.</summary>
public sealed record AcknowledgeIncident(string Id, string Actor, string Incident) : CallCommand(Id, Actor);

/// <summary>A clinician passes it on to the next.</summary>
public sealed record DeclineIncident(string Id, string Actor, string Attempt) : CallCommand(Id, Actor);

/// <summary>A named human takes the emergency instead of a clinician.</summary>
public sealed record TakeOverIncident(string Id, string Actor, string Incident, string Reason) : CallCommand(Id, Actor);

public sealed record AcceptOffer(string Id, string Actor, string Offer) : CallCommand(Id, Actor);

public sealed record DeclineOffer(string Id, string Actor, string Offer) : CallCommand(Id, Actor);

/// <param name="BasedOn">The sequence the drafter had seen.</param>
public sealed record DraftFields(string Id, long BasedOn, IReadOnlyList<FieldDraft> Drafts) : CallCommand(Id, "assistant");

public sealed record EditField(string Id, string Actor, string Field, string Value) : CallCommand(Id, Actor);

/// <param name="Value">The value the human saw when confirming; a draft that moved on is not confirmed by accident.</param>
public sealed record ConfirmField(string Id, string Actor, string Field, string Value) : CallCommand(Id, Actor);

public sealed record ReadBackField(string Id, string Actor, string Field, string Value) : CallCommand(Id, Actor);

public sealed record LeaveFieldOpen(string Id, string Actor, string Field, FieldState State) : CallCommand(Id, Actor);

public sealed record ExcuseReadBack(string Id, string Actor, string Field, string Reason) : CallCommand(Id, Actor);

/// <param name="Due">UTC.</param>
public sealed record MakePromise(string Id, string Actor, string What, DateTimeOffset Due) : CallCommand(Id, Actor);

/// <param name="How">What was done.</param>
public sealed record KeepPromise(string Id, string Actor, string Promise, string How) : CallCommand(Id, Actor);

public sealed record TakePromise(string Id, string Actor, string Promise) : CallCommand(Id, Actor);

/// <summary>Ends the call with an outcome. With <see cref="Outcomes.MessageSent"/> the note goes to the practice.</summary>
public sealed record CloseCall(string Id, string Actor, string Outcome) : CallCommand(Id, Actor);

public sealed record ReadMessage(string Id, string Actor) : CallCommand(Id, Actor);

/// <param name="ContentHash">Hash of what the reader saw.</param>
public sealed record AcknowledgeMessage(string Id, string Actor, string ContentHash) : CallCommand(Id, Actor);

/// <summary>The practice says what it thinks of the call's urgency.</summary>
/// <param name="Judgement">One of <see cref="Judgements"/>.</param>
/// <param name="Category">The cue category it is about; null when none is named.</param>
/// <param name="Reason">Required, short.</param>
public sealed record GiveJudgement(string Id, string Actor, string Judgement, string? Category, string Reason) : CallCommand(Id, Actor);

public sealed record OpenRecord(string Id, string Actor, string What) : CallCommand(Id, Actor);
