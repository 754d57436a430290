using System.Globalization;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Practices;

namespace HybridAgent.Core.Intake;

/// <summary>How the words of an answer become the value of a practice's own field, by its kind.</summary>
internal static class FieldParser
{
    private const int LongestText = 14;

    /// <summary>The value and the tokens it needs; null when the words hold none of that kind.</summary>
    public static (string Value, int First, int Last)? Read(FieldKind kind, Line line, int from, DateOnly today)
    {
        var tokens = line.Tokens;
        switch (kind)
        {
            case FieldKind.Phone:
                return SpokenDigits.Phone(tokens, from, tokens.Count) is { } phone && Contact.Number(phone.Digits) is { } number ? (number, phone.First, phone.Last) : null;
            case FieldKind.Number:
                return SpokenDigits.Phone(tokens, from, tokens.Count) is { } digits ? (digits.Digits, digits.First, digits.Last) : null;
            case FieldKind.Date:
                return SpokenDate.Read(tokens, from, tokens.Count, today.AddYears(20)) is { } date ? (Text(date.Date), date.First, date.Last) : null;
            case FieldKind.YesNo:
                for (var i = from; i < tokens.Count && i < from + 4; i++)
                {
                    if (YesNo(tokens[i]) is { } said)
                    {
                        return (said, i, i);
                    }
                }

                return null;
            default:
                return Words(line, from);
        }
    }

    /// <summary>The cited words derive the value.</summary>
    public static bool Derives(FieldKind kind, string value, List<SpokenToken> tokens) => kind switch
    {
        FieldKind.Phone => Grounding.Phone(value, tokens),
        FieldKind.Number => SpokenDigits.Phone(tokens, 0, tokens.Count) is { } said && said.Digits == value,
        FieldKind.Date => Grounding.Birth(value, tokens),
        FieldKind.YesNo => tokens.Select(YesNo).FirstOrDefault(a => a is not null) == value,
        _ => Grounding.Words(value, tokens),
    };

    private static string? YesNo(SpokenToken token) =>
        token.Plain is "yes" or "yeah" or "yep" or "yup" or "correct" or "right" or "sure" or "absolutely" or "definitely" ? "yes"
        : token.Plain is "no" or "nope" or "nah" or "not" or "never" or "dont" or "havent" ? "no"
        : null;

    private static (string, int, int)? Words(Line line, int from)
    {
        var first = from;
        while (first < line.Tokens.Count && line.Tokens[first].Plain is "um" or "uh" or "well" or "its" or "it" or "is" or "so" or "oh" or "yes" or "yeah" or "the" or "a")
        {
            first++;
        }

        var last = first - 1;
        while (last + 1 < line.Tokens.Count && last + 1 - first < LongestText && (last < first || !line.Tokens[last].EndsSentence))
        {
            last++;
        }

        return last >= first && Refusal.Find(line.Tokens) is null ? (Wishes.Said(line, first, last), first, last) : null;
    }

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
