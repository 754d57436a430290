using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>Medicines taken and allergies: names of the drug list, and names that misheard words sound like.</summary>
internal static class Medicines
{
    private static readonly HashSet<string> Denials =
        ["no", "none", "nope", "not", "nothing", "never", "nah", "dont", "doesnt", "isnt", "without", "havent", "hasnt", "denies", "didnt", "arent", "nil", "stopped", "quit", "negative", "neither"];

    /// <summary>The other side prescribes, or says what the patient takes.</summary>
    private static readonly IntakeWords.Phrases Prescribes = new(
    [
        "prescription for", "prescribe", "prescribed", "prescribing", "start you on", "put you on", "going to give you", "you are taking", "youre taking", "you take",
        "you can take", "can take", "it is called", "its called", "shes tried", "hes tried", "you tried", "continue", "keep taking", "stay on", "takes", "is taking", "refill of", "refill for", "refill your", "called",
    ]);

    private static readonly IntakeWords.Phrases Takes = new(
    [
        "take", "takes", "taking", "took", "taken", "on", "refill", "refills", "prescription", "prescribed", "milligrams", "milligram", "mg", "pill", "pills", "tablet", "tablets",
        "dose", "medication", "medicine", "meds", "inhaler", "using", "uses", "run out of", "ran out of",
    ]);


    /// <summary>Kinds of medicine: taken down when the answer names none.</summary>
    private static readonly HashSet<string> Kinds = ["antibiotic", "antibiotics", "statin", "statins", "inhaler", "inhalers", "steroid", "steroids"];

    public static void Read(RulesDrafter.Drafting draft)
    {
        Line? before = null;
        foreach (var line in draft.Lines)
        {
            var allergy = line.Has("allergic") || line.Has("allergy") || line.Has("allergies");
            if (line.Caller)
            {
                // "Ciprofloxacin?" "Yes!": what the other side named, the caller agrees to.
                if (before is { Caller: false } && line.Tokens.Count > 0 && Agrees(line) && Asks(before))
                {
                    Named(draft, before, line.Answers == Topic.Allergies ? FieldNames.Allergies : FieldNames.Medications, sounded: false);
                }

                if (line.Answers == Topic.Allergies || allergy)
                {
                    Allergies(draft, line, before);
                }
                else
                {
                    Taken(draft, line);
                }
            }
            else if (!allergy && Prescribes.In(line.Tokens) && !line.Tokens[^1].Question)
            {
                Named(draft, line, FieldNames.Medications, sounded: false);
            }

            before = line;
        }
    }

    /// <summary>Names that the cited words only sound like.</summary>
    internal static HashSet<string> Sounded(List<SpokenToken> tokens)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (Heard(DrugNames.Default, tokens, i) is var (name, _))
            {
                found.Add(name);
            }
        }

        return found;
    }

    /// <summary>A medicine sounded out by one token, or cut into two or three ("metal pro lol").</summary>
    private static (string Name, int Last)? Heard(DrugNames drugs, List<SpokenToken> tokens, int at)
    {
        if (drugs.SoundsLike(tokens[at].Plain) is { } one)
        {
            return (one, at);
        }

        var letters = tokens[at].Plain;
        for (var last = at + 1; last < tokens.Count && last < at + 3 && !tokens[last - 1].EndsSentence && !tokens[last - 1].Comma; last++)
        {
            letters += tokens[last].Plain;
            if (letters.Length >= 7 && drugs.Knows(letters))
            {
                return (letters, last);
            }

            if (letters.Length >= 8 && !drugs.Has(tokens[last].Plain) && !drugs.Has(tokens[at].Plain))
            {
                // In pieces only what sounds the same: too many pairs of small words are spelled nearly like something.
                if (drugs.SoundsLike(letters) is { } name && DoubleMetaphone.Keys(letters, 10) == DoubleMetaphone.Keys(name, 10))
                {
                    return (name, last);
                }
            }
        }

        return null;
    }

    private static bool Agrees(Line line) => Contact.Yes.Contains(line.Tokens[0].Plain) || line.Tokens[0].Plain is "that" or "oh" or "ah";

    private static bool Asks(Line line) => line.Tokens is [.., { Question: true }] || line.Tokens.Exists(t => t.Question) || line.Has("you", "are", "taking") || line.Tokens.Count <= 4;

    private static int Named(RulesDrafter.Drafting draft, Line line, string field, bool sounded)
    {
        var any = 0;
        for (var i = 0; i < line.Tokens.Count; i++)
        {
            var plain = line.Tokens[i].Plain;
            if (Denied(line.Tokens, i))
            {
                continue;
            }

            if (sounded && !draft.Drugs.Knows(plain) && Heard(draft.Drugs, line.Tokens, i) is var (name, last))
            {
                any++;
                draft.Add(field, name, line.Span(i, last), heard: true);
                i = last;
            }
            else if (draft.Drugs.Has(plain) || (field == FieldNames.Allergies && draft.Words.AllergenSet.Contains(plain)))
            {
                any++;
                draft.Add(field, plain, line.Span(i, i));
            }
        }

        return any;
    }

    private static void Taken(RulesDrafter.Drafting draft, Line line)
    {
        var about = line.Answers == Topic.Medications;
        if (Former(line))
        {
            return;
        }

        var any = Named(draft, line, FieldNames.Medications, sounded: about || (line.Answers is Topic.Reason or Topic.None && Takes.In(line.Tokens) && !Everyday(line)));
        if (about && any == 0 && line.Tokens.FindIndex(t => Kinds.Contains(t.Plain)) is >= 0 and var kind && !Denied(line.Tokens, kind))
        {
            any++;
            draft.Add(FieldNames.Medications, line.Tokens[kind].Plain, line.Span(kind, kind));
        }

        if (about && any == 0 && draft[FieldNames.Medications] is null && Denial.In(line.Tokens) is { First: < 4 } denial)
        {
            draft.Put(FieldNames.Medications, "none", line.Span(denial.First, denial.Last));
        }
    }

    /// <summary>"I was on it in school, but not anymore".</summary>
    private static bool Former(Line line) => line.Has("not", "anymore") || line.Has("used", "to", "take") || line.Has("no", "longer") || line.Has("stopped", "taking")
        || line.Has("used", "to", "be", "on") || line.Has("took", "me", "off") || line.Has("quit", "taking");

    /// <summary>"Take" and "on" are said of much else: only short lines are searched for misheard names.</summary>
    private static bool Everyday(Line line) => line.Tokens.Count > 25;

    private static void Allergies(RulesDrafter.Drafting draft, Line line, Line? before)
    {
        // "It bothers my stomach, but I'm not allergic"
        if (line.Has("not", "allergic") && draft[FieldNames.Allergies] is null && line.Find(0, "not", "allergic") is var not)
        {
            draft.Put(FieldNames.Allergies, "none", line.Span(not, not + 1));
            return;
        }

        var any = Named(draft, line, FieldNames.Allergies, sounded: line.Answers == Topic.Allergies || line.Has("allergic", "to"));

        // "allergic to" something that no list knows
        var to = line.Find(0, "allergic", "to");
        if (any == 0 && to >= 0 && to + 2 < line.Tokens.Count && !Denied(line.Tokens, to) && line.Tokens[to + 2].Plain is { Length: > 2 } named
            && !Denials.Contains(named) && !Vague.Contains(named))
        {
            any++;
            draft.Add(FieldNames.Allergies, named, line.Span(to + 2, to + 2));
        }

        // "And when you take penicillin?" "I come out in hives."
        if (any == 0 && before is { Caller: false } && before.Has("when", "you", "take") && line.Tokens.Exists(t => t.Plain is "rash" or "hives" or "swell" or "swelling" or "itch" or "itchy"))
        {
            any += Named(draft, before, FieldNames.Allergies, sounded: false);
        }

        if (any == 0 && draft[FieldNames.Allergies] is null && Denial.In(line.Tokens) is { First: < 6 } denial)
        {
            draft.Put(FieldNames.Allergies, "none", line.Span(denial.First, denial.Last));
        }
    }

    private static readonly HashSet<string> Vague =
        ["anything", "any", "some", "the", "that", "this", "certain", "something", "most", "what", "whats", "which", "drugs", "medications", "medication", "medicine", "medicines", "your", "you", "a", "it", "them", "those"];

    /// <summary>A negation before it, in its clause.</summary>
    internal static bool Denied(List<SpokenToken> tokens, int at)
    {
        for (var i = at - 1; i >= 0 && i >= at - 12 && !tokens[i].EndsSentence && tokens[i].Plain is not ("but" or "just" or "except" or "only"); i--)
        {
            if (Denials.Contains(tokens[i].Plain) && !(tokens[i].Plain == "no" && tokens[i].Comma))
            {
                return true;
            }
        }

        return false;
    }
}
