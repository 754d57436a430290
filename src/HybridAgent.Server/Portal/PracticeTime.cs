using System.Globalization;
using HybridAgent.Core.Practices;

namespace HybridAgent.Server.Portal;

/// <summary>Instants as a practice reads them: on its own clock, with the zone said.</summary>
internal static class PracticeTime
{
    public static string Of(Practice? practice, DateTimeOffset at)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(practice?.TimeZone ?? "UTC");
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return $"{local.ToString("ddd d MMM HH:mm", CultureInfo.InvariantCulture)} ({(zone.IsDaylightSavingTime(local) ? zone.DaylightName : zone.StandardName)})";
    }
}
