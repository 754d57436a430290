using System.Globalization;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>
/// Evidence or empty: whether plain code derives a drafted value from the words it cites. The words are normalised (digits from
/// number words, dates, spelled letters); nothing but the cited words counts.
/// </summary>
public static class Grounding
{
    private static readonly HashSet<string> Empty =
        ["the", "a", "an", "of", "my", "his", "her", "their", "our", "your", "is", "are", "on", "at", "in", "to", "for", "and", "with", "it", "about", "has", "have", "had"];

    private static readonly HashSet<string> Negations =
        ["no", "not", "none", "never", "without", "nope", "nothing", "dont", "doesnt", "didnt", "cant", "wont", "isnt", "havent", "hasnt", "denies", "nor", "neither", "couldnt", "wouldnt", "arent", "cannot"];

    /// <summary>True when the value follows from the cited words.</summary>
    /// <param name="why">Why not, without quoting the value or the words.</param>
    public static bool Derives(FieldDraft draft, IReadOnlyList<Utterance> utterances, out string why)
    {
        if (string.IsNullOrWhiteSpace(draft.Value))
        {
            why = "the value is empty";
            return false;
        }

        if (Cited(draft.Evidence, utterances, out why) is not { } tokens)
        {
            return false;
        }

        var holds = draft.Field switch
        {
            FieldNames.CallbackNumber => Phone(draft.Value, tokens),
            FieldNames.DateOfBirth => Birth(draft.Value, tokens),
            FieldNames.CallerName or FieldNames.PatientName => Name(draft.Value, tokens),
            FieldNames.Relationship => Relationship(draft.Value, tokens),
            FieldNames.Allergies or FieldNames.Medications or FieldNames.Symptoms => Items(draft.Value, tokens),
            FieldNames.Provider => Words(draft.Value.Replace("Dr.", "", StringComparison.Ordinal), tokens),
            _ => Words(draft.Value, tokens),
        };
        why = holds ? "" : "the value does not follow from the cited words";
        return holds;
    }

    private static List<SpokenToken>? Cited(IReadOnlyList<Span> evidence, IReadOnlyList<Utterance> utterances, out string why)
    {
        why = "no words are cited";
        var cited = new List<SpokenToken>();
        foreach (var span in evidence)
        {
            var said = utterances.FirstOrDefault(u => u.Id == span.Utterance);
            if (said is null)
            {
                why = "an utterance is cited that is not there";
                return null;
            }

            var tokens = SpokenWords.Read(Line.Text(said));
            if (span.FirstWord < 0 || span.LastWord < span.FirstWord || tokens.Count == 0 || span.LastWord > tokens[^1].Word)
            {
                why = "words are cited that are not there";
                return null;
            }

            cited.AddRange(tokens.Where(t => t.Word >= span.FirstWord && t.Word <= span.LastWord));
        }

        return cited.Count > 0 ? cited : null;
    }

    private static bool Phone(string value, List<SpokenToken> tokens)
    {
        var digits = string.Concat(value.Where(char.IsAsciiDigit));
        return SpokenDigits.Phone(tokens, 0, tokens.Count) is { } said
            && (said.Digits == digits || "1" + said.Digits == digits);
    }

    private static bool Birth(string value, List<SpokenToken> tokens) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        && SpokenDate.Read(tokens, 0, tokens.Count, DateOnly.MaxValue) is { } said && said.Date == date;

    private static bool Name(string value, List<SpokenToken> tokens)
    {
        var spelled = SpokenName.Spelled(tokens, 0, tokens.Count)?.Letters;
        var words = SpokenWords.Read(value);
        return words.Count > 0 && words.All(w => w.Plain == spelled || tokens.Exists(t => t.Plain == w.Plain || t.Stem == w.Plain));
    }

    private static bool Relationship(string value, List<SpokenToken> tokens) => value == "self"
        ? tokens.Exists(t => t.Stem is "i" or "im" or "my" or "me" or "mine" or "myself" or "ive" || t.Plain is "im" or "ive")
        : Words(value, tokens);

    private static bool Items(string value, List<SpokenToken> tokens) => value == "none"
        ? tokens.Exists(t => Negations.Contains(t.Plain))
        : value.Split(',').All(item => Words(item, tokens)) && !value.Split(',').All(string.IsNullOrWhiteSpace);

    /// <summary>Every content word, number and negation of the value is among the cited words, in their order; and no negation is lost.</summary>
    private static bool Words(string value, List<SpokenToken> tokens)
    {
        var wanted = SpokenWords.Read(value);
        var any = false;
        var at = 0;
        foreach (var word in wanted)
        {
            if (Empty.Contains(word.Plain))
            {
                continue;
            }

            any = true;
            var found = tokens.FindIndex(at, t => Same(t, word));
            if (found < 0)
            {
                return false;
            }

            at = found + 1;
        }

        return any && wanted.Count(w => Negations.Contains(w.Plain)) >= tokens.Count(t => Negations.Contains(t.Plain));
    }

    private static bool Same(SpokenToken said, SpokenToken wanted) =>
        said.Plain == wanted.Plain || said.Stem == wanted.Plain || said.Plain == wanted.Stem
        || (SpokenDigits.Of(wanted) is { } digits && digits == SpokenDigits.Of(said));
}
