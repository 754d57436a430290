using HybridAgent.Core.Calls;

namespace HybridAgent.Core.Cues;

/// <summary>
/// Listens to one call, partials included, and raises each cue once: per category one amber and one red at most; after the
/// red no amber. Questions of the operator's side raise nothing by themselves, but a caller's "yeah" to one does.
/// Not thread-safe: one per call, fed in order.
/// </summary>
public sealed class CueListener(CueFloor floor)
{
    private const int Stride = 40;
    private const int QuestionReach = 32;
    private const int LongestAnswer = 10;

    private readonly Window _window = new(floor.Lexicon);
    private readonly HashSet<string> _red = new(StringComparer.Ordinal);
    private readonly HashSet<string> _amber = new(StringComparer.Ordinal);
    private readonly HashSet<string> _facts = new(StringComparer.Ordinal);
    private readonly List<Asked> _asked = [];
    private string _answeredIn = "";
    private string _key = "";
    private List<SpokenToken> _before = [];

    // What the other side asked about: the caller's next utterance is about that time or those people, unless it says otherwise.
    private CueAssertion? _topic;
    private string? _topicIn;

    private sealed record Asked(string Category, CueLevel Level, CueAssertion Assertion, string Words, string Rule);

    /// <summary>Cues that this piece of speech adds.</summary>
    /// <param name="utteranceKey">The same for all partials and the final text of one utterance.</param>
    /// <param name="text">The whole utterance so far, as the engine has it now.</param>
    /// <param name="final">False for a partial: words that more words could put into the past wait for them.</param>
    public IReadOnlyList<Cue> Hear(LegRole leg, string utteranceKey, string text, bool final)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (leg is LegRole.Assistant)
        {
            return [];
        }

        var tokens = SpokenWords.Read(text);
        if (leg is not LegRole.Caller)
        {
            Ask(tokens, text);
            return [];
        }

        var cues = new List<Cue>();
        var written = new Lazy<string[]>(() => SpokenWords.Written(text));
        Answer(utteranceKey, tokens, written, final, cues);
        if (_topic is not null && (_topicIn ??= utteranceKey) != utteranceKey)
        {
            _topic = null;
        }

        var from = Unchanged(utteranceKey, tokens);
        for (; from == 0 || from < tokens.Count; from += Stride)
        {
            Scan(tokens, from, written, final, cues);
            if (from + Window.Size >= tokens.Count)
            {
                break;
            }
        }

        return cues;
    }

    /// <summary>A human put this category's cue away: new words raise it anew.</summary>
    public void Forget(string category) => _red.Remove(category);

    /// <summary>The first window that has changed since the last partial of this utterance.</summary>
    private int Unchanged(string key, List<SpokenToken> tokens)
    {
        var same = 0;
        if (key == _key)
        {
            var most = Math.Min(tokens.Count, _before.Count);
            while (same < most && tokens[same].Plain == _before[same].Plain)
            {
                same++;
            }

            // The last words are read again: they may have waited for what followed.
            same = Math.Max(0, Math.Min(same, tokens.Count - 1) - (Window.Size - Stride));
        }

        (_key, _before) = (key, tokens);
        return same / Stride * Stride;
    }

    private void Scan(List<SpokenToken> tokens, int from, Lazy<string[]> written, bool final, List<Cue> cues)
    {
        _window.Read(tokens, from);
        if (_window.Count == 0)
        {
            return;
        }

        var reading = floor.Assertion.Read(_window);
        LearnFacts(reading);
        foreach (var rules in floor.Rules)
        {
            if (_red.Contains(rules.Name))
            {
                continue;
            }

            foreach (var match in Matches(rules, reading))
            {
                if (!final && match.Assertion == CueAssertion.Present && Undecided(match, reading))
                {
                    continue;
                }

                Raise(Make(rules, match, written), cues);
                if (match.Assertion == CueAssertion.Present)
                {
                    break;
                }
            }
        }
    }

    private readonly record struct Match(Found Span, CueAssertion Assertion, CuePattern Pattern);

    private IEnumerable<Match> Matches(CueFloor.CategoryRules rules, SpokenAssertion.Reading reading)
    {
        List<Found>? otherwise = null;
        foreach (var pattern in rules.Patterns)
        {
            if (Best(pattern, reading) is not { } match)
            {
                continue;
            }

            otherwise ??= Otherwise(rules);
            yield return otherwise.Exists(o => o.First <= match.Span.Last && o.Last >= match.Span.First) && match.Assertion == CueAssertion.Present
                ? match with { Assertion = CueAssertion.Figurative }
                : match;
        }
    }

    private List<Found> Otherwise(CueFloor.CategoryRules rules)
    {
        var found = new List<Found>();
        foreach (var pattern in rules.Otherwise)
        {
            CuePattern.Find(pattern.Parts[0], _window, found);
        }

        return found;
    }

    /// <summary>The best occurrence of a pattern: present before anything else.</summary>
    private Match? Best(CuePattern pattern, SpokenAssertion.Reading reading)
    {
        Found? span = null;
        var assertion = CueAssertion.Present;
        foreach (var part in pattern.Parts)
        {
            if (part.Fact is not null)
            {
                if (!_facts.Contains(part.Fact))
                {
                    return null;
                }

                continue;
            }

            var found = new List<Found>();
            CuePattern.Find(part, _window, found);
            if (found.Count == 0)
            {
                return null;
            }

            var best = found[0];
            var bestAssertion = Stand(part, best, reading);
            for (var i = 1; i < found.Count && bestAssertion != CueAssertion.Present; i++)
            {
                if (Stand(part, found[i], reading) is CueAssertion.Present)
                {
                    (best, bestAssertion) = (found[i], CueAssertion.Present);
                }
            }

            // One part that does not hold makes the whole not hold.
            assertion = bestAssertion == CueAssertion.Present ? assertion : bestAssertion;
            span = span is { } s ? new Found(Math.Min(s.First, best.First), Math.Max(s.Last, best.Last)) : best;
        }

        return span is { } whole ? new Match(whole, assertion, pattern) : null;
    }

    private CueAssertion Stand(CuePattern.Part part, Found span, SpokenAssertion.Reading reading)
    {
        var stands = reading.Of(span);
        if (stands != CueAssertion.Present)
        {
            return stands;
        }

        // "I took the one, I didn't take too many": a negator in a gap of the pattern, not asked for by it.
        foreach (var mark in reading.Marks("negators"))
        {
            if (mark.First > span.First && mark.Last < span.Last && !reading.IsPseudo(mark)
                && !Array.Exists(part.Steps, step => _window.Advance(step.Slot, ulong.MaxValue).Covers(mark.Last)))
            {
                return CueAssertion.Negated;
            }
        }

        return _topic is { } topic && !reading.Current(span) ? topic : CueAssertion.Present;
    }

    /// <summary>On a partial only: the cue stands at the end behind a past tense ("I had a heart attack ..."), so more words decide.</summary>
    private bool Undecided(Match match, SpokenAssertion.Reading reading) =>
        _window.Count - 1 - match.Span.Last < 4
        && reading.Marks("undecided").Exists(m => m.First <= match.Span.First && match.Span.First - m.Last <= 3);

    private void LearnFacts(SpokenAssertion.Reading reading)
    {
        foreach (var (name, patterns) in floor.Facts)
        {
            if (!_facts.Contains(name) && patterns.Any(p => Best(p, reading) is { Assertion: CueAssertion.Present }))
            {
                _facts.Add(name);
            }
        }
    }

    private void Ask(List<SpokenToken> tokens, string text)
    {
        _asked.Clear();
        (_topic, _topicIn, _answeredIn) = (null, null, "");
        var written = new Lazy<string[]>(() => SpokenWords.Written(text));

        // Only the last question is the one that gets answered.
        var from = Math.Max(0, tokens.Count - QuestionReach);
        for (var i = tokens.Count - 2; i >= from; i--)
        {
            if (tokens[i].EndsSentence && tokens.Count - 1 - i > 2)
            {
                from = i + 1;
                break;
            }
        }

        _window.Read(tokens, from);
        if (_window.Count == 0)
        {
            return;
        }

        var reading = floor.Assertion.Read(_window);
        if (reading.Marks("question").Count == 0 && !tokens[^1].Question)
        {
            return;
        }

        _topic = reading.Marks("asksFamily").Count > 0 ? CueAssertion.Family
            : reading.Marks("asksPast").Count > 0 ? CueAssertion.Historical
            : null;
        foreach (var rules in floor.Rules)
        {
            foreach (var match in Matches(rules, reading))
            {
                if (match.Assertion != CueAssertion.Figurative)
                {
                    var cue = Make(rules, match, written);
                    _asked.Add(new Asked(rules.Name, rules.Level, match.Assertion, cue.Words, cue.Rule));
                    break;
                }
            }
        }
    }

    private void Answer(string key, List<SpokenToken> tokens, Lazy<string[]> written, bool final, List<Cue> cues)
    {
        if (_asked.Count == 0 || tokens.Count == 0)
        {
            return;
        }

        if (_answeredIn.Length > 0 && _answeredIn != key)
        {
            // The question was answered by an earlier utterance.
            _asked.Clear();
            _answeredIn = "";
            return;
        }

        _window.Read(tokens, 0);
        var reading = floor.Assertion.Read(_window);
        var affirmed = reading.Marks("affirm").Where(m => m.First <= 1).Select(m => (Found?)m).FirstOrDefault();
        var denied = reading.Marks("deny").Exists(m => m.First <= 2);
        if (affirmed is null && !denied)
        {
            return;
        }

        if (final)
        {
            _answeredIn = key;
        }

        if (!denied && tokens.Count > LongestAnswer)
        {
            // A long answer says itself what it is about.
            return;
        }

        // "Yeah" alone may go on with "... years ago": a partial waits for the final or for more words.
        if (!final && (affirmed is null || tokens.Count < 6))
        {
            return;
        }

        var answer = denied ? CueAssertion.Negated : reading.Of(affirmed!.Value);
        var last = Math.Min(tokens.Count, denied ? 2 : 8) - 1;
        foreach (var asked in _asked)
        {
            var assertion = asked.Assertion != CueAssertion.Present ? asked.Assertion
                : answer == CueAssertion.Present && _topic is { } topic ? topic
                : answer;
            var words = string.Join(' ', written.Value.Take(tokens[last].Word + 1));
            Raise(new Cue(asked.Category, asked.Level, assertion, $"{asked.Words}? {words}", asked.Rule + " answered", 0, tokens[last].Word), cues);
        }
    }

    private Cue Make(CueFloor.CategoryRules rules, Match match, Lazy<string[]> written)
    {
        var first = _window[match.Span.First].Word;
        var last = _window[match.Span.Last].Word;
        var words = string.Join(' ', written.Value[first..(last + 1)]);
        return new Cue(rules.Name, rules.Level, match.Assertion, words, $"{floor.Version} {rules.Name}: {match.Pattern.Text}", first, last);
    }

    private void Raise(Cue cue, List<Cue> cues)
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
