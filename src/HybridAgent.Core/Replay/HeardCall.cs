using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Replay;

/// <summary>A cue with where it was heard.</summary>
/// <param name="Utterance">"u3"; null when the words are in no stored utterance (a partial, an operator's key).</param>
/// <param name="Round">How often a red cue of its category had been put away before: 0 the first time, 1 when it is raised again after that.</param>
public sealed record HeardCue(Cue Cue, string? Utterance, string By, int Round = 0);

/// <summary>What one side made of a call: its cues in order, and the last draft of each field.</summary>
/// <param name="Failure">Why a part of it is missing (a model that did not answer); null when whole.</param>
public sealed record HeardCall(IReadOnlyList<HeardCue> Cues, IReadOnlyDictionary<string, FieldDraft> Drafts, string? Failure = null)
{
    /// <summary>How grave the category is here: the gravest of its cues.</summary>
    public Gravity Of(string category) =>
        Cues.Where(c => c.Cue.Category == category).Select(c => GravityOf(c.Cue)).DefaultIfEmpty(Gravity.Silent).Max();

    /// <summary>How grave the category is in one round.</summary>
    public Gravity Of(string category, int round) =>
        Cues.Where(c => c.Cue.Category == category && c.Round == round).Select(c => GravityOf(c.Cue)).DefaultIfEmpty(Gravity.Silent).Max();

    public bool IsRed => Cues.Any(c => c.Cue.IsRed);

    /// <summary>What the record holds: what rules and models raised and drafted at the time. What a human raised is not theirs to lose.</summary>
    public static HeardCall Recorded(ReplayCall call)
    {
        var phrases = Phrases(call);
        var cues = new List<HeardCue>();
        var rounds = new Rounds(call);
        var drafts = new Dictionary<string, FieldDraft>(StringComparer.Ordinal);
        foreach (var e in call.Events)
        {
            rounds.Take(e);
            if (e.Event is FieldDrafted { Draft: var draft })
            {
                drafts[draft.Field] = draft;
            }
            else if (e.Event is CueRaised raised && IsMachines(raised))
            {
                cues.Add(new HeardCue(raised.Cue, phrases.GetValueOrDefault(HeardAgain.PhraseOf(e))?.Id, raised.By, rounds.Of(raised.Cue.Category)));
            }
        }
        return new HeardCall(cues, drafts);
    }

    /// <summary>True for what rules or a model added to the record; everything else is a human's, or what happened.</summary>
    internal static bool IsMachines(CallEvent e) => e is FieldDrafted or CueRaised { By: "rules" or "model" };

    /// <summary>Utterances by the key of their phrase.</summary>
    internal static Dictionary<string, Utterance> Phrases(ReplayCall call)
    {
        var phrases = new Dictionary<string, Utterance>(StringComparer.Ordinal);
        foreach (var e in call.Events)
        {
            if (e.Event is UtteranceHeard { Utterance: var said })
            {
                phrases[e.Command] = said;
            }
        }
        return phrases;
    }

    /// <summary>How grave one cue is.</summary>
    public static Gravity GravityOf(Cue cue) => !cue.IsRed ? Gravity.Amber : cue.Level == CueLevel.E1 ? Gravity.RedE1 : Gravity.RedE2;
}

/// <summary>How grave a category stands in a call; the order is that of urgency.</summary>
public enum Gravity
{
    Silent,
    Amber,
    RedE2,
    RedE1,
}
