namespace HybridAgent.Core.Cues;

/// <summary>
/// Questions carry the words, answers the truth: "Any chest pain?" "Yeah, since lunch". Holds what the other side asked last and
/// what the conversation is about (long ago, relatives) until it moves on.
/// </summary>
internal sealed class QuestionAndAnswer(CueLanguage language, Window window, CueMatcher matcher, ISet<string> facts)
{
    private const int QuestionReach = 32;
    private const int LongestAnswer = 30;
    private const int TalkOfLongAgo = 3;

    private const int LongestFiller = 6;

    private readonly List<Cue> _asked = [];
    private readonly List<Cue> _askedWell = [];
    private readonly List<string> _askedFacts = [];
    private string _answeredIn = "";
    private readonly HashSet<string> _topicIn = new(StringComparer.Ordinal);

    /// <summary>What the caller's words are about, unless they say otherwise; null for the patient now.</summary>
    public CueAssertion? Topic { get; private set; }

    /// <summary>Talk of long ago lasts for a few utterances; talk of relatives until the other side asks about the patient again.</summary>
    public void Hears(string utteranceKey)
    {
        if (Topic is CueAssertion.Historical && _topicIn.Add(utteranceKey) && _topicIn.Count > TalkOfLongAgo)
        {
            Topic = null;
        }
    }

    public void Ask(HeardSpeech speech)
    {
        var tokens = speech.Tokens;
        if (IsFiller(speech))
        {
            return;
        }

        Forget();
        // Only the last question is the one that gets answered: "Any chest pain? Take your time."
        var end = tokens.FindLastIndex(t => t.Question);
        end = end < 0 ? tokens.Count - 1 : end;
        var from = Math.Max(0, end + 1 - QuestionReach);
        for (var i = end - 1; i >= from; i--)
        {
            if (tokens[i].EndsSentence && end - i > 2)
            {
                from = i + 1;
                break;
            }
        }

        window.Read(tokens, from);
        if (window.Count == 0)
        {
            return;
        }

        var reading = language.Assertion.Read(window);
        var aboutRelatives = reading.Marks("asksFamily").Count > 0;
        var aboutLongAgo = reading.Marks("asksPast").Count > 0 || reading.Marks("dated").Count > 0
            || (Topic is CueAssertion.Historical && reading.Marks("asksMore").Count > 0);
        if (reading.Marks("question").Count == 0 && !tokens[end].Question)
        {
            // "Okay." or "I see." keeps the talk where it was.
            Topic = aboutLongAgo ? CueAssertion.Historical : reading.Marks("asksPatient").Count == 0 ? Topic : null;
            _topicIn.Clear();
            return;
        }

        Topic = aboutRelatives || (Topic is CueAssertion.Family && reading.Marks("asksPatient").Count == 0) ? CueAssertion.Family
            : aboutLongAgo ? CueAssertion.Historical
            : null;
        _topicIn.Clear();
        _askedFacts.AddRange(language.Facts.Where(f => f.Value.Any(p => matcher.Best(p, reading, topic: null) is not null)).Select(f => f.Key));
        foreach (var rules in language.Rules)
        {
            foreach (var match in matcher.Matches(rules, reading, topic: null))
            {
                if (match.Assertion != CueAssertion.Figurative && !match.Span.Meant)
                {
                    _asked.Add(matcher.Cue(language, rules, match, speech));
                    break;
                }
            }
        }

        if (!_asked.Exists(asked => asked.IsRed))
        {
            AskWell(reading, speech);
        }
    }

    /// <summary>"Is she breathing?", and nothing else that a "no" could mean.</summary>
    private void AskWell(SpokenAssertion.Reading reading, HeardSpeech speech)
    {
        foreach (var rules in language.Rules)
        {
            if (rules.AskedWell.Select(p => matcher.Best(p, reading, topic: null)).FirstOrDefault(m => m is { Span.Meant: false }) is { } well)
            {
                _askedWell.Add(matcher.Cue(language, rules, well, speech));
            }
        }
    }

    private void Forget()
    {
        _asked.Clear();
        _askedWell.Clear();
        _askedFacts.Clear();
        _answeredIn = "";
    }

    /// <summary>"Take your time." "Mm hmm." "Hello?": a question that waits for its answer stays asked.</summary>
    private bool IsFiller(HeardSpeech speech)
    {
        if (_answeredIn.Length > 0 || speech.Tokens.Count > LongestFiller)
        {
            return false;
        }

        window.Read(speech.Tokens, 0);
        var said = language.Assertion.Read(window).Marks("stillAsks").SelectMany(m => Enumerable.Range(m.First, m.Last - m.First + 1)).Distinct().Count();
        return window.Count > 0 && window.Count - said <= 1;
    }

    private static bool EndsThere(Found mark, List<SpokenToken> tokens) =>
        mark.Last >= tokens.Count - 3 || tokens[mark.Last].Comma || tokens[mark.Last].EndsSentence;

    /// <summary>The cues of the question, if this answers it.</summary>
    public IReadOnlyList<Cue> Answer(HeardSpeech speech)
    {
        var tokens = speech.Tokens;
        if ((_asked.Count == 0 && _askedWell.Count == 0 && _askedFacts.Count == 0) || tokens.Count == 0)
        {
            return [];
        }

        if (_answeredIn.Length > 0 && _answeredIn != speech.Key)
        {
            // The question was answered by an earlier utterance.
            Forget();
            return [];
        }

        window.Read(tokens, 0);
        var reading = language.Assertion.Read(window);
        // "Yeah, and ..." is a yes however long it goes on; "he did say that his ear felt full" is none.
        var takenBack = reading.Marks("takesBack").Select(m => (Found?)m).FirstOrDefault();
        var affirmed = takenBack
            ?? reading.Marks("yes").Where(m => m.First <= 1).Select(m => (Found?)m).FirstOrDefault()
            ?? reading.Marks("affirm").Where(m => m.First <= 1 && EndsThere(m, tokens)).Select(m => (Found?)m).FirstOrDefault();
        var denied = takenBack is null && reading.Marks("deny").Exists(m => m.First <= 2 && !reading.IsUnsure(m) && reading.IsDenial(m));
        if (affirmed is null && !denied)
        {
            return [];
        }

        if (speech.Final)
        {
            _answeredIn = speech.Key;
        }

        if (!denied && tokens.Count > LongestAnswer)
        {
            // A long answer says itself what it is about.
            return [];
        }

        // "Yeah" alone may go on with "... years ago": a partial waits for the final or for more words.
        if (!speech.Final && (affirmed is null || tokens.Count < 6))
        {
            return [];
        }

        var answer = denied ? CueAssertion.Negated : reading.Of(affirmed!.Value);
        if (answer == CueAssertion.Present && Topic is null)
        {
            facts.UnionWith(_askedFacts);
        }

        var mildly = reading.Marks("mildly").Exists(m => m.First <= 4);
        var last = Math.Min(tokens.Count, denied ? 2 : 8) - 1;
        var words = string.Join(' ', speech.Written.Take(tokens[last].Word + 1));
        return
        [
            .. (denied && Topic is null ? _askedWell : []).Select(well => Answered(well, CueAssertion.Present)),
            .. _asked.Select(asked => Answered(asked, asked.Assertion != CueAssertion.Present ? asked.Assertion
                    : answer == CueAssertion.Present && Topic is { } topic ? topic
                    : answer == CueAssertion.Present && mildly && asked.Level == CueLevel.E2 ? CueAssertion.Figurative
                    : answer)),
        ];

        Cue Answered(Cue asked, CueAssertion assertion) => asked with
        {
            Assertion = assertion,
            Words = $"{asked.Words}? {words}",
            Rule = asked.Rule + " answered",
            FirstWord = 0,
            LastWord = tokens[last].Word,
        };
    }
}
