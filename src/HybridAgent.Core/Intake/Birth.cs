using System.Globalization;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>The date of birth, and whether it fits the age that somebody said.</summary>
internal static class Birth
{
    private const int Oldest = 120;

    public static void Read(RulesDrafter.Drafting draft)
    {
        Span? readBack = null;
        foreach (var line in draft.Lines)
        {
            var after = Announced(line.Tokens);
            if (line.Caller && readBack is not null && line.Tokens.Count > 0 && Contact.Yes.Contains(line.Tokens[0].Plain)
                && SpokenDate.Read(line.Tokens, 0, line.Tokens.Count, draft.Today) is null)
            {
                Put(draft, [readBack, line.Span(0, 0)]);
            }
            else if (line.Caller && line.Answers == Topic.BirthDate)
            {
                Answer(draft, line);
            }
            else if (after >= 0 && SpokenDate.Read(line.Tokens, after, line.Tokens.Count, draft.Today) is { } said
                && (line.Caller || draft[FieldNames.DateOfBirth] is null))
            {
                // The other side may read the date from the chart.
                Put(draft, [line.Span(said.First, said.Last)]);
            }

            // Ten digits read back are a telephone number, whatever dates are in them.
            readBack = !line.Caller && draft[FieldNames.DateOfBirth] is not null && (line.Answers == Topic.BirthDate || after >= 0)
                && SpokenDigits.Phone(line.Tokens, 0, line.Tokens.Count) is not { Digits.Length: >= 9 }
                && SpokenDate.Read(line.Tokens, 0, line.Tokens.Count, draft.Today) is { } back ? line.Span(back.First, back.Last) : null;
        }

        Check(draft);
    }

    private static void Answer(RulesDrafter.Drafting draft, Line line)
    {
        var kin = line.Tokens.FindIndex(SpokenDate.Kin);
        var patient = draft[FieldNames.Relationship]?.Value;
        // "Mine is ..., my daughter's is ...", when the daughter is the patient.
        if (kin >= 0 && SpokenDate.Read(line.Tokens, kin, line.Tokens.Count, draft.Today) is { } theirs)
        {
            if (patient == line.Tokens[kin].Stem || patient == line.Tokens[kin].Plain.TrimEnd('s'))
            {
                Put(draft, [line.Span(theirs.First, theirs.Last)]);
                return;
            }

            if (patient is null or "self" && draft[FieldNames.DateOfBirth] is { Value.Length: > 0 })
            {
                return;
            }
        }

        if (SpokenDate.Read(line.Tokens, 0, line.Tokens.Count, draft.Today) is { } said)
        {
            Put(draft, [line.Span(said.First, said.Last)]);
        }
        else if (draft[FieldNames.DateOfBirth] is { Value.Length: > 0 } before && line.Tokens.Count > 1
            && line.Tokens.FindIndex(t => SpokenDigits.Corrections.Contains(t.Plain)) is >= 0 and <= 3)
        {
            // "No, the twenty second": the rest of the date stands.
            Put(draft, [.. before.Evidence, line.Span(0, line.Tokens.Count - 1)]);
        }
    }

    private static void Put(RulesDrafter.Drafting draft, Span[] evidence)
    {
        var tokens = draft.Tokens(evidence);
        if (SpokenDate.Read(tokens, 0, tokens.Count, draft.Today) is { } said && said.Date.Year > draft.Today.Year - Oldest)
        {
            draft.Put(FieldNames.DateOfBirth, Text(said.Date), evidence);
        }
    }

    private static int Announced(List<SpokenToken> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Stem is "born" or "birthday" or "birthdate" or "dob" or "birth")
            {
                return i + 1;
            }
        }

        return -1;
    }

    /// <summary>A two-digit year is read in the century that fits the age said; a date that fits no age said is doubtful.</summary>
    private static void Check(RulesDrafter.Drafting draft)
    {
        if (draft[FieldNames.DateOfBirth] is not { Value.Length: > 0 } birth || Ages(draft) is not [var age])
        {
            return;
        }

        var date = DateOnly.ParseExact(birth.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (Fits(date, age, draft.Today))
        {
            return;
        }

        if (!(Fits(date.AddYears(-100), age, draft.Today) && draft.Put(FieldNames.DateOfBirth, Text(date.AddYears(-100)), [.. birth.Evidence])))
        {
            draft.Put(FieldNames.DateOfBirth, birth.Value, $"does not fit the age said: {age}", heard: true, [.. birth.Evidence]);
        }
    }

    private static bool Fits(DateOnly birth, int age, DateOnly today) =>
        Math.Abs(today.Year - birth.Year - (today.DayOfYear < birth.DayOfYear ? 1 : 0) - age) <= 1;

    /// <summary>"She is seven years old", "a 41-year-old", "eight months old".</summary>
    private static List<int> Ages(RulesDrafter.Drafting draft)
    {
        var ages = new List<int>();
        var numbers = new List<SpokenNumber>();
        foreach (var line in draft.Lines)
        {
            var tokens = line.Tokens;
            for (var i = 0; i + 2 < tokens.Count; i++)
            {
                if (tokens[i + 2].Plain != "old" || tokens[i + 1].Plain is not ("year" or "years" or "month" or "months"))
                {
                    continue;
                }

                numbers.Clear();
                SpokenNumber.Read(tokens, Math.Max(0, i - 1), i + 1, numbers);
                if (numbers.Count > 0 && numbers[^1].Last == i && numbers[^1].Value is >= 0 and < Oldest)
                {
                    ages.Add(tokens[i + 1].Plain[0] == 'm' ? (int)numbers[^1].Value / 12 : (int)numbers[^1].Value);
                }
            }
        }

        return [.. ages.Distinct()];
    }

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
