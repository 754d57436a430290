using HybridAgent.Core.Incidents;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Calls;

public sealed partial record CallState
{
    /// <summary>Folds a whole stream.</summary>
    public static CallState Fold(CallId call, IEnumerable<StoredEvent> events) => events.Aggregate(New(call), (s, e) => s.Apply(e));

    /// <summary>The state after one more event. Never throws for an event of the record.</summary>
    public CallState Apply(StoredEvent stored)
    {
        var next = stored.Event switch
        {
            CallStarted e => this with { Practice = e.Practice, Pool = e.Pool, Edge = e.Edge, From = e.From, Started = stored.At },
            LegJoined e => Joined(e, stored.At),
            LegLeft e => Left(e, stored.At),
            NoticeEnded => this with { NoticeHeard = true },
            ConsentRefused => this with { TranscriptRefused = true },
            TranscriptLost e => this with { LostTranscripts = LostTranscripts.SetItem(e.Leg, e.Why) },
            TranscriptRestored e => this with { LostTranscripts = LostTranscripts.Remove(e.Leg) },
            TranscriptBegun e => this with { Ears = Ears.SetItem(e.Leg, new ListeningEngine(e.Engine, e.Doubt)) },
            CallerRecognised e => this with { Recognised = Recognised.Add(e) },
            PersonAskedFor => this with { PersonAsked = true },
            AssistantSpoke e => this with { Spoken = Spoken.Add(new SpokenLine(e.Line, stored.At)) },
            LegFellSilent e => this with { Silent = Silent.Add(e.Leg) },
            LegHeardAgain e => this with { Silent = Silent.Remove(e.Leg) },
            UtteranceHeard e => this with
            {
                Utterances = Utterances.Add(e.Utterance),
                CallerHeard = e.Utterance.Leg == LegRole.Caller ? stored.At : CallerHeard,
            },
            CueRaised e => this with { Cues = Cues.Add(new RaisedCue(e.Id, e.Cue, e.AtMs, e.LatencyMs, e.Partial, e.By, stored.At)) },
            CueDismissed e => this with { Cues = Cues.ConvertAll(c => c.Id == e.Id ? c with { Dismissed = true } : c) },
            OfferMade e => this with
            {
                Offers = Offers.SetItem(e.Offer, e.Operator),
                Dialled = e.ByPhone ? Dialled.SetItem(e.Offer, stored.At) : Dialled,
                OffersMade = OffersMade + 1,
                Declined = Declined.Remove(e.Operator),
            },
            OfferAccepted e => Unring(e.Offer) with { Operator = e.Operator, OperatorAccepted = stored.At },
            OfferDeclined e => Unring(e.Offer) with { Declined = Declined.SetItem(e.Operator, stored.At) },
            OfferUnanswered e => Unring(e.Offer) with { Declined = e.How == RingEnds.NotRinging ? Declined : Declined.SetItem(e.Operator, stored.At) },
            OfferWithdrawn e => Unring(e.Offer) with
            {
                Operator = e.Reason == "never-joined" && Operator == e.Operator ? null : Operator,
                OperatorAccepted = e.Reason == "never-joined" && Operator == e.Operator ? null : OperatorAccepted,
            },
            // What a caller declined to say stays empty, and open to a later answer.
            FieldDrafted { Draft: { Value.Length: 0 } d } => Set(Field.Blank(d.Field) with { Evidence = d.Evidence, Meaning = d.Meaning }),
            FieldDrafted { Draft: var d } => Set(new Field(d.Field, d.Value, FieldState.Drafted, d.Evidence, d.By, d.Heard, null, d.Meaning)),
            FieldEdited e => Set(e.Value.Length == 0
                ? Field.Blank(e.Field) with { By = e.By }
                : new Field(e.Field, e.Value, FieldState.Confirmed, [], e.By)),
            FieldConfirmed e => Set(FieldOf(e.Field) with { Value = e.Value, State = FieldState.Confirmed, By = e.By }),
            FieldReadBack e => Set(FieldOf(e.Field) with { Value = e.Value, State = FieldState.ReadBack, By = e.By }),
            FieldLeftOpen e => Set(new Field(e.Field, null, e.State, [], e.By)),
            ReadBackExcused e => Set(FieldOf(e.Field) with { Excuse = e.Reason }),
            CallbackPromised e => this with { Promises = Promises.Add(new OpenPromise(e.Promise, e.Due, e.Why, null, false)) },
            PromiseMade e => this with { Promises = Promises.Add(new OpenPromise(e.Promise, e.Due, e.What, e.Owner, Kept: false, IsCallback: false)) },
            PromiseOverdue e => this with { Promises = Promises.ConvertAll(p => p.Promise == e.Promise ? p with { Overdue = true } : p) },
            PromiseTaken e => this with { Promises = Promises.ConvertAll(p => p.Promise == e.Promise ? p with { Owner = e.By } : p) },
            PromiseKept e => this with { Promises = Promises.ConvertAll(p => p.Promise == e.Promise ? p with { Kept = true, Owner = e.By } : p) },
            MessageSent e => this with { Message = new SentMessage(e.Message, e.ContentHash, e.By, stored.At, "sent", null, null) },
            MessageRead => this with { Message = Message is { State: "sent" } m ? m with { State = "read" } : Message },
            MessageAcknowledged e => this with { Message = Message is { } m ? m with { State = "acknowledged", AcknowledgedBy = e.By, AcknowledgedAt = stored.At } : null },
            IncidentOpened e => this with { Incidents = Incidents.Add(new Incident(e.Incident, e.Cue, stored.At, e.PageAt)) },
            ClinicianRung e => Of(e.Incident, i => i.Rung(e)) with { Dialled = e.ByPhone ? Dialled.SetItem(e.Attempt, stored.At) : Dialled },
            ClinicianRingEnded e => this with { Incidents = Incidents.ConvertAll(i => i.Ended(e, stored.At)), Dialled = Dialled.Remove(e.Attempt) },
            IncidentAcknowledged e => Of(e.Incident, i => i with { ClosedBy = e.By }),
            IncidentTakenOver e => Of(e.Incident, i => i with { ClosedBy = e.By, TakenOverBecause = e.Reason }),
            JudgementGiven e => this with { Judgements = Judgements.Add(new GivenJudgement(e.Judgement, e.Category, e.Reason, e.By, stored.At)) },
            CallClosed e => this with { Outcome = e.Outcome, ClosedBy = e.By, ClosedAt = stored.At, Operator = null },
            _ => this,
        };
        return next with
        {
            Sequence = stored.Sequence,
            Commands = Commands.Add(stored.Command),
            WaitingSince = next is { CallerPresent: true, HumanPresent: false, IsClosed: false } ? next.WaitingSince ?? stored.At : null,
        };
    }

    private CallState Unring(string offer) => this with { Offers = Offers.Remove(offer), Dialled = Dialled.Remove(offer) };

    private CallState Of(string incident, Func<Incident, Incident> change) =>
        this with { Incidents = Incidents.ConvertAll(i => i.Id == incident ? change(i) : i) };

    private CallState Set(Field field) => this with { Fields = Fields.SetItem(field.Name, field) };

    private CallState Joined(LegJoined e, DateTimeOffset at)
    {
        var leg = new PresentLeg(e.Leg, e.Role, e.Person, at);
        var next = this with { Legs = Legs.RemoveAll(l => l.Leg == e.Leg).Add(leg) };
        if (e.Role == LegRole.Caller)
        {
            return next with { CallerLeft = null, CallerLeftReason = null, HumanJoined = HumanJoined ?? (HumanPresent ? at : null) };
        }
        if (!leg.IsHuman)
        {
            return next;
        }
        next = next with { HumanJoined = HumanJoined ?? (CallerPresent ? at : null), HumanLeft = null, Lost = null };
        // Who joins holds the call; a second human (a clinician, a supervisor) only when nobody else does or when it was their offer.
        return e.Role == LegRole.Operator || Operator is null || e.Person == Operator ? next with { Operator = e.Person, OperatorAccepted = null } : next;
    }

    private CallState Left(LegLeft e, DateTimeOffset at)
    {
        var next = this with { Legs = Legs.RemoveAll(l => l.Leg == e.Leg), Silent = Silent.Remove(e.Leg) };
        if (e.Role == LegRole.Caller && !next.CallerPresent)
        {
            return next with { CallerLeft = at, CallerLeftReason = e.Reason };
        }
        if (e.Role is LegRole.Caller or LegRole.Assistant)
        {
            return next;
        }
        if (e.Person == Operator)
        {
            next = next with { Lost = e is { Person: { } person, Reason: not ("dropped" or "replaced") } ? new LostHolder(person, at) : null };
            next = next with { Operator = next.Legs.LastOrDefault(l => l.IsHuman)?.Person, OperatorAccepted = null };
        }
        // Who accepted and is still on the way to the line stays; anybody else who is not there does not hold the call.
        return next.HumanPresent
            ? next
            : next with { HumanLeft = at, Operator = next.OperatorAccepted is null ? null : next.Operator };
    }
}
