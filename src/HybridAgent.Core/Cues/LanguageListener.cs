namespace HybridAgent.Core.Cues;

/// <summary>Listens to one call in one language: scans the caller's words window by window, and pairs questions with answers.</summary>
internal sealed class LanguageListener
{
    private const int Stride = 40;
    private const int Remembered = 12;

    private readonly CueLanguage _language;
    private readonly CueLatch _latch;
    private readonly Window _window;
    private readonly CueMatcher _matcher;
    private readonly QuestionAndAnswer _conversation;
    private readonly HashSet<string> _facts = new(StringComparer.Ordinal);
    private readonly Queue<(HeardSpeech Speech, CueAssertion? Topic)> _earlier = [];
    private string _key = "";
    private List<SpokenToken> _before = [];

    public LanguageListener(CueLanguage language, CueLatch latch)
    {
        (_language, _latch) = (language, latch);
        _window = new Window(language.Lexicon);
        _matcher = new CueMatcher(_window, _facts);
        _conversation = new QuestionAndAnswer(language, _window, _matcher, _facts);
    }

    /// <summary>The caller speaks.</summary>
    public void Hear(HeardSpeech speech, List<Cue> cues)
    {
        var known = _facts.ToHashSet(StringComparer.Ordinal);
        foreach (var cue in _conversation.Answer(speech))
        {
            _latch.Raise(cue, cues);
        }

        _conversation.Hears(speech.Key);
        Scan(speech, Unchanged(speech), _conversation.Topic, typed: null, cues);
        if (speech.Final)
        {
            _earlier.Enqueue((speech, _conversation.Topic));
            if (_earlier.Count > Remembered)
            {
                _earlier.Dequeue();
            }
        }

        if (_facts.Count > known.Count)
        {
            LookBack(new Lesson(_facts.Except(known).ToHashSet(StringComparer.Ordinal), speech), cues);
        }
    }

    /// <summary>"She has a fever." "How old is she?" "Six weeks.": what was said before a fact was known is read again with it.</summary>
    private void LookBack(Lesson lesson, List<Cue> cues)
    {
        foreach (var (speech, topic) in _earlier)
        {
            Scan(speech, 0, topic, typed: null, cues, lesson);
        }
    }

    /// <summary>Facts that were learned, and the words they were learned from: a cue raised by them stands there in the record.</summary>
    private sealed record Lesson(HashSet<string> Facts, HeardSpeech From)
    {
        public Cue Learned(Cue cue) => cue with { Words = $"{cue.Words} ... {From.Text.Trim()}", FirstWord = 0, LastWord = Math.Max(0, From.Written.Length - 1) };
    }

    /// <summary>The other side speaks: it may ask.</summary>
    public void Ask(HeardSpeech speech) => _conversation.Ask(speech);

    /// <summary>Something was typed.</summary>
    public void Read(HeardSpeech speech, List<Cue> cues) => Scan(speech, 0, topic: null, _language.Typed, cues);

    /// <summary>The first window that has changed since the last partial of this utterance.</summary>
    private int Unchanged(HeardSpeech speech)
    {
        var tokens = speech.Tokens;
        var same = 0;
        if (speech.Key == _key)
        {
            var most = Math.Min(tokens.Count, _before.Count);
            while (same < most && tokens[same].Plain == _before[same].Plain && tokens[same].Unsure == _before[same].Unsure)
            {
                same++;
            }

            // The last words are read again: they may have waited for what followed.
            same = Math.Max(0, Math.Min(same, tokens.Count - 1) - (Window.Size - Stride));
        }

        (_key, _before) = (speech.Key, tokens);

        // Engines put the full stops into the final text only, and they change what belongs together.
        return speech.Final ? 0 : same / Stride * Stride;
    }

    private void Scan(HeardSpeech speech, int first, CueAssertion? topic, WrittenAssertion? typed, List<Cue> cues, Lesson? lesson = null)
    {
        for (var from = first; from == 0 || from < speech.Tokens.Count; from += Stride)
        {
            ScanWindow(speech, from, topic, typed, cues, lesson);
            if (from + Window.Size >= speech.Tokens.Count)
            {
                break;
            }
        }
    }

    private void ScanWindow(HeardSpeech speech, int from, CueAssertion? topic, WrittenAssertion? typed, List<Cue> cues, Lesson? lesson)
    {
        _window.Read(speech.Tokens, from);
        if (_window.Count == 0)
        {
            return;
        }

        var reading = _language.Assertion.Read(_window);
        LearnFacts(reading);
        foreach (var rules in _language.Rules)
        {
            if (_latch.IsRed(rules.Name) || lesson?.Facts.Overlaps(rules.Facts) == false)
            {
                continue;
            }

            foreach (var found in _matcher.Matches(rules, reading, topic))
            {
                var match = typed is not null && found.Assertion == CueAssertion.Present
                    ? found with { Assertion = typed.Read(speech.Tokens, new Found(from + found.Span.First, from + found.Span.Last)).AsCue }
                    : found;
                if (!speech.Final && match.Assertion == CueAssertion.Present && Undecided(match, reading))
                {
                    continue;
                }

                var cue = _matcher.Cue(_language, rules, match, speech);
                _latch.Raise(lesson is null ? cue : lesson.Learned(cue), cues);
                if (match.Assertion == CueAssertion.Present)
                {
                    break;
                }
            }
        }
    }

    /// <summary>On a partial only: the cue stands at the end behind a past tense ("I had a heart attack ..."), so more words decide.</summary>
    private bool Undecided(CueMatcher.Match match, SpokenAssertion.Reading reading) =>
        _window.Count - 1 - match.Span.Last < 4
        && reading.Marks("undecided").Exists(m => m.First <= match.Span.First && match.Span.First - m.Last <= 3);

    private void LearnFacts(SpokenAssertion.Reading reading)
    {
        foreach (var (name, patterns) in _language.Facts)
        {
            if (!_facts.Contains(name) && patterns.Any(p => _matcher.Best(p, reading, topic: null) is { Assertion: CueAssertion.Present }))
            {
                _facts.Add(name);
            }
        }
    }
}
