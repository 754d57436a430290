using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Calls;

/// <summary>One event of every kind, every property filled.</summary>
internal static class EveryEvent
{
    public static IReadOnlyList<CallEvent> Samples { get; } =
    [
        new CallStarted("demo", "main", "browser", "+12025550100"),
        new LegJoined("leg-1", LegRole.Operator, "op-1"),
        new LegLeft("leg-1", LegRole.Operator, "op-1", "lost"),
        new NoticeEnded("abc", 5000),
        new ConsentRefused("caller"),
        new TranscriptLost(LegRole.Caller, "engine died"),
        new TranscriptRestored(LegRole.Caller, "scripted"),
        new TranscriptBegun(LegRole.Caller, "scripted", "behind"),
        new WordsMissed(LegRole.Caller, 1000, 2500),
        new UtteranceHeard(new Utterance("u1", LegRole.Caller, "chest pain", [new Word("chest", 0, 300, 0.9), new Word("pain", 300, 600)], 0, 600, "scripted", true)),
        new CueRaised("c1", new Cue("chest_pain", CueLevel.E1, CueAssertion.Present, "chest pain", "rules@1", 0, 1), 600, 12, true, "rules"),
        new CueDismissed("c1", "op-1", "about a film"),
        new OfferMade("call-o1", "op-1"),
        new OfferAccepted("call-o1", "op-1"),
        new OfferDeclined("call-o1", "op-1"),
        new OfferWithdrawn("call-o1", "op-1", "caller-gone"),
        new FieldDrafted(new FieldDraft("reason", "chest pain", [new Span("u1", 0, 1)], "rules@1", true)),
        new FieldEdited("reason", "chest pain", "op-1"),
        new FieldConfirmed("reason", "chest pain", "op-1"),
        new FieldReadBack("reason", "chest pain", "op-1"),
        new FieldLeftOpen("pharmacy", FieldState.Refused, "op-1"),
        new ReadBackExcused("reason", "caller hung up", "op-1"),
        new CallbackPromised("call-p1", CallUnderTest.Noon, "cut-off"),
        new PromiseTaken("call-p1", "op-1"),
        new PromiseKept("call-p1", "op-1", "called-back"),
        new MessageSent("call-m1", "abc", "op-1"),
        new MessageRead("call-m1", "paula"),
        new MessageAcknowledged("call-m1", "abc", "paula"),
        new CallClosed("message-sent", "op-1"),
        new RecordOpened("timeline", "adam"),
        new OfferUnanswered("call-o1", "op-1", RingEnds.NoAnswer),
        new CallerRecognised(Core.Desk.CallerKinds.Professional),
        new PersonAskedFor(),
        new AssistantSpoke("ask-name"),
        new LegFellSilent("leg-1", LegRole.Caller),
        new LegHeardAgain("leg-1", LegRole.Caller),
        new IncidentOpened("call-i1", "c1", CallUnderTest.Noon),
        new ClinicianRung("call-i1-r1", "call-i1", "dr-1", true),
        new ClinicianRingEnded("call-i1-r1", "dr-1", RingEnds.NobodyPressed),
        new IncidentAcknowledged("call-i1", "dr-1"),
        new IncidentTakenOver("call-i1", "op-1", "911 called"),
        new PromiseMade("call-p2", "the doctor calls by six", CallUnderTest.Noon, "op-1"),
        new PromiseOverdue("call-p2"),
        new OfferMade("call-o2", "dr-1", Core.Desk.Rung.OnCall, true),
        new JudgementGiven(Judgements.ShouldHaveBeenUrgent, "chest_pain", "she had a heart attack", "paula"),
    ];
}
