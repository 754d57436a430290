using System.Globalization;

namespace HybridAgent.Core.Cues;

/// <summary>A number said in words or digits, with every reading it may have (fifteen and fifty sound alike).</summary>
internal readonly record struct SpokenNumber(int First, int Last, double Value, double? Other)
{
    private static readonly Dictionary<string, int> Small = new(StringComparer.Ordinal)
    {
        ["zero"] = 0,
        ["oh"] = 0,
        ["one"] = 1,
        ["two"] = 2,
        ["three"] = 3,
        ["four"] = 4,
        ["five"] = 5,
        ["six"] = 6,
        ["seven"] = 7,
        ["eight"] = 8,
        ["nine"] = 9,
        ["ten"] = 10,
        ["eleven"] = 11,
        ["twelve"] = 12,
        ["thirteen"] = 13,
        ["fourteen"] = 14,
        ["fifteen"] = 15,
        ["sixteen"] = 16,
        ["seventeen"] = 17,
        ["eighteen"] = 18,
        ["nineteen"] = 19,
    };

    private static readonly Dictionary<string, int> Tens = new(StringComparer.Ordinal)
    {
        ["twenty"] = 20,
        ["thirty"] = 30,
        ["forty"] = 40,
        ["fourty"] = 40,
        ["fifty"] = 50,
        ["sixty"] = 60,
        ["seventy"] = 70,
        ["eighty"] = 80,
        ["ninety"] = 90,
    };

    /// <summary>Digits of a word that is a cardinal number below twenty or a ten; null otherwise.</summary>
    public static int? Cardinal(string plain) =>
        Small.TryGetValue(plain, out var small) ? small : Tens.TryGetValue(plain, out var ten) ? ten : null;

    /// <summary>The numbers in the tokens from <paramref name="from"/> up to <paramref name="to"/> (exclusive).</summary>
    public static void Read(IReadOnlyList<SpokenToken> tokens, int from, int to, List<SpokenNumber> into)
    {
        for (var i = from; i < to; i++)
        {
            if (At(tokens, i, to) is { } number)
            {
                into.Add(number);
                i = number.Last;
            }
        }
    }

    private static SpokenNumber? At(IReadOnlyList<SpokenToken> tokens, int i, int to)
    {
        var plain = tokens[i].Plain;
        if (char.IsDigit(plain[0]))
        {
            var digits = plain.TrimEnd('%', 'f', 'c', 'm', 'g').Replace(",", "", StringComparison.Ordinal);
            if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                return null;
            }

            var last = i;
            Fraction(tokens, ref last, to, ref value);
            return new SpokenNumber(i, last, value, null);
        }

        if (plain is "a" && i + 1 < to && tokens[i + 1].Plain is "hundred" or "thousand")
        {
            return Words(tokens, i, to);
        }

        return Cardinal(plain) is not null && plain != "oh" ? Words(tokens, i, to) : null;
    }

    private static SpokenNumber Words(IReadOnlyList<SpokenToken> tokens, int first, int to)
    {
        double value = Cardinal(tokens[first].Plain) ?? 1;
        var i = first;
        Unit(tokens, ref i, to, ref value);
        if (i + 1 < to && tokens[i + 1].Plain == "hundred")
        {
            value *= 100;
            i++;
            Rest(tokens, ref i, to, ref value);
        }
        else if (i + 1 < to && value is >= 1 and <= 9 && Tens.ContainsKey(tokens[i + 1].Plain))
        {
            // "one sixty", "two twenty five"
            value = (value * 100) + Tens[tokens[++i].Plain];
            Unit(tokens, ref i, to, ref value);
        }
        else if (i + 2 < to && value is >= 1 and <= 9 && tokens[i + 1].Plain == "oh" && Small.TryGetValue(tokens[i + 2].Plain, out var unit) && unit < 10)
        {
            value = (value * 100) + unit;
            i += 2;
        }
        else if (i + 1 < to && value is >= 1 and <= 9 && Small.TryGetValue(tokens[i + 1].Plain, out var teen) && teen >= 10)
        {
            value = (value * 100) + teen;
            i++;
        }

        Fraction(tokens, ref i, to, ref value);
        double? other = i == first ? Alike(tokens[first].Plain) : null;
        return new SpokenNumber(first, i, value, other);
    }

    private static void Unit(IReadOnlyList<SpokenToken> tokens, ref int i, int to, ref double value)
    {
        if (i + 1 < to && value % 10 == 0 && value % 100 >= 20 && !tokens[i].Comma
            && Small.TryGetValue(tokens[i + 1].Plain, out var unit) && unit is >= 1 and <= 9)
        {
            value += unit;
            i++;
        }
    }

    private static void Rest(IReadOnlyList<SpokenToken> tokens, ref int i, int to, ref double value)
    {
        var next = i + 1;
        if (next < to && tokens[next].Plain == "and")
        {
            next++;
        }

        if (next < to && Cardinal(tokens[next].Plain) is { } more && tokens[next].Plain != "oh")
        {
            value += more;
            i = next;
            Unit(tokens, ref i, to, ref value);
        }
    }

    private static void Fraction(IReadOnlyList<SpokenToken> tokens, ref int i, int to, ref double value)
    {
        if (i + 2 < to && tokens[i + 1].Plain == "point" && (Digit(tokens[i + 2].Plain) is { } digit))
        {
            value += digit / 10.0;
            i += 2;
        }
    }

    private static int? Digit(string plain) =>
        plain.Length == 1 && char.IsDigit(plain[0]) ? plain[0] - '0' : Small.TryGetValue(plain, out var small) && small < 10 ? small : null;

    private static double? Alike(string plain) =>
        plain.EndsWith("teen", StringComparison.Ordinal) && Cardinal(plain) is { } teen ? (teen - 10) * 10
        : Tens.TryGetValue(plain, out var ten) && ten > 20 ? (ten / 10) + 10
        : null;
}
