using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;

namespace HybridAgent.Server.Practices;

/// <summary>What a practice's call reasons and their fields must be, to be drafted, shown and delivered.</summary>
internal static class ReasonRules
{
    private const int LongestName = 60;
    private const int MostFields = 20;

    /// <summary>The first thing that is wrong, in one line with its place; null when nothing is.</summary>
    public static string? Wrong(IReadOnlyList<CallReason> reasons)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var names = new HashSet<string>(FieldNames.All, StringComparer.Ordinal);
        for (var i = 0; i < reasons.Count; i++)
        {
            var at = $"reasons[{i}]";
            if (reasons[i] is not { } reason)
            {
                return $"{at} is empty.";
            }

            var wrong = Name(reason.Key) is { } key ? $"{at}.key {key}"
                : !keys.Add(reason.Key) ? $"{at}.key \"{reason.Key}\" is there twice."
                : string.IsNullOrWhiteSpace(reason.Label) ? $"{at}.label is missing."
                : Phrases(reason.Words) is { } words ? $"{at}.words {words}"
                : reason.Fields is not { Count: > 0 } ? $"{at}.fields is missing: a reason without fields of its own needs no entry."
                : reason.Fields.Count > MostFields ? $"{at}.fields holds more than {MostFields} fields: nobody asks so much in a call."
                : reason.Fields.Select((field, n) => Field(field, $"{at}.fields[{n}]", names)).FirstOrDefault(w => w is not null);
            if (wrong is not null)
            {
                return wrong;
            }
        }

        return null;
    }

    private static string? Field(ReasonField? field, string at, HashSet<string> names) => field switch
    {
        null => $"{at} is empty.",
        _ when Name(field.Name) is { } name => $"{at}.name {name}",
        _ when FieldNames.All.Contains(field.Name) => $"{at}.name \"{field.Name}\" is a field of every note.",
        _ when !names.Add(field.Name) => $"{at}.name \"{field.Name}\" is there twice.",
        _ when string.IsNullOrWhiteSpace(field.Label) => $"{at}.label is missing.",
        _ when !Enum.IsDefined(field.Kind) => $"{at}.kind is one of text, number, date, phone, yes-no.",
        _ when Phrases(field.Ask) is { } ask => $"{at}.ask {ask}",
        _ => null,
    };

    private static string? Name(string? name) =>
        string.IsNullOrEmpty(name) ? "is missing."
        : name.Length > LongestName || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') ? "may hold lower-case letters, digits and _ only, 60 at most."
        : null;

    private static string? Phrases(IReadOnlyList<string>? phrases) =>
        phrases is not { Count: > 0 } ? "is missing: without words nobody knows when it is meant."
        : phrases.Any(p => p is null || !p.Any(char.IsLetterOrDigit)) ? "holds an entry without a word."
        : null;
}
