using System.Globalization;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>The days and hours that an appointment wish means, on the practice's calendar and clock. A reading of the words for the operator's eye, never the value.</summary>
/// <param name="To">The last day, inclusive.</param>
/// <param name="Start">The earliest hour; null for any time of day.</param>
/// <param name="End">The latest hour; null for any time of day.</param>
internal sealed record AppointmentTime(DateOnly From, DateOnly To, TimeOnly? Start, TimeOnly? End)
{
    private static readonly TimeOnly Opens = new(8, 0);
    private static readonly TimeOnly Noon = new(12, 0);
    private static readonly TimeOnly Closes = new(17, 0);
    private static readonly TimeOnly Night = new(20, 0);

    /// <summary>Null when the words name no day ("as soon as possible", "any afternoon").</summary>
    /// <param name="today">In the practice's time zone.</param>
    public static AppointmentTime? Resolve(IReadOnlyList<SpokenToken> tokens, int first, int last, DateOnly today)
    {
        (DateOnly From, DateOnly To)? days = null;
        for (var i = first; i <= last && days is null; i++)
        {
            days = Days(tokens, i, first, last, today);
        }

        if (days is not var (from, to))
        {
            return null;
        }

        var (start, end) = Hours(tokens, first, last);
        return new AppointmentTime(from, to, start, end);
    }

    private static (DateOnly, DateOnly)? Days(IReadOnlyList<SpokenToken> tokens, int i, int first, int last, DateOnly today)
    {
        var plain = tokens[i].Plain;
        var before = i > first ? tokens[i - 1].Plain : "";
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        switch (plain)
        {
            case "today" or "tonight":
                return (today, today);
            case "tomorrow":
                return (today.AddDays(1), today.AddDays(1));
            case "morning" or "afternoon" or "evening" when before == "this":
                return (today, today);
            case "week" when before == "this":
                return (today, monday.AddDays(4) < today ? today : monday.AddDays(4));
            case "week" when before == "next":
                return (monday.AddDays(7), monday.AddDays(11));
            case "weekend":
                return before == "next" ? (monday.AddDays(12), monday.AddDays(13)) : (monday.AddDays(5), monday.AddDays(6));
            case "month" when before == "next":
                var month = new DateOnly(today.Year, today.Month, 1).AddMonths(1);
                return (month, month.AddMonths(1).AddDays(-1));
            case "weeks" or "days" or "week" or "day" when i > first && Count(tokens[i - 1].Plain) is { } count && i - 2 >= first && tokens[i - 2].Plain == "in":
                var day = today.AddDays(plain[0] == 'w' ? 7 * count : count);
                return (day, day);
        }

        var name = plain.TrimEnd('s');
        for (var d = DayOfWeek.Sunday; d <= DayOfWeek.Saturday; d++)
        {
            if (name.Equals(d.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                if (plain != name)
                {
                    // "Mondays": any of them.
                    return null;
                }

                var ahead = (((int)d - (int)today.DayOfWeek) + 7) % 7;
                var on = before == "next" ? monday.AddDays(7 + (((int)d + 6) % 7)) : today.AddDays(ahead == 0 ? 7 : ahead);
                return (on, on);
            }
        }

        return null;
    }

    private static int? Count(string plain) => plain is "a" ? 1 : plain is "couple" ? 2 : SpokenNumber.Cardinal(plain) is >= 1 and <= 30 and { } n ? n : null;

    private static (TimeOnly?, TimeOnly?) Hours(IReadOnlyList<SpokenToken> tokens, int first, int last)
    {
        (TimeOnly? Start, TimeOnly? End) part = (null, null);
        for (var i = first; i <= last; i++)
        {
            var early = i > first && tokens[i - 1].Plain == "early";
            var late = i > first && tokens[i - 1].Plain == "late";
            part = tokens[i].Plain switch
            {
                "morning" => (late ? new TimeOnly(10, 0) : Opens, early ? new TimeOnly(10, 0) : Noon),
                "afternoon" => (late ? new TimeOnly(15, 0) : Noon, early ? new TimeOnly(15, 0) : Closes),
                "evening" or "tonight" => (Closes, Night),
                "noon" or "lunch" => (Noon, new TimeOnly(13, 0)),
                _ => part,
            };
            if (tokens[i].Plain is "at" or "after" or "before" or "around" && i < last && Hour(tokens, i + 1, last) is { } hour)
            {
                part = tokens[i].Plain switch
                {
                    "after" => (hour, part.End is { } end && end > hour ? end : Closes > hour ? Closes : Night),
                    "before" => (part.Start is { } start && start < hour ? start : Opens < hour ? Opens : new TimeOnly(0, 0), hour),
                    _ => (hour, hour),
                };
            }
        }

        return part;
    }

    /// <summary>"Three", "three thirty pm": practices see nobody between seven in the evening and seven in the morning.</summary>
    private static TimeOnly? Hour(IReadOnlyList<SpokenToken> tokens, int at, int last)
    {
        if (SpokenDigits.Of(tokens[at]) is not { } said || !int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var hour) || hour is < 1 or > 12)
        {
            return null;
        }

        var minute = at + 1 <= last && SpokenDigits.Of(tokens[at + 1]) is "15" or "30" or "45" ? int.Parse(SpokenDigits.Of(tokens[at + 1])!, CultureInfo.InvariantCulture) : 0;
        var half = tokens.Skip(at).Take(3).Select(t => t.Plain).FirstOrDefault(p => p is "am" or "pm");
        var noon = half is "pm" || (half is null && hour < 7) ? hour % 12 + 12 : hour == 12 && half is "am" ? 0 : hour;
        return new TimeOnly(noon, minute);
    }

    /// <summary>
    /// The instants it lies between. Clock times that the spring change skips begin when the clock goes on; of times that the autumn
    /// change repeats, the window keeps both.
    /// </summary>
    public (DateTimeOffset From, DateTimeOffset To) Instants(TimeZoneInfo zone)
    {
        var start = From.ToDateTime(Start ?? TimeOnly.MinValue);
        var end = End is { } until ? To.ToDateTime(until) : To.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return (At(start, zone, earliest: true), At(end, zone, earliest: false));
    }

    private static DateTimeOffset At(DateTime local, TimeZoneInfo zone, bool earliest)
    {
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        var offset = zone.IsAmbiguousTime(local)
            ? earliest ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetAmbiguousTimeOffsets(local).Min()
            : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    /// <summary>"Thu 5 Mar 2026, 08:00–12:00 (UTC-5)".</summary>
    public string ToText(string timeZone)
    {
        var days = From == To ? Day(From) : $"{Day(From)} to {Day(To)}";
        if (Start is not { } start || End is not { } end || !TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone))
        {
            return days;
        }

        var offset = Instants(zone).From.Offset;
        var hours = start == end ? $"{start:HH\\:mm}" : $"{start:HH\\:mm}–{end:HH\\:mm}";
        return string.Create(CultureInfo.InvariantCulture, $"{days}, {hours} (UTC{(offset < TimeSpan.Zero ? "-" : "+")}{offset:h\\:mm})");
    }

    private static string Day(DateOnly day) => day.ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture);
}
