using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HybridAgent.Core.Calls;

namespace HybridAgent.Core.Tests.Calls.Guarantee;

/// <summary>What the record believes, and what is really the case.</summary>
/// <param name="Call">The record's belief.</param>
/// <param name="Now">The hour.</param>
/// <param name="Legs">Legs whose connection really lives.</param>
/// <param name="Rings">Telephones that really ring: offers and attempts.</param>
/// <param name="OnDuty">Who sits at a screen and is free.</param>
/// <param name="InFlight">Messages on their way to the call, in any order.</param>
/// <param name="Faults">How many more things may go wrong.</param>
internal sealed record World(
    CallState Call, DateTimeOffset Now, ImmutableHashSet<string> Legs, ImmutableHashSet<string> Rings, ImmutableSortedSet<string> OnDuty,
    ImmutableList<Message> InFlight, int Faults)
{
    public bool CallerReallyThere => Call.Legs.Any(l => l.Role == LegRole.Caller && Legs.Contains(l.Leg));

    public bool HumanReallyThere => Call.Legs.Any(l => l.IsHuman && Legs.Contains(l.Leg));

    /// <summary>Does this attempt ring as far as the record knows?</summary>
    public bool Rang(string attempt) => Call.Offers.ContainsKey(attempt) || Call.Incidents.Exists(i => i.Rings.ContainsKey(attempt));

    /// <summary>
    /// Everything the future depends on: two worlds with the same key behave alike, up to the names of legs and attempts. Ages are
    /// told apart only as far as any rule looks at them.
    /// </summary>
    public UInt128 Key()
    {
        var key = new StringBuilder(160);
        foreach (var leg in Call.Legs.OrderBy(l => l.Role).ThenBy(l => l.Person, StringComparer.Ordinal))
        {
            key.Append((int)leg.Role).Append(leg.Person).Append(Legs.Contains(leg.Leg) ? '+' : '-').Append(Age(leg.Since, 5)).Append(',');
        }
        key.Append('|').Append(Call.Operator).Append(Age(Call.OperatorAccepted, 5)).Append('|');
        Attempts(key, Call.Offers);
        Ages(key, Call.Declined, 10);
        key.Append(Age(Call.CallerLeft ?? (Call.CallerPresent ? null : Call.Started), 5)).Append(Call.CallerLeftReason).Append('|')
            .Append(Call.HumanJoined is null).Append(Age(Call.HumanLeft, 5)).Append(Waited()).Append('|')
            .Append(Call.Owed?.Owner).Append(Call.Owed is null).Append(Call.Outcome).Append('|');
        if (Call.Incidents is [.., var incident])
        {
            key.Append(incident.ClosedBy).Append(Age(incident.PageAt.AddSeconds(-10), 10)).Append(Now - incident.PageAt >= TimeSpan.FromMinutes(5));
            Attempts(key, incident.Rings);
            Ages(key, incident.Rested, 10);
        }
        key.Append('|').Append(Rings.Count(r => !Rang(r))).Append('|').AppendJoin(',', OnDuty).Append('|')
            .AppendJoin(',', InFlight.Select(m => Rang(m.Attempt) ? m.Name : "stale " + m.Name).Order(StringComparer.Ordinal)).Append('|').Append(Faults);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key.ToString()), hash);
        return BitConverter.ToUInt128(hash);
    }

    private void Attempts(StringBuilder key, ImmutableDictionary<string, string> attempts)
    {
        foreach (var (attempt, person) in attempts.OrderBy(a => a.Value, StringComparer.Ordinal).ThenBy(a => Call.Dialled.ContainsKey(a.Key)))
        {
            key.Append(person);
            if (Call.Dialled.TryGetValue(attempt, out var at))
            {
                key.Append(Rings.Contains(attempt) ? '+' : '-').Append(Age(at, 5));
            }
            key.Append(',');
        }
        key.Append('|');
    }

    private void Ages(StringBuilder key, ImmutableDictionary<string, DateTimeOffset> people, double most)
    {
        foreach (var (person, at) in people.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            key.Append(person).Append(Age(at, most)).Append(',');
        }
        key.Append('|');
    }

    /// <summary>The ladder's last step opens after 40 s; everything between a moment and that is alike.</summary>
    private string Waited() => Call.WaitingSince is { } since ? Now - since >= TimeSpan.FromSeconds(40) ? "long" : Now == since ? "new" : "some" : "";

    private string Age(DateTimeOffset? at, double most) =>
        at is { } then ? Math.Min((Now - then).TotalSeconds, most).ToString(CultureInfo.InvariantCulture) : "";
}

/// <summary>Something said about an attempt, on its way to the call.</summary>
internal sealed record Message(string Name, string Attempt, Func<string, CallCommand> Command);
