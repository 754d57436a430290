using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using HybridAgent.Core.Calls;

namespace HybridAgent.Core.Tests.Calls.Guarantee;

/// <summary>What the record believes, and what is really the case.</summary>
/// <param name="Call">The record's belief.</param>
/// <param name="Now">The hour.</param>
/// <param name="Real">Legs whose connection really lives.</param>
/// <param name="Idle">Operators on duty and free.</param>
internal sealed record World(CallState Call, DateTimeOffset Now, ImmutableHashSet<string> Real, ImmutableSortedSet<string> Idle)
{
    public bool CallerReallyThere => Call.Legs.Any(l => l.Role == LegRole.Caller && Real.Contains(l.Leg));

    public bool HumanReallyThere => Call.Legs.Any(l => l.IsHuman && Real.Contains(l.Leg));

    /// <summary>Everything the future depends on: two worlds with the same key behave alike, up to names of legs and offers.</summary>
    public string Key()
    {
        var key = new StringBuilder();
        foreach (var leg in Call.Legs.OrderBy(l => l.Role).ThenBy(l => l.Person, StringComparer.Ordinal))
        {
            key.Append(CultureInfo.InvariantCulture, $"{leg.Role}{leg.Person}{(Real.Contains(leg.Leg) ? '+' : '-')}{Age(leg.Since, 2.5)},");
        }
        key.Append(CultureInfo.InvariantCulture, $"|{Call.Operator}{Age(Call.OperatorAccepted, 5)}|");
        key.AppendJoin(',', Call.Offers.Values.Order(StringComparer.Ordinal)).Append('|');
        foreach (var (person, at) in Call.Declined.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            key.Append(CultureInfo.InvariantCulture, $"{person}{Age(at, 10)},");
        }
        key.Append(CultureInfo.InvariantCulture, $"|{Age(Call.CallerLeft ?? (Call.CallerPresent ? null : Call.Started), 5)}{Call.CallerLeftReason}|");
        key.Append(CultureInfo.InvariantCulture, $"{Call.HumanJoined is null}{Age(Call.HumanLeft, 5)}|{Call.Owed?.Owner}{Call.Owed is null}|{Call.Outcome}|");
        return key.AppendJoin(',', Idle).ToString();
    }

    /// <summary>Seconds since then; whatever is older than any rule looks at counts as just that old.</summary>
    private double? Age(DateTimeOffset? at, double most) => at is { } then ? Math.Min((Now - then).TotalSeconds, most) : null;
}
