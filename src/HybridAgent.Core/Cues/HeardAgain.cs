using HybridAgent.Core.Calls;

namespace HybridAgent.Core.Cues;

/// <summary>How a listener hears a record: the live call after a crash and the replay lab both use this, so that they hear the same.</summary>
public static class HeardAgain
{
    /// <summary>Cues that this event of a record adds; empty for events in which nothing was said or typed.</summary>
    /// <param name="record">Knows the cues that were put away.</param>
    public static IReadOnlyList<Cue> Hear(CueListener listener, StoredEvent stored, CallState record)
    {
        switch (stored.Event)
        {
            case CueRaised { Partial: true, By: "rules", Cue: { IsRed: true } cue }:
                // Partials are not stored: what turned red while it was spoken is heard from the words that stand in its cue.
                return listener.HearPartialOf(PhraseOf(stored), cue);
            case CueDismissed away when record.Cues.Find(c => c.Id == away.Id) is { Cue.IsRed: true } dismissed:
                listener.Forget(dismissed.Cue.Category);
                return [];
            case UtteranceHeard { Utterance: var said }:
                // The command's id is the phrase's key: a cue that was raised then is not raised again.
                return listener.Hear(said.Leg, stored.Command, said.Text, final: true, said.Words);
            case FieldEdited typed:
                return Read(listener, typed.Field, typed.Value);
            default:
                return [];
        }
    }

    /// <summary>The key of the phrase that a cue of the rules was heard in: its command is "phrase/category/assertion".</summary>
    public static string PhraseOf(StoredEvent cue) => cue.Command.Split('/')[0];

    /// <summary>Cues in what an operator types into a field.</summary>
    public static IReadOnlyList<Cue> Read(CueListener listener, string field, string value) => listener.Read($"typed/{field}", value);
}
