namespace HybridAgent.Core.Cues;

/// <summary>
/// How found words stand to the patient now (the ConText idea, on spoken language): looks for negators, past, conditions,
/// kin and endings around them, inside the clause or sentence. What it finds turns a red cue amber; it never removes one.
/// </summary>
internal sealed class SpokenAssertion
{
    private const int NegationReach = 8;
    private const int ShortSentence = 6;
    private readonly Dictionary<string, CuePattern[]> _lists;

    public static IReadOnlyList<string> Lists { get; } =
    [
        "negators", "notNegators", "clauseStarts", "dated", "historical", "current", "notCurrent", "recent", "hypothetical", "notHypothetical", "figurative",
        "family", "resolved", "notResolved", "yes", "affirm", "mildly", "deny", "notDeny", "takesBack", "question", "asksPast", "asksMore", "asksFamily", "asksPatient", "undecided", "speaker", "stillAsks", "pastTense", "presentTense",
    ];

    public SpokenAssertion(CueFloorData data, Lexicon lexicon)
    {
        var unknown = data.Assertion.Keys.Except(Lists).FirstOrDefault();
        var missing = Lists.Except(data.Assertion.Keys).FirstOrDefault();
        if (unknown is not null || missing is not null)
        {
            throw new CueFloorException(unknown is not null
                ? $"The assertion list '{unknown}' is not one of {string.Join(", ", Lists)}."
                : $"The assertion list '{missing}' is missing.");
        }

        _lists = data.Assertion.ToDictionary(
            list => list.Key, list => list.Value.Select(text => CuePattern.Compile(text, lexicon)).ToArray(), StringComparer.Ordinal);
    }

    /// <summary>Everything of one list in the window.</summary>
    public List<Found> All(string list, Window window)
    {
        var found = new List<Found>();
        foreach (var pattern in _lists[list])
        {
            CuePattern.Find(pattern.Parts[0], window, found);
        }

        return found;
    }

    public Reading Read(Window window) => new(this, window);

    /// <summary>The markers of one window, found once and asked for each cue in it.</summary>
    internal sealed class Reading(SpokenAssertion rules, Window window)
    {
        private readonly Dictionary<string, List<Found>> _marks = new(StringComparer.Ordinal);

        public List<Found> Marks(string list)
        {
            if (!_marks.TryGetValue(list, out var found))
            {
                _marks[list] = found = rules.All(list, window);
            }

            return found;
        }

        /// <param name="staysWhenOver">That it is over does not end it.</param>
        public CueAssertion Of(Found cue, bool staysWhenOver = false)
        {
            var (start, end) = Sentence(cue);
            if (Hypothetical(cue, start))
            {
                return CueAssertion.Hypothetical;
            }

            if (Negated(cue, start))
            {
                return CueAssertion.Negated;
            }

            if (!staysWhenOver && Resolved(cue, end))
            {
                return CueAssertion.Resolved;
            }

            if (Marks("figurative").Exists(m => m.First >= start && m.Last <= end && Near(m, cue, 8)))
            {
                return CueAssertion.Figurative;
            }

            // "In 2010 ... and now it feels exactly the same" is current; "I think she had one three years ago" is not.
            if (Current(cue))
            {
                return CueAssertion.Present;
            }

            var recent = Said("recent", cue);
            if (!recent && Marks("family").Exists(m => m.First >= start && m.Last <= end && Near(m, cue, 10) && !Breaks(m, cue)))
            {
                return CueAssertion.Family;
            }

            return Past("dated") || DatedBeside(cue, start, end) || (!recent && Past("historical")) ? CueAssertion.Historical : CueAssertion.Present;

            bool Past(string list) => Marks(list).Exists(m => m.First >= start && m.Last <= end && Near(m, cue, 12) && !TellsOn(m, cue));
        }

        /// <summary>After the mark a new clause begins that is told in the present: "he had one ten years ago, my chest feels ...".</summary>
        private bool TellsOn(Found mark, Found cue) => Marks("clauseStarts").Exists(c =>
            c.First > mark.Last && c.First <= cue.First
            && Marks("presentTense").Exists(p => p.First >= c.First && p.First <= cue.Last + 2));

        /// <summary>Something in the sentence says that it is now.</summary>
        public bool Current(Found cue) => Said("current", cue);

        /// <summary>The sentence is told in the present: what was asked about long ago does not put it there.</summary>
        public bool InPresentTense(Found cue) => InSentence("presentTense", cue);

        /// <summary>The speaker says it of themselves: "I", "me" shortly before.</summary>
        public bool OfSpeaker(Found cue) => Marks("speaker").Exists(m => m.First <= cue.Last && cue.First - m.Last <= 4);

        private bool InSentence(string list, Found cue)
        {
            var (start, end) = Sentence(cue);
            return Marks(list).Exists(m => m.First >= start && m.Last <= end);
        }

        /// <summary>In the same sentence, or as the beginning of the next one: "I had one in 2010. Now it's back."</summary>
        private bool Said(string list, Found cue)
        {
            var (start, end) = Sentence(cue);
            return Marks(list).Exists(m => m.First >= start && (m.Last <= end || m.First <= end + 2) && !Within(m, "notCurrent"));
        }

        /// <summary>
        /// The sentence before or after is but a date: "I fell off a ladder. Two thousand ten." Or a date came before and it is still
        /// told in the past: "That was in 2016. I had this pressure and I was sweating."
        /// </summary>
        private bool DatedBeside(Found cue, int start, int end) => Marks("dated").Exists(m =>
            (m.Last < start && InSentence("pastTense", cue) && !InSentence("presentTense", cue) && !Said("recent", cue))
            || (m.Last < start && Sentence(m) is var before && before.End == start - 1 && before.End - before.Start < ShortSentence)
            || (m.First > end && Sentence(m) is var after && after.Start == end + 1 && after.End - after.Start < ShortSentence));

        private bool Hypothetical(Found cue, int start) => Marks("hypothetical").Any(m =>
            m.First >= start && m.First <= cue.First && cue.First - m.Last <= 14
            && !Within(m, "notHypothetical") && !Marks("clauseStarts").Any(c => c.First > m.Last + 1 && c.First <= cue.First));

        private bool Negated(Found cue, int start) => Marks("negators").Any(m =>
            m.First >= start && m.Last < cue.First && cue.First - m.Last <= NegationReach
            && IsNegator(m) && !Marks("clauseStarts").Any(c => c.First > m.Last && c.First <= cue.First));

        /// <summary>It denies: no idiom ("no idea", "not only"), and heard well enough to take something away.</summary>
        public bool IsNegator(Found mark) => !IsUnsure(mark) && !Within(mark, "notNegators");

        /// <summary>A "no" stands before it that was hardly heard: it takes nothing away, but somebody should ask.</summary>
        public bool IsDeniedUnsurely(Found cue) =>
            Marks("negators").Exists(m => IsUnsure(m) && m.Last < cue.First && cue.First - m.Last <= NegationReach);

        /// <summary>A negator stands right before it: "not breathing fine" is no "breathing fine".</summary>
        public bool IsDeniedAtOnce(Found mark) => Marks("negators").Exists(m => m.Last < mark.First && mark.First - m.Last <= 2);

        /// <summary>A "no" that answers, and does not go on to the contrary: "no wait, I really have ...".</summary>
        public bool IsDenial(Found mark) => !Within(mark, "notDeny");

        public bool IsUnsure(Found mark)
        {
            for (var i = mark.First; i <= mark.Last; i++)
            {
                if (window[i].Unsure)
                {
                    return true;
                }
            }

            return false;
        }

        private bool Resolved(Found cue, int end) => Marks("resolved").Any(m =>
            m.Last > cue.Last && m.Last <= Math.Max(end, Math.Min(window.Count - 1, cue.Last + 10)) && m.First - cue.Last <= 14
            && !Within(m, "notResolved"));

        private bool Within(Found mark, string list) => Marks(list).Any(other => other.First <= mark.First && other.Last >= mark.First);

        private bool Breaks(Found mark, Found cue) => Marks("clauseStarts").Any(c => c.First > mark.Last && c.First <= cue.First);

        private static bool Near(Found mark, Found cue, int words) =>
            mark.First <= cue.Last && mark.Last >= cue.First
            || (mark.Last < cue.First ? cue.First - mark.Last : mark.First - cue.Last) <= words;

        private (int Start, int End) Sentence(Found cue)
        {
            var start = cue.First;
            while (start > 0 && !window[start - 1].EndsSentence)
            {
                start--;
            }

            var end = cue.Last;
            while (end < window.Count - 1 && !window[end].EndsSentence)
            {
                end++;
            }

            return (start, end);
        }
    }
}
