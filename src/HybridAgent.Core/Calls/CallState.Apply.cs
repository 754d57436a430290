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
            UtteranceHeard e => this with { Utterances = Utterances.Add(e.Utterance) },
            CueRaised e => this with { Cues = Cues.Add(new RaisedCue(e.Id, e.Cue, e.AtMs, e.LatencyMs, e.Partial, e.By, stored.At)) },
            CueDismissed e => this with { Cues = Cues.ConvertAll(c => c.Id == e.Id ? c with { Dismissed = true } : c) },
            OfferMade e => this with { Offers = Offers.SetItem(e.Offer, e.Operator), OffersMade = OffersMade + 1, Declined = Declined.Remove(e.Operator) },
            OfferAccepted e => this with { Offers = Offers.Remove(e.Offer), Operator = e.Operator, OperatorAccepted = stored.At },
            OfferDeclined e => this with { Offers = Offers.Remove(e.Offer), Declined = Declined.SetItem(e.Operator, stored.At) },
            OfferWithdrawn e => this with
            {
                Offers = Offers.Remove(e.Offer),
                Operator = e.Reason == "never-joined" && Operator == e.Operator ? null : Operator,
                OperatorAccepted = e.Reason == "never-joined" && Operator == e.Operator ? null : OperatorAccepted,
            },
            FieldDrafted e => Set(new Field(e.Draft.Field, e.Draft.Value, FieldState.Drafted, e.Draft.Evidence, e.Draft.By, e.Draft.Heard)),
            FieldEdited e => Set(e.Value.Length == 0
                ? Field.Blank(e.Field) with { By = e.By }
                : new Field(e.Field, e.Value, FieldState.Confirmed, [], e.By)),
            FieldConfirmed e => Set(FieldOf(e.Field) with { Value = e.Value, State = FieldState.Confirmed, By = e.By }),
            FieldReadBack e => Set(FieldOf(e.Field) with { Value = e.Value, State = FieldState.ReadBack, By = e.By }),
            FieldLeftOpen e => Set(new Field(e.Field, null, e.State, [], e.By)),
            ReadBackExcused e => Set(FieldOf(e.Field) with { Excuse = e.Reason }),
            CallbackPromised e => this with { Promises = Promises.Add(new OpenPromise(e.Promise, e.Due, e.Why, null, false)) },
            PromiseTaken e => this with { Promises = Promises.ConvertAll(p => p.Promise == e.Promise ? p with { Owner = e.By } : p) },
            PromiseKept e => this with { Promises = Promises.ConvertAll(p => p.Promise == e.Promise ? p with { Kept = true, Owner = e.By } : p) },
            MessageSent e => this with { Message = new SentMessage(e.Message, e.ContentHash, e.By, stored.At, "sent", null, null) },
            MessageRead => this with { Message = Message is { State: "sent" } m ? m with { State = "read" } : Message },
            MessageAcknowledged e => this with { Message = Message is { } m ? m with { State = "acknowledged", AcknowledgedBy = e.By, AcknowledgedAt = stored.At } : null },
            CallClosed e => this with { Outcome = e.Outcome, ClosedBy = e.By, ClosedAt = stored.At, Operator = null },
            _ => this,
        };
        return next with { Sequence = stored.Sequence, Commands = Commands.Add(stored.Command) };
    }

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
        next = next with { HumanJoined = HumanJoined ?? (CallerPresent ? at : null), HumanLeft = null };
        return e.Role == LegRole.Operator ? next with { Operator = e.Person, OperatorAccepted = null } : next;
    }

    private CallState Left(LegLeft e, DateTimeOffset at)
    {
        var next = this with { Legs = Legs.RemoveAll(l => l.Leg == e.Leg) };
        if (e.Role == LegRole.Caller && !next.CallerPresent)
        {
            return next with { CallerLeft = at, CallerLeftReason = e.Reason };
        }
        if (e.Role is LegRole.Caller or LegRole.Assistant)
        {
            return next;
        }
        if (e.Role == LegRole.Operator && e.Person == Operator)
        {
            next = next with { Operator = next.Legs.LastOrDefault(l => l.Role == LegRole.Operator)?.Person, OperatorAccepted = null };
        }
        // Who accepted and is still on the way to the line stays; anybody else who is not there does not hold the call.
        return next.HumanPresent
            ? next
            : next with { HumanLeft = at, Operator = next.OperatorAccepted is null ? null : next.Operator };
    }
}
