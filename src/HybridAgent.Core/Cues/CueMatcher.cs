namespace HybridAgent.Core.Cues;

/// <summary>Finds a category's patterns in a window and says how each stands to the patient now.</summary>
internal sealed class CueMatcher(Window window, IReadOnlySet<string> facts)
{
    internal readonly record struct Match(Found Span, CueAssertion Assertion, CuePattern Pattern, bool AskBack);

    /// <param name="topic">What the other side had asked about: the words are about that time or those people, unless they say otherwise.</param>
    public IEnumerable<Match> Matches(CueLanguage.CategoryRules rules, SpokenAssertion.Reading reading, CueAssertion? topic)
    {
        List<Found>? otherwise = null;
        foreach (var pattern in rules.Patterns)
        {
            if (Best(pattern, reading, topic, rules.StaysWhenOver) is not { } match)
            {
                continue;
            }

            otherwise ??= Otherwise(rules);
            yield return match.Assertion == CueAssertion.Present
                && otherwise.Exists(o => o.First <= match.Span.Last && o.Last >= match.Span.First && !reading.IsDeniedAtOnce(o))
                ? match with { Assertion = CueAssertion.Figurative }
                : match;
        }
    }

    /// <summary>The best occurrence of a pattern: present before anything else.</summary>
    public Match? Best(CuePattern pattern, SpokenAssertion.Reading reading, CueAssertion? topic, bool staysWhenOver = false)
    {
        Found? span = null;
        var assertion = CueAssertion.Present;
        foreach (var part in pattern.Parts)
        {
            if (part.Fact is not null)
            {
                if (!facts.Contains(part.Fact))
                {
                    return null;
                }

                continue;
            }

            var found = new List<Found>();
            CuePattern.Find(part, window, found, forgive: true);
            if (found.Count == 0)
            {
                return null;
            }

            var best = found[0];
            var bestAssertion = Stand(part, best, reading, topic, staysWhenOver);
            for (var i = 1; i < found.Count && bestAssertion != CueAssertion.Present; i++)
            {
                if (Stand(part, found[i], reading, topic, staysWhenOver) is CueAssertion.Present)
                {
                    (best, bestAssertion) = (found[i], CueAssertion.Present);
                }
            }

            // One part that does not hold makes the whole not hold.
            assertion = bestAssertion == CueAssertion.Present ? assertion : bestAssertion;
            span = span is { } s ? new Found(Math.Min(s.First, best.First), Math.Max(s.Last, best.Last), s.Meant || best.Meant) : best;
        }

        return span is { } whole ? new Match(whole, assertion, pattern, whole.Meant || pattern.AskBack || reading.IsDeniedUnsurely(whole)) : null;
    }

    public Cue Cue(CueLanguage language, CueLanguage.CategoryRules rules, Match match, HeardSpeech speech)
    {
        var first = window[match.Span.First].Word;
        var last = window[match.Span.Last].Word;
        var words = string.Join(' ', speech.Written[first..(last + 1)]);
        var how = match.Span.Meant ? " (sounds alike)" : "";
        return new Cue(rules.Name, rules.Level, match.Assertion, words, $"{language.Version} {rules.Name}: {match.Pattern.Text}{how}", first, last) { AskBack = match.AskBack };
    }

    private List<Found> Otherwise(CueLanguage.CategoryRules rules)
    {
        var found = new List<Found>();
        foreach (var pattern in rules.Otherwise)
        {
            CuePattern.Find(pattern.Parts[0], window, found);
        }

        return found;
    }

    private CueAssertion Stand(CuePattern.Part part, Found span, SpokenAssertion.Reading reading, CueAssertion? topic, bool staysWhenOver)
    {
        var stands = reading.Of(span, staysWhenOver);
        if (stands != CueAssertion.Present)
        {
            return stands;
        }

        // "We swept up the pills, she never swallowed any": a negator in a gap of the pattern, not asked for by it.
        foreach (var mark in reading.Marks("negators"))
        {
            if (mark.First > span.First && mark.Last < span.Last && reading.IsNegator(mark)
                && !Array.Exists(part.Steps, step => window.Anywhere(step.Slot).Covers(mark.Last)))
            {
                return CueAssertion.Negated;
            }
        }

        return topic is { } asked && !reading.Current(span)
            && !(asked == CueAssertion.Historical && reading.InPresentTense(span))
            && !(asked == CueAssertion.Family && reading.OfSpeaker(span)) ? asked : CueAssertion.Present;
    }
}
