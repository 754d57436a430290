using System.Text;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>Digits said one by one, in groups or in pairs ("oh one fifty four"), with corrections on the way.</summary>
internal static class SpokenDigits
{
    private static readonly HashSet<string> Between = ["area", "code", "dash", "and", "then", "uh", "um", "its", "is", "like", "extension", "number"];

    /// <summary>Words that take back what was said before them.</summary>
    internal static readonly HashSet<string> Corrections = ["no", "wait", "sorry", "actually", "correction", "scratch", "mean", "oops", "rather"];

    /// <summary>How many words may lie between two pieces of one number.</summary>
    private const int Pause = 4;

    /// <summary>One token's digits: "555", "five", "fifteen"; null when it is no digit.</summary>
    internal static string? Of(SpokenToken token)
    {
        var plain = token.Plain;
        if (plain.All(char.IsAsciiDigit))
        {
            return plain;
        }

        return plain is "o" ? "0" : SpokenNumber.Cardinal(plain)?.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The number in these tokens after all corrections, with the indexes of the tokens that it needs; null when there is none.</summary>
    public static (string Digits, int First, int Last)? Phone(IReadOnlyList<SpokenToken> tokens, int from, int to)
    {
        (string Digits, int First, int Last)? number = null;
        var i = from;
        while (i < to)
        {
            var (corrected, area, negated, mine) = (false, false, false, false);
            while (i < to && Of(tokens[i]) is null && !Repeats(tokens, i, to))
            {
                corrected |= Corrections.Contains(tokens[i].Plain);
                mine |= tokens[i].Stem is "mine" or "mines";
                area |= tokens[i].Plain == "area" && i + 1 < to && tokens[i + 1].Plain == "code";
                negated = tokens[i].Plain is "not" or "isnt" || (negated && tokens[i].Plain is "a" or "the" or "its");
                i++;
            }

            if (i >= to)
            {
                break;
            }

            var first = i;
            var digits = Run(tokens, ref i, to, out var last);
            number = number is not { } before ? (digits, first, last)
                : negated || (mine && before.Digits.Length >= 10) ? before
                : area && digits.Length == 3 && before.Digits.Length >= 10 ? (digits + before.Digits[^7..], before.First, last)
                : digits.Length < 7 ? (corrected || first - before.Last <= Pause ? Amend(before, digits, corrected, last) : before)
                : (digits, first, last);
        }

        return number;
    }

    private static (string Digits, int First, int Last) Amend((string Digits, int First, int Last) before, string digits, bool corrected, int last) =>
        corrected && digits.Length >= 2 && digits.Length < before.Digits.Length
            ? (before.Digits[..^digits.Length] + digits, before.First, last)
            : before.Digits.Length < 10 && !corrected && before.Digits.Length + digits.Length <= 11
                ? (before.Digits + digits, before.First, last)
                : before;

    private static bool Repeats(IReadOnlyList<SpokenToken> tokens, int i, int to) =>
        tokens[i].Plain is "double" or "triple" && i + 1 < to && Of(tokens[i + 1]) is { Length: 1 };

    private static string Run(IReadOnlyList<SpokenToken> tokens, ref int i, int to, out int last)
    {
        var digits = new StringBuilder();
        last = i;
        while (i < to)
        {
            if (Repeats(tokens, i, to))
            {
                digits.Append(Of(tokens[i + 1])![0], tokens[i].Plain == "double" ? 2 : 3);
                i++;
            }
            else if (Of(tokens[i]) is { } piece)
            {
                if (IsTens(tokens[i]) && i + 1 < to && !tokens[i].Comma && Of(tokens[i + 1]) is { Length: 1 } unit && unit != "0" && !char.IsDigit(tokens[i + 1].Plain[0]))
                {
                    digits.Append(piece[0]).Append(unit);
                    i++;
                }
                else if (i + 1 < to && tokens[i + 1].Plain is "hundred" or "thousand" && piece.Length <= 2)
                {
                    digits.Append(piece).Append(tokens[i + 1].Plain == "hundred" ? "00" : "000");
                    i++;
                }
                else
                {
                    digits.Append(piece);
                }
            }
            else if (!Between.Contains(tokens[i].Plain) || i + 1 >= to)
            {
                break;
            }
            else
            {
                i++;
                continue;
            }

            last = i;
            i++;
        }

        return digits.ToString();
    }

    private static bool IsTens(SpokenToken token) => SpokenNumber.Cardinal(token.Plain) is >= 20 and <= 90 && !char.IsDigit(token.Plain[0]);
}
