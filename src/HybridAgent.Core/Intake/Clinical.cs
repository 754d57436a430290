using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>Onset and symptoms.</summary>
internal static class Clinical
{
    private static readonly HashSet<string> Units =
        ["minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years", "weekend", "night", "nights"];

    private static readonly HashSet<string> Moments =
        ["yesterday", "today", "tonight", "morning", "night", "evening", "afternoon", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "lunch", "breakfast", "dinner", "week", "month", "weekend", "noon", "midnight"];

    public static void Read(RulesDrafter.Drafting draft)
    {
        Line? before = null;
        foreach (var line in draft.Lines)
        {
            if (line.Caller)
            {
                ReadOnset(draft, line);
                ReadSymptoms(draft, line);
                ReadAgreed(draft, before, line);
            }

            before = line;
        }
    }

    private static void ReadOnset(RulesDrafter.Drafting draft, Line line)
    {
        if (draft[FieldNames.Onset] is not null && line.Answers != Topic.Onset)
        {
            return;
        }

        var tokens = line.Tokens;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (Unit(tokens, i) is { } unit && (line.Answers == Topic.Onset || Before(tokens, i, "for", "about", "past", "last", "almost") || (unit + 1 < tokens.Count && tokens[unit + 1].Plain == "ago")))
            {
                var last = unit + 1 < tokens.Count && tokens[unit + 1].Plain is "ago" ? unit + 1 : unit;
                draft.Put(FieldNames.Onset, Said(tokens, i, last), line.Span(i, last));
                return;
            }

            if (tokens[i].Plain is "since" or "started" && Moment(tokens, i + 1) is { } moment)
            {
                var first = tokens[i].Plain == "since" ? i : i + 1;
                draft.Put(FieldNames.Onset, Said(tokens, first, moment), line.Span(first, moment));
                return;
            }

            if (line.Answers == Topic.Onset && Moment(tokens, i) is { } when)
            {
                draft.Put(FieldNames.Onset, Said(tokens, i, when), line.Span(i, when));
                return;
            }
        }
    }

    private static bool Before(List<SpokenToken> tokens, int i, params ReadOnlySpan<string> words) => i > 0 && words.Contains(tokens[i - 1].Plain);

    private static string Said(List<SpokenToken> tokens, int first, int last) => string.Join(' ', tokens.Skip(first).Take(last - first + 1).Select(t => t.Plain));

    private static int? Unit(List<SpokenToken> tokens, int i)
    {
        if (SpokenDigits.Of(tokens[i]) is null && tokens[i].Plain is not ("a" or "an" or "couple" or "few" or "several"))
        {
            return null;
        }

        for (var u = i + 1; u < tokens.Count && u <= i + 4; u++)
        {
            if (Units.Contains(tokens[u].Plain))
            {
                return u;
            }

            if (SpokenDigits.Of(tokens[u]) is null && tokens[u].Plain is not ("couple" or "few" or "of" or "or" or "to" or "and" or "half"))
            {
                return null;
            }
        }

        return null;
    }

    private static int? Moment(List<SpokenToken> tokens, int i)
    {
        for (var m = i; m < tokens.Count && m <= i + 3; m++)
        {
            if (Moments.Contains(tokens[m].Plain))
            {
                return m + 1 < tokens.Count && Moments.Contains(tokens[m + 1].Plain) ? m + 1 : m;
            }

            if (tokens[m].Plain is not ("last" or "this" or "the" or "about" or "day" or "before" or "on" or "early" or "late" or "around"))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>"Is it swollen?" "Yes, a little."</summary>
    private static void ReadAgreed(RulesDrafter.Drafting draft, Line? before, Line line)
    {
        if (before is not { Caller: false } || line.Tokens.Count == 0 || !(line.Tokens[0].Plain is "yes" or "yeah" or "yep" or "yup" || line.Tokens[^1].Plain is "yes"))
        {
            return;
        }

        var found = new List<(int First, int Last)>();
        for (var i = 0; i < before.Tokens.Count; i++)
        {
            if (draft.Words.SymptomPhrases.At(before.Tokens, i) is > 0 and var words)
            {
                found.Add((i, i + words - 1));
                i += words - 1;
            }
        }

        // Of several, nobody knows which one was meant.
        if (found is [var (first, last)])
        {
            draft.Add(FieldNames.Symptoms, Said(before.Tokens, first, last), before.Span(first, last));
        }
    }

    private static void ReadSymptoms(RulesDrafter.Drafting draft, Line line)
    {
        if (line.Answers is Topic.Allergies or Topic.Medications or Topic.Pharmacy or Topic.Provider)
        {
            return;
        }

        for (var i = 0; i < line.Tokens.Count; i++)
        {
            if (draft.Words.SymptomPhrases.At(line.Tokens, i) is > 0 and var words)
            {
                if (!Clause.Denies(line.Tokens, i))
                {
                    draft.Add(FieldNames.Symptoms, Said(line.Tokens, i, i + words - 1), line.Span(i, i + words - 1));
                }

                i += words - 1;
            }
        }
    }
}
