using System.Globalization;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>Dates of birth as people say them: "the eleventh of April nineteen eighty one", "five two twenty nineteen", "8/8/88".</summary>
internal static class SpokenDate
{
    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly string[] Ordinals =
    [
        "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
        "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    ];

    /// <summary>"Fourteenth", "21st".</summary>
    public static bool IsOrdinal(SpokenToken token) => Array.IndexOf(Ordinals, token.Plain) > 1 || token.Plain is "twentieth" or "thirtieth"
        || (token.Plain.Length is 3 or 4 && char.IsDigit(token.Plain[0]) && token.Plain[^2..] is "st" or "nd" or "rd" or "th");

    /// <summary>A date as it was said.</summary>
    /// <param name="First">Index of its first token.</param>
    /// <param name="Last">Index of its last token, that of a correction included.</param>
    /// <param name="Short">Only two digits of the year were said: the century is a guess.</param>
    internal readonly record struct Said(DateOnly Date, int First, int Last, bool Short);

    /// <summary>How many words may lie between a date and the better one that is said right after it.</summary>
    private const int AtOnce = 4;

    /// <summary>
    /// The date said in these tokens after all corrections ("no, the twenty second"; "sorry, sixty eight"); null when there is none or
    /// it can be read in two ways.
    /// </summary>
    /// <param name="latest">No date after this one is a date of birth.</param>
    public static Said? Read(IReadOnlyList<SpokenToken> tokens, int from, int to, DateOnly latest)
    {
        Said? found = null;
        var corrected = false;
        for (var i = from; i < to; i++)
        {
            corrected |= SpokenDigits.Corrections.Contains(tokens[i].Plain);
            var readings = At(tokens, i, to).ToList();
            if (readings.Count > 0)
            {
                var longest = readings.Max(r => r.Last);
                var dates = readings.Where(r => r.Last == longest).Select(r => r.Date).Distinct().ToList();
                // Whether it may be a birthday is asked of what was said, never of a shorter reading of it.
                if (dates.Count == 1 && dates[0] <= latest && dates[0].Year >= 1900
                    && (found is not { } before || corrected || (i - before.Last <= AtOnce && !Others(tokens, before.Last + 1, i))))
                {
                    found = new Said(dates[0], i, longest, !FourDigits(tokens, i, longest));
                    corrected = false;
                    i = longest;
                }
            }
            else if (found is null && DayAndMonth(tokens, i, to) is var (month, day, after) && LaterYear(tokens, after, to) is var (year, at) && On(year, month, day) is { } whole && whole <= latest)
            {
                found = new Said(whole, i, at, false);
                i = at;
            }
            else if (corrected && found is { } wrong && Part(tokens, i, to, wrong.Date) is var (date, last) && date <= latest)
            {
                found = wrong with { Date = date, Last = last };
                corrected = false;
                i = last;
            }
        }

        return found;
    }

    /// <summary>"My daughter's is ...": the date that follows is somebody else's.</summary>
    private static bool Others(IReadOnlyList<SpokenToken> tokens, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (Kin(tokens[i]) || tokens[i].Plain is "his" or "hers" or "theirs" or "mine")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"Daughter", "daughter's", "daughters".</summary>
    internal static bool Kin(SpokenToken token) => NameWords.Kin.Contains(token.Stem) || NameWords.Kin.Contains(token.Plain.TrimEnd('s'));

    /// <summary>"October twenty fourth, he turned nine, so twenty sixteen".</summary>
    private static (int Year, int Last)? LaterYear(IReadOnlyList<SpokenToken> tokens, int from, int to)
    {
        // "May nineteen thirty eight": a year that follows at once would have been read with the day.
        for (var i = from; i < to && i < from + 8 && !SpokenDigits.Corrections.Contains(tokens[i].Plain) && Month(tokens[i]) is null; i++)
        {
            if (i == from && tokens[i - 1].Plain is "nineteen" or "twenty")
            {
                return null;
            }

            if (BeginsYear(tokens, i, to) && Year(tokens, i, to).OrderByDescending(y => y.Last).FirstOrDefault() is { Year: >= 1900 } said)
            {
                return said;
            }
        }

        return null;
    }

    private static bool FourDigits(IReadOnlyList<SpokenToken> tokens, int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            if (tokens[i].Plain is "nineteen" or "thousand" || (tokens[i].Plain.Length is 4 or 8 && tokens[i].Plain.All(char.IsAsciiDigit))
                || (tokens[i].Plain == "twenty" && i + 1 <= last && (Nought(tokens[i + 1].Plain) || Number(tokens[i + 1]) >= 10)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A day, a month or a year alone, in place of the wrong one.</summary>
    private static (DateOnly Date, int Last)? Part(IReadOnlyList<SpokenToken> tokens, int at, int to, DateOnly wrong)
    {
        if (Month(tokens[at]) is { } month)
        {
            return On(wrong.Year, month, wrong.Day) is { } date ? (date, at) : null;
        }

        foreach (var (year, last) in Year(tokens, at, to).OrderByDescending(y => y.Last))
        {
            if ((year >= 1900 && year % 100 > 31) || last > at || tokens[at].Plain.Length == 4)
            {
                return On(year, wrong.Month, wrong.Day) is { } date ? (date, last) : null;
            }
        }

        foreach (var (day, after) in Day(tokens, at, to).OrderByDescending(d => d.After))
        {
            return On(wrong.Year, wrong.Month, day) is { } date ? (date, after - 1) : null;
        }

        return null;
    }

    private static DateOnly? On(int year, int month, int day) =>
        year is >= 1900 and <= 9999 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    private static IEnumerable<(DateOnly Date, int Last)> At(IReadOnlyList<SpokenToken> tokens, int i, int to)
    {
        var p = tokens[i].Plain == "the" ? i + 1 : i;
        if (p >= to)
        {
            yield break;
        }

        if (Written(tokens, p, to) is { } written)
        {
            yield return written;
            yield break;
        }

        // 19th of February 1995
        foreach (var (day, afterDay) in Day(tokens, p, to))
        {
            var m = afterDay < to && tokens[afterDay].Plain == "of" ? afterDay + 1 : afterDay;
            if (m < to && Month(tokens[m]) is { } month)
            {
                foreach (var reading in WithYear(tokens, m + 1, to, month, day))
                {
                    yield return reading;
                }
            }
        }

        // 1998, the sixth of May
        foreach (var reading in YearFirst(tokens, p, to))
        {
            yield return reading;
        }

        // February (the) 19th 1995; 2 19 1995; oh two nineteen 1995
        var numeric = Month(tokens[p]) is null;
        var first = Month(tokens[p]) ?? MonthNumber(tokens[p]);
        if (Nought(tokens[p].Plain) && p + 1 < to && Number(tokens[p + 1]) is >= 1 and <= 9 and { } small)
        {
            (first, p) = (small, p + 1);
        }

        if (first is not { } named)
        {
            yield break;
        }

        var d = p + 1 < to && !numeric && tokens[p + 1].Plain == "the" ? p + 2 : p + 1;
        foreach (var (day, afterDay) in d < to ? Day(tokens, d, to) : [])
        {
            foreach (var reading in WithYear(tokens, afterDay, to, named, day))
            {
                // "June nineteen forty six" has no day.
                if (numeric || !YearAlone(tokens, d, to, reading.Item2))
                {
                    yield return reading;
                }
            }
        }
    }

    /// <summary>2014-06-01 and 06012014.</summary>
    private static (DateOnly, int)? Written(IReadOnlyList<SpokenToken> tokens, int at, int to)
    {
        var plain = tokens[at].Plain;
        if (plain.Length is not (4 or 8) || !plain.All(char.IsAsciiDigit))
        {
            return null;
        }

        if (plain.Length == 8)
        {
            return DateOnly.TryParseExact(plain, "MMddyyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var joined) ? (joined, at) : null;
        }

        var year = int.Parse(plain, CultureInfo.InvariantCulture);
        return at + 2 < to && year >= 1900 && Number(tokens[at + 1]) is >= 1 and <= 12 and { } month && char.IsDigit(tokens[at + 1].Plain[0])
            && Number(tokens[at + 2]) is >= 1 and <= 31 and { } day && char.IsDigit(tokens[at + 2].Plain[0])
            && On(year, month, day) is { } date ? (date, at + 2) : null;
    }

    private static bool YearAlone(IReadOnlyList<SpokenToken> tokens, int at, int to, int last) =>
        tokens[at].Plain is "nineteen" or "twenty" && Year(tokens, at, to).Any(y => y.Last == last && y.Year >= 1900 && last > at);

    private static bool BeginsYear(IReadOnlyList<SpokenToken> tokens, int at, int to) =>
        tokens[at].Plain is "nineteen" or "twenty" || (tokens[at].Plain.Length == 4 && tokens[at].Plain.All(char.IsAsciiDigit))
        || (tokens[at].Plain == "two" && at + 1 < to && tokens[at + 1].Plain == "thousand");

    private static bool Nought(string plain) => plain is "oh" or "o" or "zero";

    private static IEnumerable<(DateOnly, int)> YearFirst(IReadOnlyList<SpokenToken> tokens, int at, int to)
    {
        if (!BeginsYear(tokens, at, to))
        {
            yield break;
        }

        foreach (var (year, last) in Year(tokens, at, to).Where(y => y.Year >= 1900))
        {
            if (last + 1 < to && DayAndMonth(tokens, last + 1, to) is var (month, day, after) && On(year, month, day) is { } date)
            {
                yield return (date, after - 1);
            }
        }
    }

    /// <summary>"The sixth of May", "May sixth".</summary>
    private static (int Month, int Day, int After)? DayAndMonth(IReadOnlyList<SpokenToken> tokens, int at, int to)
    {
        var p = at < to && tokens[at].Plain == "the" ? at + 1 : at;
        if (p >= to)
        {
            return null;
        }

        if (Month(tokens[p]) is { } named)
        {
            var d = p + 1 < to && tokens[p + 1].Plain == "the" ? p + 2 : p + 1;
            return d < to && Day(tokens, d, to).OrderByDescending(x => x.After).FirstOrDefault() is { Day: > 0 } first ? (named, first.Day, first.After) : null;
        }

        foreach (var (day, after) in Day(tokens, p, to).OrderByDescending(x => x.After))
        {
            var m = after < to && tokens[after].Plain == "of" ? after + 1 : after;
            if (m < to && Month(tokens[m]) is { } month)
            {
                return (month, day, m + 1);
            }
        }

        return null;
    }

    private static IEnumerable<(DateOnly, int)> WithYear(IReadOnlyList<SpokenToken> tokens, int at, int to, int month, int day)
    {
        if (at < to && tokens[at].Plain is "of" or "in")
        {
            at++;
        }

        foreach (var (year, last) in Year(tokens, at, to))
        {
            if (year >= 1 && day <= DateTime.DaysInMonth(year, month))
            {
                yield return (new DateOnly(year, month, day), last);
            }
        }
    }

    private static int? Month(SpokenToken token)
    {
        for (var m = 0; m < 12; m++)
        {
            if (token.Plain == Months[m] || (token.Plain.Length >= 3 && token.Plain.Length <= 4 && token.Plain != "mar" && Months[m].StartsWith(token.Plain, StringComparison.Ordinal)))
            {
                return m + 1;
            }
        }

        return null;
    }

    private static int? MonthNumber(SpokenToken token) => Number(token) is >= 1 and <= 12 and { } month ? month : null;

    private static int? Number(SpokenToken token) =>
        token.Plain.Length <= 4 && int.TryParse(token.Plain, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) ? digits
        : token.Plain == "oh" ? null
        : SpokenNumber.Cardinal(token.Plain);

    private static IEnumerable<(int Day, int After)> Day(IReadOnlyList<SpokenToken> tokens, int at, int to)
    {
        var plain = tokens[at].Plain;
        var digits = plain.TrimEnd('s', 't', 'n', 'd', 'r', 'h');
        if (digits.Length is 1 or 2 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var written))
        {
            if (written is >= 1 and <= 31)
            {
                yield return (written, at + 1);
            }

            yield break;
        }

        var ordinal = Array.IndexOf(Ordinals, plain);
        var number = ordinal > 0 ? ordinal : plain is "twentieth" ? 20 : plain is "thirtieth" ? 30 : Number(tokens[at]);
        if (number is >= 1 and <= 31)
        {
            yield return (number.Value, at + 1);
        }

        if (number is 20 or 30 && at + 1 < to && plain is "twenty" or "thirty")
        {
            var unit = Array.IndexOf(Ordinals, tokens[at + 1].Plain) is > 0 and <= 9 and { } o ? o : Number(tokens[at + 1]);
            if (unit is >= 1 and <= 9 && number + unit <= 31)
            {
                yield return (number.Value + unit.Value, at + 2);
            }
        }

        if (Nought(plain) && at + 1 < to && Number(tokens[at + 1]) is >= 1 and <= 9 and { } small)
        {
            yield return (small, at + 2);
        }
    }

    private static IEnumerable<(int Year, int Last)> Year(IReadOnlyList<SpokenToken> tokens, int at, int to)
    {
        if (at >= to)
        {
            yield break;
        }

        var plain = tokens[at].Plain;
        if (plain.All(char.IsAsciiDigit))
        {
            var year = plain.Length <= 4 ? int.Parse(plain, CultureInfo.InvariantCulture) : 0;
            if (plain.Length == 4)
            {
                yield return (year, at);
            }
            else if (plain.Length == 2)
            {
                yield return (Century(year), at);
            }

            yield break;
        }

        if (plain is "two" && at + 1 < to && tokens[at + 1].Plain == "thousand")
        {
            // Said twice, or heard twice.
            var thousand = at + 2 < to && tokens[at + 2].Plain == "thousand" ? at + 2 : at + 1;
            yield return (2000, thousand);
            var rest = thousand + 1 < to && tokens[thousand + 1].Plain == "and" ? thousand + 2 : thousand + 1;
            foreach (var (low, last) in Low(tokens, rest, to))
            {
                yield return (2000 + low, last);
            }

            yield break;
        }

        if (plain is "nineteen" or "twenty" && at + 1 < to)
        {
            // "Twenty two" is no year 2002: that is said with an "oh". "Nineteen and sixty three" is an older way.
            var then = plain == "nineteen" && tokens[at + 1].Plain == "and" ? at + 2 : at + 1;
            foreach (var (low, last) in Low(tokens, then, to).Where(r => (plain == "nineteen" || r.Value <= 60) && (r.Value >= 10 || r.Last > then)))
            {
                yield return ((plain == "nineteen" ? 1900 : 2000) + low, last);
            }
        }

        foreach (var (low, last) in Low(tokens, at, to).Where(r => r.Value >= 10 || plain == "oh"))
        {
            yield return (Century(low), last);
        }
    }

    private static IEnumerable<(int Value, int Last)> Low(IReadOnlyList<SpokenToken> tokens, int at, int to)
    {
        if (at >= to)
        {
            yield break;
        }

        if (tokens[at].Plain is "oh" or "o" && at + 1 < to && Number(tokens[at + 1]) is >= 0 and <= 9 and { } unit)
        {
            yield return (unit, at + 1);
            yield break;
        }

        if (Number(tokens[at]) is not { } value || value > 99)
        {
            yield break;
        }

        if (value >= 20 && value % 10 == 0 && at + 1 < to && !char.IsDigit(tokens[at].Plain[0]) && Number(tokens[at + 1]) is >= 1 and <= 9 and { } more)
        {
            yield return (value + more, at + 1);
        }
        else
        {
            yield return (value, at);
        }
    }

    /// <summary>Two digits of a year: people above thirty say "fifty nine", children "fourteen".</summary>
    private static int Century(int twoDigits) => twoDigits <= 29 ? 2000 + twoDigits : 1900 + twoDigits;
}
