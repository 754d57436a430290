using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>The patient's name as the other side says it: "next patient is ...", "Mrs. Cole, hello", "so Dana, what happened?"</summary>
internal static class Greetings
{
    private static readonly HashSet<string> Titles = ["mr", "mrs", "ms", "miss", "mister"];

    /// <summary>What may stand before the name at the beginning of a greeting.</summary>
    private static readonly HashSet<string> Openers =
    [
        "hi", "hello", "hey", "good", "morning", "afternoon", "evening", "there", "okay", "ok", "so", "well", "alright", "all", "right", "thanks", "thank", "you", "um", "uh",
        "oh", "nice", "to", "see", "meet", "today", "welcome", "and", "now",
    ];

    private const int LongestOpening = 6;

    private static readonly IntakeWords.Phrases Announcements = new(
        ["patient is", "patient", "dictating on", "next is", "next patient is", "seeing", "speaking with", "is this", "am i speaking with", "this is for", "calling about", "the patient named", "patient name is", "patients name is"]);

    public static void Read(RulesDrafter.Drafting draft, Line line)
    {
        if (draft[FieldNames.PatientName] is { } known && known.Value.Contains(' ', StringComparison.Ordinal))
        {
            return;
        }

        if ((Announced(draft, line) ?? Described(draft, line)) is { } name)
        {
            Put(draft, FieldNames.PatientName, name);
        }
        else if (Addressed(draft, line) is { } caller && draft[FieldNames.CallerName] is null)
        {
            // Who is greeted is who is there: with a proxy, not the patient.
            Put(draft, draft[FieldNames.Relationship] is { Value: not "self" } ? FieldNames.CallerName : FieldNames.PatientName, caller);
        }
    }

    private static void Put(RulesDrafter.Drafting draft, string field, NameWords.Named name)
    {
        if (draft[field] is not { } before || Completes(before.Value, name.Value))
        {
            draft.Put(field, name.Value, name.Span);
        }
    }

    /// <summary>"Hi Brian" or "Mr. Walters", then "Brian Walters is a ...": the same person, more fully named.</summary>
    private static bool Completes(string before, string name) => name.Split(' ') is { Length: > 1 } parts && parts.Contains(before.Split(' ')[^1]);

    /// <summary>"Next patient is Carla Ruiz", "patient, Carla Ruiz", "dictating on Carla Ruiz".</summary>
    private static NameWords.Named? Announced(RulesDrafter.Drafting draft, Line line)
    {
        for (var i = 0; i < Math.Min(line.Tokens.Count, LongestOpening); i++)
        {
            if (Announcements.At(line.Tokens, i) is > 0 and var words && i + words < line.Tokens.Count
                && Whole(draft, line, i + words) is { } name)
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>"Carla is a 41-year-old ..."; "Ms. Ruiz is a ...".</summary>
    private static NameWords.Named? Described(RulesDrafter.Drafting draft, Line line)
    {
        var tokens = line.Tokens;
        for (var i = 0; i + 3 < tokens.Count; i++)
        {
            if (tokens[i].Plain is not ("year" or "years") || tokens[i + 1].Plain != "old")
            {
                continue;
            }

            var at = i - 1;
            while (at >= 0 && i - at < 5 && tokens[at].Plain != "is")
            {
                at--;
            }

            if (at >= 1 && tokens[at].Plain == "is" && Before(draft, line, at) is { } name)
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>The name that ends right before this token.</summary>
    private static NameWords.Named? Before(RulesDrafter.Drafting draft, Line line, int at)
    {
        var first = at;
        while (first > 0 && at - first < 3 && IsName(line.Tokens[first - 1]) && !line.Tokens[first - 1].EndsSentence && !line.Tokens[first - 1].Comma)
        {
            first--;
        }

        var titled = first > 0 && Titles.Contains(line.Tokens[first - 1].Plain);
        return first < at && (titled || draft.Words.GivenNameSet.Contains(line.Tokens[first].Stem)) ? Take(line, titled ? first - 1 : first, at - 1) : null;
    }

    /// <summary>"Mrs. Cole", or a given name, among the first words.</summary>
    private static NameWords.Named? Addressed(RulesDrafter.Drafting draft, Line line)
    {
        var tokens = line.Tokens;
        for (var i = 0; i < tokens.Count && i < LongestOpening; i++)
        {
            if (Titles.Contains(tokens[i].Plain) && i + 1 < tokens.Count && IsName(tokens[i + 1]))
            {
                return Take(line, i, i + 1);
            }

            if (draft.Words.GivenNameSet.Contains(tokens[i].Plain) && !Introduces(tokens, i))
            {
                return Take(line, i, i);
            }

            if (!Openers.Contains(tokens[i].Plain))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>"Hello, Dr. Vernon" and "this is Vernon" are not the patient.</summary>
    private static bool Introduces(List<SpokenToken> tokens, int at) =>
        at > 0 && tokens[at - 1].Plain is "doctor" or "dr" or "is" or "im" or "nurse" or "am" or "dragon";

    private static NameWords.Named? Whole(RulesDrafter.Drafting draft, Line line, int from)
    {
        var first = from;
        if (first < line.Tokens.Count && Titles.Contains(line.Tokens[first].Plain))
        {
            first++;
        }

        var last = first;
        while (last < line.Tokens.Count && last - first < 3 && IsName(line.Tokens[last]))
        {
            last++;
            if (line.Tokens[last - 1].EndsSentence || line.Tokens[last - 1].Comma)
            {
                break;
            }
        }

        return last > first && (first > from || last - first == 2 || draft.Words.GivenNameSet.Contains(line.Tokens[first].Plain)) ? Take(line, from, last - 1) : null;
    }

    private static bool IsName(SpokenToken token) =>
        token.Plain.Length > 1 && token.Plain.All(char.IsLetter) && !NameWords.NoName.Contains(token.Plain) && !NameWords.Kin.Contains(token.Stem)
        && SpokenDigits.Of(token) is null && token.Plain is not ("medical" or "record" or "presents" or "today" or "comes");

    private static NameWords.Named Take(Line line, int first, int last) =>
        new(string.Join(' ', line.Tokens.Skip(first).Take(last - first + 1).Select(t => SpokenName.Written(t.Stem) + (t.Plain is "mr" or "mrs" or "ms" ? "." : ""))),
            first, last, line.Span(first, last));
}
