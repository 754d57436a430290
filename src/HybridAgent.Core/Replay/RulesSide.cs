using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Replay;

/// <summary>
/// Hears calls again with a floor (and what the practice adds to it) and the drafter, as the live call does it: utterance by utterance in the order of the record, every
/// cue and draft through <see cref="CallDecider"/>, what humans did where they did it. Of the machine's own past only the words of
/// partials are looked at: they stand nowhere but in the cues they turned red.
/// </summary>
public sealed class RulesSide(CueFloor floor, RulesDrafter drafter)
{
    public HeardCall Hear(ReplayCall call)
    {
        var pass = new Pass(call, new CueListener(floor.For(call.Practice)), drafter);
        foreach (var e in call.Events)
        {
            pass.Take(e);
        }
        return new HeardCall(pass.Cues, pass.Drafts);
    }

    private sealed class Pass(ReplayCall call, CueListener listener, RulesDrafter drafter)
    {
        private readonly Dictionary<string, Utterance> phrases = HeardCall.Phrases(call);
        private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(call.Practice.TimeZone);
        private readonly Rounds rounds = new(call);
        private CallState state = CallState.New(call.State.Call);
        private int commands;

        public List<HeardCue> Cues { get; } = [];

        public Dictionary<string, FieldDraft> Drafts { get; } = new(StringComparer.Ordinal);

        public void Take(StoredEvent e)
        {
            rounds.Take(e);
            if (HeardCall.IsMachines(e.Event))
            {
                Raise(HeardAgain.Hear(listener, e, call.State), e, e.Event is CueRaised { Cue: var cue } ? PlaceOf(cue, e) : null);
                return;
            }
            if (e.Event is CueDismissed away)
            {
                PutAway(e, away);
            }
            else
            {
                state = state.Apply(e);
            }
            Raise(HeardAgain.Hear(listener, e, call.State), e, (e.Event as UtteranceHeard)?.Utterance.Id);
            if (e.Event is UtteranceHeard)
            {
                var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(e.At, zone).DateTime);
                Carry(new DraftFields(Next(), state.Sequence, drafter.Draft(state.Utterances, call.Practice, today, state.From)), e);
            }
        }

        /// <summary>The utterance that has a cue's words; null when only a partial had them. The cue of an answer is "question? answer".</summary>
        private string? PlaceOf(Cue cue, StoredEvent e)
        {
            var spoken = cue.Words[(cue.Words.LastIndexOf("? ", StringComparison.Ordinal) is var at and >= 0 ? at + 2 : 0)..];
            return phrases.GetValueOrDefault(HeardAgain.PhraseOf(e)) is { } said && said.Text.Contains(spoken, StringComparison.OrdinalIgnoreCase) ? said.Id : null;
        }

        /// <summary>The operator put a category away, whatever its cue is called here.</summary>
        private void PutAway(StoredEvent e, CueDismissed away)
        {
            var category = call.State.Cues.Find(c => c.Id == away.Id)?.Cue.Category;
            foreach (var cue in state.Cues.Where(c => !c.Dismissed && c.Cue.IsRed && c.Cue.Category == category).ToList())
            {
                state = state.Apply(e with { Event = away with { Id = cue.Id } });
            }
        }

        private void Raise(IReadOnlyList<Cue> cues, StoredEvent e, string? utterance)
        {
            foreach (var cue in cues)
            {
                foreach (var raised in Carry(new RaiseCue(Next(), "system", cue, 0, 0, false, "rules"), e).OfType<CueRaised>())
                {
                    Cues.Add(new HeardCue(raised.Cue, utterance, "rules", rounds.Of(raised.Cue.Category)));
                }
            }
        }

        private IReadOnlyList<CallEvent> Carry(CallCommand command, StoredEvent at)
        {
            var decision = CallDecider.Decide(state, command, at.At);
            foreach (var e in decision.Events)
            {
                // What a cue opens stands in the record already, as it happened.
                if (e is CueRaised or FieldDrafted)
                {
                    state = state.Apply(new StoredEvent(at.Call, at.Sequence, at.At, command.Actor, command.Id, e));
                }
                if (e is FieldDrafted { Draft: var draft })
                {
                    Drafts[draft.Field] = draft;
                }
            }
            return decision.Events;
        }

        private string Next() => $"replay-{++commands}";
    }
}
