using HybridAgent.Core.Calls;

namespace HybridAgent.Core.Cues;

/// <summary>
/// Listens to one call, partials included, and raises each cue once: per category one amber and one red at most; after the
/// red no amber. Questions of the operator's side raise nothing by themselves, but a caller's "yeah" to one does.
/// Not thread-safe: one per call, fed in order.
/// </summary>
public sealed class CueListener
{
    /// <summary>Words heard with less confidence than this are not believed when they would take something away.</summary>
    public const double Unsure = 0.5;

    private readonly LanguageListener[] _ears;
    private readonly CueLatch _latch = new();

    public CueListener(CueFloor floor)
    {
        ArgumentNullException.ThrowIfNull(floor);
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
        var cues = new List<Cue>();
        foreach (var ear in _ears)
        {
            if (leg is LegRole.Caller)
            {
                ear.Hear(speech, cues);
            }
            else
            {
                ear.Ask(speech);
            }
        }

        return cues;
    }

    /// <summary>Cues in what an operator typed: what they write down is what the caller told them.</summary>
    /// <param name="key">The same while one text is being typed.</param>
    public IReadOnlyList<Cue> Read(string key, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var speech = new HeardSpeech(key, text, SpokenWords.Read(text), Final: true);
        var cues = new List<Cue>();
        foreach (var ear in _ears)
        {
            ear.Read(speech, cues);
        }

        return cues;
    }

    /// <summary>A human put this category's cue away: new words raise it anew.</summary>
    public void Forget(string category) => _latch.Forget(category);

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

/// <summary>A piece of speech, read once for all languages.</summary>
internal sealed record HeardSpeech(string Key, string Text, List<SpokenToken> Tokens, bool Final)
{
    private string[]? _written;

    public string[] Written => _written ??= SpokenWords.Written(Text);
}

/// <summary>What has been raised in this call: each category once amber and once red.</summary>
internal sealed class CueLatch
{
    private readonly HashSet<string> _red = new(StringComparer.Ordinal);
    private readonly HashSet<string> _amber = new(StringComparer.Ordinal);

    public bool IsRed(string category) => _red.Contains(category);

    public void Forget(string category) => _red.Remove(category);

    public void Raise(Cue cue, List<Cue> cues)
    {
        if (_red.Contains(cue.Category) || (!cue.IsRed && !_amber.Add(cue.Category)))
        {
            return;
        }

        if (cue.IsRed)
        {
            _red.Add(cue.Category);
        }

        cues.Add(cue);
    }
}
