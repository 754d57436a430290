using System.Globalization;

namespace HybridAgent.Core.Desk;

/// <summary>When something falls due, as an operator types it: minutes from now ("20"), or a time of day on the practice's clock ("14:30").</summary>
public static class DueTime
{
    /// <returns>UTC; null when the text is neither.</returns>
    public static DateTimeOffset? Read(string text, DateTimeOffset now, TimeZoneInfo zone)
    {
        var said = text.Trim();
        if (int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes))
        {
            return minutes is > 0 and <= 7 * 24 * 60 ? now.AddMinutes(minutes).ToUniversalTime() : null;
        }
        return TimeOnly.TryParseExact(said, ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? Next(time, now, zone) : null;
    }

    /// <summary>The next time the practice's clock shows this; on the night that skips it, the first instant after the gap.</summary>
    private static DateTimeOffset Next(TimeOnly time, DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = TimeZoneInfo.ConvertTime(now, zone).Date;
        var local = today.Add(time.ToTimeSpan());
        var due = At(local, zone);
        return due > now ? due : At(local.AddDays(1), zone);
    }

    private static DateTimeOffset At(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }
        // Of an hour that comes twice, the first: a promise is rather kept early.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
