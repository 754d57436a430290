using System.Globalization;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Practices;

namespace HybridAgent.Core.Intake;

/// <summary>
/// Evidence or empty: whether plain code derives a drafted value from the words it cites. The words are normalised (digits from
/// number words, dates, spelled letters); nothing but the cited words counts. Words that were hardly heard, and names that were only
/// sounded out, derive a value only when it is marked as heard.
/// </summary>
public static class Grounding
{
    /// <summary>A word heard with less confidence than this (0..1) fills no name, number, date or medicine as a fact.</summary>
    public const double Unsure = 0.5;

    private static readonly HashSet<string> Exact =
    [
        FieldNames.CallerName, FieldNames.PatientName, FieldNames.CallbackNumber, FieldNames.DateOfBirth, FieldNames.Medications, FieldNames.Allergies,
    ];

    private static readonly HashSet<string> Empty =
        ["the", "a", "an", "of", "my", "his", "her", "their", "our", "your", "is", "are", "on", "at", "in", "to", "for", "and", "with", "it", "about", "has", "have", "had"];

    private static readonly HashSet<string> Negations =
        ["no", "not", "none", "never", "without", "nope", "nothing", "dont", "doesnt", "didnt", "cant", "wont", "isnt", "havent", "hasnt", "denies", "nor", "neither", "couldnt", "wouldnt", "arent", "cannot", "negative", "nil", "nah"];

    /// <summary>True when the value follows from the cited words.</summary>
    /// <param name="why">Why not, without quoting the value or the words.</param>
    /// <param name="practice">Whose own fields and lists count; null for none.</param>
    /// <param name="from">The number that calls (E.164), for "the number I am calling from"; null when it is not known.</param>
    public static bool Derives(FieldDraft draft, IReadOnlyList<Utterance> utterances, out string why, Practice? practice = null, string? from = null) =>
        Derives(draft, id => utterances.FirstOrDefault(u => u.Id == id) is { } said ? (said, SpokenWords.Read(Line.Text(said))) : null, out why, practice, from);

    /// <summary>The same, with the utterances looked up and read by the caller.</summary>
    internal static bool Derives(
        FieldDraft draft, Func<string, (Utterance Said, List<SpokenToken> Tokens)?> find, out string why, Practice? practice, string? from)
    {
        if (!draft.SaysSomething || (draft.Value.Length > 0 && string.IsNullOrWhiteSpace(draft.Value)))
        {
            why = "the value is empty";
            return false;
        }

        if (Cited(draft.Evidence, find, out var unsure, out why) is not { } tokens)
        {
            return false;
        }

        if (draft.Value.Length == 0)
        {
            why = Refusal.Find(tokens) is null ? "nobody declined in the cited words" : "";
            return why.Length == 0;
        }

        var kind = practice?.FieldOf(draft.Field)?.Kind;
        if (unsure && !draft.Heard && (Exact.Contains(draft.Field) || kind is FieldKind.Number or FieldKind.Date or FieldKind.Phone))
        {
            why = "cited words were heard with low confidence, and the value is not marked as heard";
            return false;
        }

        var holds = draft.Field switch
        {
            FieldNames.CallbackNumber => Phone(draft.Value, tokens) || (draft.Value == from && CallingNumber.Find(tokens) is not null),
            FieldNames.DateOfBirth => Birth(draft.Value, tokens),
            FieldNames.CallerName or FieldNames.PatientName => Name(draft.Value, tokens),
            FieldNames.Relationship => Relationship(draft.Value, tokens),
            FieldNames.Medications or FieldNames.Allergies or FieldNames.Symptoms when draft.Value == "none" => draft.Evidence.Any(s => find(s.Utterance) is var (_, all) && Denied(all, s) is not null),
            FieldNames.Medications or FieldNames.Allergies => Items(draft.Value, tokens, draft.Heard),
            FieldNames.Symptoms => Items(draft.Value, tokens, heard: false),
            FieldNames.Provider or FieldNames.Pharmacy => Listed(draft, tokens),
            _ => kind is { } of ? FieldParser.Derives(of, draft.Value, tokens) : Words(draft.Value, tokens),
        };
        why = holds ? "" : "the value does not follow from the cited words";
        return holds;
    }

    /// <summary>Index of the word with which the cited words deny everything of a kind ("no", "none that I know of"); null when they do not.</summary>
    public static int? DenialIn(Utterance said, Span span) => Denied(SpokenWords.Read(Line.Text(said)), span);

    /// <summary>Index of the word that, earlier in the clause, denies what is said at <paramref name="word"/> or puts it in the past; null for none.</summary>
    public static int? Turned(Utterance said, int word)
    {
        var tokens = SpokenWords.Read(Line.Text(said));
        var at = tokens.FindIndex(t => t.Word >= word);
        return at >= 0 && Clause.Turn(tokens, at, abilities: true) is >= 0 and var turn ? tokens[turn].Word : null;
    }

    /// <summary>True when one of the cited words was heard with a confidence under <see cref="Unsure"/>.</summary>
    internal static bool HardlyHeard(Utterance said, Span span)
    {
        for (var i = Math.Max(0, span.FirstWord); i <= span.LastWord && i < said.Words.Count; i++)
        {
            if (said.Words[i].Confidence < Unsure)
            {
                return true;
            }
        }

        return false;
    }

    private static List<SpokenToken>? Cited(
        IReadOnlyList<Span> evidence, Func<string, (Utterance Said, List<SpokenToken> Tokens)?> find, out bool unsure, out string why)
    {
        why = "no words are cited";
        unsure = false;
        var cited = new List<SpokenToken>();
        foreach (var span in evidence)
        {
            if (find(span.Utterance) is not var (said, tokens))
            {
                why = "an utterance is cited that is not there";
                return null;
            }

            if (span.FirstWord < 0 || span.LastWord < span.FirstWord || tokens.Count == 0 || span.LastWord > tokens[^1].Word)
            {
                why = "words are cited that are not there";
                return null;
            }

            cited.AddRange(tokens.Where(t => t.Word >= span.FirstWord && t.Word <= span.LastWord));
            unsure |= HardlyHeard(said, span);
        }

        return cited.Count > 0 ? cited : null;
    }

    internal static bool Phone(string value, List<SpokenToken> tokens)
    {
        var digits = string.Concat(value.Where(char.IsAsciiDigit));
        return SpokenDigits.Phone(tokens, 0, tokens.Count) is { } said
            && (said.Digits == digits || "1" + said.Digits == digits);
    }

    internal static bool Birth(string value, List<SpokenToken> tokens) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        && SpokenDate.Read(tokens, 0, tokens.Count, DateOnly.MaxValue) is { } said && (said.Date == date || (said.Short && said.Date.AddYears(-100) == date));

    private static bool Name(string value, List<SpokenToken> tokens)
    {
        var spelled = SpokenName.AllSpelled(tokens);
        var words = SpokenWords.Read(value);
        return words.Count > 0 && words.All(w => spelled.Contains(w.Plain) || tokens.Exists(t => t.Plain == w.Plain || t.Stem == w.Plain));
    }

    private static bool Relationship(string value, List<SpokenToken> tokens) => value == "self"
        ? tokens.Exists(t => t.Stem is "i" or "im" or "my" or "me" or "mine" or "myself" or "ive" || t.Plain is "im" or "ive")
        : Words(value, tokens);

    private static bool Items(string value, List<SpokenToken> tokens, bool heard) =>
        value.Split(',') is var items && !items.All(string.IsNullOrWhiteSpace)
        && items.All(item => Words(item, tokens) || (heard && Medicines.Sounded(tokens).Contains(item.Trim())));

    private static int? Denied(List<SpokenToken> tokens, Span span) =>
        Denial.Find(tokens, span.FirstWord, span.LastWord) is var (first, _) ? tokens[first].Word : null;

    /// <summary>A name of the practice's lists may only be sounded out in the cited words, when it is marked as heard.</summary>
    private static bool Listed(FieldDraft draft, List<SpokenToken> tokens)
    {
        var value = draft.Value.Replace("Dr.", "", StringComparison.Ordinal);
        return Words(value, tokens) || (draft.Heard && SoundAlike.Holds(value, tokens));
    }

    /// <summary>Every content word, number and negation of the value is among the cited words, in their order; and no negation is lost.</summary>
    internal static bool Words(string value, List<SpokenToken> tokens)
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
