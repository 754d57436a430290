namespace HybridAgent.Core.Cues;

/// <summary>
/// What has been raised in this call: each category once amber and once red. A red one that a human put away may come again, by other
/// words than those they had put away.
/// </summary>
internal sealed class CueLatch
{
    private readonly HashSet<string> _amber = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Raised> _red = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Key, string Category), PutAway> _away = [];
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private HeardSpeech _speech = HeardSpeech.Nothing;
    private bool _again;

    /// <summary>True when nothing of this category can be raised red by what is heard now.</summary>
    public bool IsRed(string category) => _red.ContainsKey(category) || (_again && !_refused.Contains(category));

    /// <summary>Something of this phrase was put away in this category: what it raises now is new.</summary>
    public bool WasPutAway(string key, string category) => _away.ContainsKey((key, category));

    /// <summary>What is raised from now on is raised by this.</summary>
    public void Begin(HeardSpeech speech)
    {
        (_speech, _again) = (speech, false);
        _refused.Clear();
        foreach (var raised in _red.Values.Where(r => r.Speech.Key == speech.Key))
        {
            raised.Speech = speech;
        }
    }

    /// <summary>The words of this speech that nobody had heard when a cue in it was put away; null when nothing was refused for that reason.</summary>
    public HeardSpeech? Rest()
    {
        if (_refused.Count == 0)
        {
            return null;
        }

        _again = true;
        return _speech.Without(_refused.Min(category => _away[(_speech.Key, category)].Words));
    }

    /// <summary>A human put the category's red cue away, for the words that had been heard of its phrase until now.</summary>
    public void Forget(string category)
    {
        if (!_red.Remove(category, out var raised))
        {
            return;
        }

        var place = (raised.Speech.Key, category);
        var now = new PutAway(
            Math.Max(raised.Speech.Words, raised.Cue.LastWord + 1), [raised.Speech.Plain, HeardSpeech.PlainOf(raised.Cue.Words)], IsAnswer(raised.Cue));
        _away[place] = _away.TryGetValue(place, out var before) ? before.And(now) : now;
    }

    public void Raise(Cue cue, List<Cue> cues)
    {
        if (IsRed(cue.Category) || (!cue.IsRed && (_again || !_amber.Add(cue.Category))))
        {
            return;
        }

        if (cue.IsRed)
        {
            if (_away.TryGetValue((_speech.Key, cue.Category), out var away) && away.Covers(cue, _speech))
            {
                _refused.Add(cue.Category);
                return;
            }

            _red[cue.Category] = new Raised(cue, _speech);
        }

        cues.Add(cue);
    }

    private static bool IsAnswer(Cue cue) => cue.Rule.EndsWith(" answered", StringComparison.Ordinal);

    private sealed class Raised(Cue cue, HeardSpeech speech)
    {
        public Cue Cue => cue;

        /// <summary>Its phrase, as it was heard last.</summary>
        public HeardSpeech Speech { get; set; } = speech;
    }

    /// <param name="Words">How many words of the phrase had been heard.</param>
    /// <param name="Texts">What had been heard, plain.</param>
    /// <param name="Answer">It was the answer to a question.</param>
    private sealed record PutAway(int Words, IReadOnlyList<string> Texts, bool Answer)
    {
        public PutAway And(PutAway other) => new(Math.Max(Words, other.Words), [.. Texts, .. other.Texts], Answer || other.Answer);

        /// <summary>
        /// True for words that had been heard: they stand where those stood, or the engine moved them and they are there no more often.
        /// An answer stays the answer that was put away, however it goes on.
        /// </summary>
        public bool Covers(Cue cue, HeardSpeech speech)
        {
            if (cue.LastWord < Words || (Answer && IsAnswer(cue)))
            {
                return true;
            }

            var words = HeardSpeech.PlainOf(cue.Words);
            var times = Times(speech.Plain, words);
            return times > 0 && times <= Texts.Max(text => Times(text, words));
        }

        private static int Times(string text, string words)
        {
            var times = 0;
            for (var at = text.IndexOf(words, StringComparison.Ordinal); at >= 0; at = text.IndexOf(words, at + 1, StringComparison.Ordinal))
            {
                times++;
            }

            return times;
        }
    }
}
