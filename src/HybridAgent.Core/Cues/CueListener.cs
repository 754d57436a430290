using HybridAgent.Core.Calls;

namespace HybridAgent.Core.Cues;

/// <summary>
/// Listens to one call, partials included, and raises each cue once: per category one amber and one red at most; after the
/// red no amber, and after a red that was put away another one by other words. Questions of the operator's side raise nothing by themselves, but a caller's "yeah" to one does.
/// Not thread-safe: one per call, fed in order.
/// </summary>
public sealed class CueListener
{
    /// <summary>Words heard with less confidence than this are not believed when they would take something away.</summary>
    public const double Unsure = 0.5;

    private readonly CueFloor _floor;
    private readonly LanguageListener[] _ears;
    private readonly CueLatch _latch = new();

    public CueListener(CueFloor floor)
    {
        ArgumentNullException.ThrowIfNull(floor);
        _floor = floor;
        _ears = [.. floor.Languages.Select(language => new LanguageListener(language, _latch))];
    }

    /// <summary>Cues that this piece of speech adds.</summary>
    /// <param name="utteranceKey">The same for all partials and the final text of one utterance.</param>
    /// <param name="text">The whole utterance so far, as the engine has it now.</param>
    /// <param name="final">False for a partial: words that more words could put into the past wait for them.</param>
    /// <param name="words">The words with their confidence, where the engine gives it: one that was hardly heard denies nothing.</param>
    public IReadOnlyList<Cue> Hear(LegRole leg, string utteranceKey, string text, bool final, IReadOnlyList<Word>? words = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (leg is LegRole.Assistant)
        {
            return [];
        }

        var speech = new HeardSpeech(utteranceKey, text, Tokens(text, words), final);
        if (leg is LegRole.Caller)
        {
            return Raise(speech, (ear, heard, cues) => ear.Hear(heard, cues));
        }

        foreach (var ear in _ears)
        {
            ear.Ask(speech);
        }

        return [];
    }

    /// <summary>Cues in the words that a cue was raised for while they were being spoken; the record of a call has no more of a partial.</summary>
    public IReadOnlyList<Cue> HearPartialOf(string utteranceKey, Cue cue)
    {
        ArgumentNullException.ThrowIfNull(cue);
        // Its words stand where they stood: what came before them is in no record.
        var text = string.Concat(Enumerable.Repeat("· ", cue.FirstWord)) + cue.Words;
        return Hear(LegRole.Caller, utteranceKey, text, final: false);
    }

    /// <summary>Cues in what an operator typed: what they write down is what the caller told them.</summary>
    /// <param name="key">The same while one text is being typed.</param>
    public IReadOnlyList<Cue> Read(string key, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Raise(new HeardSpeech(key, text, SpokenWords.Read(text), Final: true), (ear, heard, cues) => ear.Read(heard, cues));
    }

    /// <summary>
    /// A human put this category's red cue away, or nobody took it: other words raise it anew, in the same phrase too. The words that
    /// had been heard of its phrase until now do not.
    /// </summary>
    public void Forget(string category) => _latch.Forget(category);

    /// <summary>True when something of this phrase was forgotten in this category: a red cue of it that is raised now is another one.</summary>
    public bool WasForgotten(string utteranceKey, string category) => _latch.WasPutAway(utteranceKey, category);

    private List<Cue> Raise(HeardSpeech speech, Action<LanguageListener, HeardSpeech, List<Cue>> hear)
    {
        var cues = new List<Cue>();
        _latch.Begin(speech);
        Each(speech);
        if (_latch.Rest() is { } rest)
        {
            // Words that were put away stood before others in the same breath: those are heard by themselves.
            Each(rest);
        }

        return cues.ConvertAll(_floor.AtItsLevel);

        void Each(HeardSpeech heard)
        {
            foreach (var ear in _ears)
            {
                hear(ear, heard, cues);
            }
        }
    }

    private static List<SpokenToken> Tokens(string text, IReadOnlyList<Word>? words)
    {
        var tokens = SpokenWords.Read(text);
        if (words is null || words.Count == 0 || SpokenWords.Written(text).Length != words.Count)
        {
            return tokens;
        }

        for (var i = 0; i < tokens.Count; i++)
        {
            if (words[tokens[i].Word].Confidence < Unsure)
            {
                tokens[i] = tokens[i] with { Unsure = true };
            }
        }

        return tokens;
    }
}
