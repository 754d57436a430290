using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>Reason, onset, symptoms, medicines, allergies.</summary>
internal static class Clinical
{
    private static readonly HashSet<string> Denials =
        ["no", "none", "nope", "not", "nothing", "never", "nah", "dont", "doesnt", "isnt", "without", "havent", "denies", "didnt"];

    private static readonly HashSet<string> Units =
        ["minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years", "weekend", "night", "nights"];

    private static readonly HashSet<string> Moments =
        ["yesterday", "today", "tonight", "morning", "night", "evening", "afternoon", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "lunch", "breakfast", "dinner", "week", "month", "weekend", "noon", "midnight"];

    public static void Read(RulesDrafter.Drafting draft)
    {
        foreach (var line in draft.Lines.Where(l => l.Caller))
        {
            ReadReason(draft, line);
            ReadOnset(draft, line);
            ReadSymptoms(draft, line);
            ReadMedicines(draft, line);
            ReadAllergies(draft, line);
        }
    }

    private static readonly string[][] Openers =
    [
        ["calling", "about"], ["calling", "because"], ["calling", "regarding"], ["calling", "to"], ["call", "about"], ["question", "about"], ["i", "need"], ["id", "like"], ["im", "having"], ["ive", "been", "having"],
        ["ive", "got"], ["i", "have"], ["ive", "had"], ["i", "want"], ["its", "about"], ["he", "has"], ["she", "has"], ["hes", "got"], ["shes", "got"], ["hes", "having"], ["shes", "having"], ["having"], ["about"],
    ];

    private static readonly HashSet<string> Leads =
        ["to", "a", "an", "the", "my", "his", "her", "our", "their", "some", "get", "um", "uh", "that", "i", "have", "this", "these", "need", "really", "bad", "terrible", "got", "ive", "im", "having", "calling", "about"];

    private static readonly HashSet<string> Fillers =
        ["um", "uh", "like", "well", "so", "just", "please", "hi", "hello", "hey", "good", "morning", "evening", "afternoon", "yes", "yeah", "my", "his", "her", "a", "an", "the", "some", "i", "im", "its"];

    private static void ReadReason(RulesDrafter.Drafting draft, Line line)
    {
        if (draft[FieldNames.Reason] is not null || line.Tokens.Count < 2)
        {
            return;
        }

        foreach (var opener in Openers)
        {
            var at = line.Find(0, opener);
            if (at >= 0 && (line.Answers is Topic.Reason or Topic.None) && Take(draft, line, at + opener.Length))
            {
                return;
            }
        }

        if (line.Answers == Topic.Reason && line.Tokens.Count >= 2)
        {
            Take(draft, line, 0);
        }
    }

    private static bool Take(RulesDrafter.Drafting draft, Line line, int from)
    {
        const int Longest = 10;
        var tokens = line.Tokens;
        var first = from;
        while (first < tokens.Count && (Leads.Contains(tokens[first].Plain) || Fillers.Contains(tokens[first].Plain)))
        {
            first++;
        }

        var last = first - 1;
        for (var i = first; i < tokens.Count && i - first < Longest; i++)
        {
            if (i > first && tokens[i].Plain is "and" or "but" or "since" or "because" or "for" or "thats" or "it" or "its" or "which" or "so" or "starting" or "that" or "i")
            {
                break;
            }

            last = i;
            if (tokens[i].EndsSentence || tokens[i].Comma)
            {
                break;
            }
        }

        if (last < first)
        {
            return false;
        }

        // Possessives and fillers inside are left out; every other word is as it was said.
        var words = tokens.Skip(first).Take(last - first + 1).Where(t => !Fillers.Contains(t.Plain)).Select(t => t.Plain).ToList();
        if (words.Count == 0)
        {
            return false;
        }

        draft.Put(FieldNames.Reason, string.Join(' ', words), line.Span(first, last));
        return true;
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

    private static void ReadSymptoms(RulesDrafter.Drafting draft, Line line)
    {
        if (line.Answers is Topic.Allergies or Topic.Medications or Topic.Pharmacy or Topic.Provider)
        {
            return;
        }

        foreach (var symptom in draft.Words.Symptoms)
        {
            var words = symptom.Split(' ');
            var at = line.Find(0, words);
            if (at >= 0 && !Denied(line.Tokens, at) && draft[FieldNames.Symptoms]?.Value.Contains(symptom, StringComparison.Ordinal) != true)
            {
                draft.Add(FieldNames.Symptoms, symptom, line.Span(at, at + words.Length - 1));
            }
        }
    }

    private static bool Denied(List<SpokenToken> tokens, int at)
    {
        for (var i = at - 1; i >= 0 && i >= at - 5 && !tokens[i].EndsSentence && tokens[i].Plain is not ("but" or "just" or "and"); i--)
        {
            if (Denials.Contains(tokens[i].Plain))
            {
                return true;
            }
        }

        return false;
    }

    private static void ReadMedicines(RulesDrafter.Drafting draft, Line line)
    {
        if (line.Answers is Topic.Allergies || line.Has("allergic") || line.Has("allergy"))
        {
            return;
        }

        var any = false;
        for (var i = 0; i < line.Tokens.Count; i++)
        {
            var plain = line.Tokens[i].Plain;
            if (draft.Words.IsMedicine(plain) && !Denied(line.Tokens, i))
            {
                any = true;
                draft.Add(FieldNames.Medications, plain, line.Span(i, i));
            }
        }

        var denial = line.Answers == Topic.Medications && !any ? line.Tokens.FindIndex(t => Denials.Contains(t.Plain)) : -1;
        if (denial is >= 0 and < 4 && draft[FieldNames.Medications] is null)
        {
            draft.Put(FieldNames.Medications, "none", line.Span(denial, denial));
        }
    }

    private static void ReadAllergies(RulesDrafter.Drafting draft, Line line)
    {
        var spoken = line.Has("allergic") || line.Has("allergy") || line.Has("allergies");
        if (line.Answers != Topic.Allergies && !spoken)
        {
            return;
        }

        var any = false;
        for (var i = 0; i < line.Tokens.Count; i++)
        {
            var plain = line.Tokens[i].Plain;
            if ((draft.Words.AllergenSet.Contains(plain) || draft.Words.IsMedicine(plain)) && !Denied(line.Tokens, i))
            {
                any = true;
                draft.Add(FieldNames.Allergies, plain, line.Span(i, i));
            }
        }

        // "allergic to" something that no list knows
        var to = line.Find(0, "allergic", "to");
        if (!any && to >= 0 && to + 2 < line.Tokens.Count && !Denied(line.Tokens, to) && line.Tokens[to + 2].Plain is { Length: > 2 } named
            && !Denials.Contains(named) && named is not ("anything" or "any" or "some" or "the" or "that" or "certain" or "something" or "most"))
        {
            any = true;
            draft.Add(FieldNames.Allergies, named, line.Span(to + 2, to + 2));
        }

        var denial = any ? -1 : line.Tokens.FindIndex(t => Denials.Contains(t.Plain));
        if (denial is >= 0 and < 6 && draft[FieldNames.Allergies] is null)
        {
            draft.Put(FieldNames.Allergies, "none", line.Span(denial, denial));
        }
    }
}
