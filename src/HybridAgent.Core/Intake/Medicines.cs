using System.Runtime.CompilerServices;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>Medicines taken and allergies: names of the drug list, and names that misheard words sound like.</summary>
internal static class Medicines
{
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

    /// <summary>A call is read again after every utterance: what was said before is sounded out once.</summary>
    private static readonly ConditionalWeakTable<List<SpokenToken>, (string Name, int Last)?[]> AlreadyHeard = [];

    private static (string Name, int Last)?[] Heard(DrugNames drugs, Line line) =>
        AlreadyHeard.GetValue(line.Tokens, tokens => [.. Enumerable.Range(0, tokens.Count).Select(i => drugs.Knows(tokens[i].Plain) ? null : Heard(drugs, tokens, i))]);

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
        var heard = sounded ? Heard(draft.Drugs, line) : [];
        for (var i = 0; i < line.Tokens.Count; i++)
        {
            var plain = line.Tokens[i].Plain;
            var (sound, last) = sounded ? heard[i] ?? default : default;
            var named = sound ?? (draft.Drugs.Has(plain) || (field == FieldNames.Allergies && draft.Words.AllergenSet.Contains(plain)) ? plain : null);
            if (named is null || Clause.Ended(line.Tokens, i) || LabValue(line.Tokens, i))
            {
                continue;
            }

            any++;
            draft.Add(field, named, line.Span(i, Math.Max(i, last)), heard: sound is not null);
            i = Math.Max(i, last);
        }

        return any;
    }

    private static void Taken(RulesDrafter.Drafting draft, Line line)
    {
        var about = line.Answers == Topic.Medications;
        var any = Named(draft, line, FieldNames.Medications, sounded: about || (line.Answers is Topic.Reason or Topic.None && Takes.In(line.Tokens) && !Everyday(line)));
        if (about && any == 0 && line.Tokens.FindIndex(t => Kinds.Contains(t.Plain)) is >= 0 and var kind && !Clause.Ended(line.Tokens, kind))
        {
            any++;
            draft.Add(FieldNames.Medications, line.Tokens[kind].Plain, line.Span(kind, kind));
        }

        if (about && any == 0)
        {
            None(draft, FieldNames.Medications, line);
        }
    }

    /// <summary>Nothing of the kind, in so many words.</summary>
    private static void None(RulesDrafter.Drafting draft, string field, Line line)
    {
        if (draft[field] is null && Denial.Find(line.Tokens) is var (first, last))
        {
            draft.Put(field, "none", line.Span(first, last));
        }
    }

    /// <summary>"Take" and "on" are said of much else: only short lines are searched for misheard names.</summary>
    private static bool Everyday(Line line) => line.Tokens.Count > 25;

    private static void Allergies(RulesDrafter.Drafting draft, Line line, Line? before)
    {
        // "It bothers my stomach, but I'm not allergic"
        if (Denial.Find(line.Tokens) is var (_, last) && line.Tokens[last].Plain == "allergic")
        {
            None(draft, FieldNames.Allergies, line);
            return;
        }

        var any = Named(draft, line, FieldNames.Allergies, sounded: line.Answers == Topic.Allergies || line.Has("allergic", "to"));

        // "allergic to" something that no list knows
        var to = line.Find(0, "allergic", "to");
        if (any == 0 && to >= 0 && to + 2 < line.Tokens.Count && !Clause.Denies(line.Tokens, to) && line.Tokens[to + 2].Plain is { Length: > 2 } named
            && !Vague.Contains(named))
        {
            any++;
            draft.Add(FieldNames.Allergies, named, line.Span(to + 2, to + 2));
        }

        // "What does it do when you take Naprosyn?" "It makes me itch."
        if (any == 0 && before is { Caller: false } && before.Has("when", "you", "take") && line.Tokens.Exists(t => t.Plain is "rash" or "hives" or "swell" or "swelling" or "itch" or "itchy"))
        {
            any += Named(draft, before, FieldNames.Allergies, sounded: false);
        }

        if (any == 0)
        {
            None(draft, FieldNames.Allergies, line);
        }
    }

    private static readonly HashSet<string> Vague =
        ["anything", "any", "some", "the", "that", "this", "certain", "something", "most", "what", "whats", "which", "drugs", "medications", "medication", "medicine", "medicines", "your", "you", "a", "it", "them", "those", "nothing", "none", "not"];

    /// <summary>"Potassium of 6.8", "a lithium level of one point two": what a laboratory found, unless a unit makes it a dose.</summary>
    private static bool LabValue(List<SpokenToken> tokens, int at)
    {
        var next = at + 1;
        if (next < tokens.Count && tokens[next].Plain is "level" or "levels")
        {
            next++;
        }

        var said = next;
        while (next < tokens.Count && tokens[next].Plain is "of" or "is" or "was" or "at" or "came" or "back")
        {
            next++;
        }

        return next > said && next < tokens.Count && (char.IsDigit(tokens[next].Plain[0]) || SpokenDigits.Of(tokens[next]) is not null)
            && !tokens.Skip(next + 1).Take(3).Any(t => t.Plain is "mg" or "milligrams" or "milligram" or "mcg" or "micrograms" or "units" or "ml" or "tablets" or "pills" or "times");
    }
}
