using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using HybridAgent.Core.Calls;

namespace HybridAgent.Server.Security;

/// <summary>Permission to open one WebSocket, once.</summary>
/// <param name="Purpose"><see cref="Caller"/> or <see cref="Operator"/>.</param>
/// <param name="Practice">The tenant the socket speaks for.</param>
/// <param name="Call">The call, null for a caller whose call begins with the socket.</param>
/// <param name="Person">The opaque id of a signed-in person, null for a caller.</param>
public sealed record Ticket(string Purpose, string Practice, CallId? Call, string? Person)
{
    public const string Caller = "caller";
    public const string Operator = "operator";
}

/// <summary>Issues and takes back tickets. In memory only: a restart invalidates them all, and clients ask again.</summary>
public sealed class TicketOffice(TimeProvider time)
{
    /// <summary>How long a ticket may wait for its socket.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, (Ticket Ticket, long IssuedAt)> _issued = new();
    private long _sweptAt;

    /// <summary>256 random bits, safe in a URL (43 characters). Valid once, for <see cref="Validity"/>.</summary>
    public string Issue(Ticket ticket)
    {
        Sweep();
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        _issued[secret] = (ticket, time.GetTimestamp());
        return secret;
    }

    /// <summary>Null when the ticket is unknown, used or too old. Of two at the same moment, one gets it.</summary>
    public Ticket? Redeem(string? secret) =>
        secret is not null && _issued.TryRemove(secret, out var entry) && IsFresh(entry.IssuedAt) ? entry.Ticket : null;

    /// <summary>Whether the ticket could be redeemed now; does not use it up.</summary>
    public bool IsValid(string? secret) =>
        secret is not null && _issued.TryGetValue(secret, out var entry) && IsFresh(entry.IssuedAt);

    /// <summary>Withdraws every ticket of a person whose sessions were revoked.</summary>
    public void Forget(string person)
    {
        foreach (var (secret, entry) in _issued)
        {
            if (entry.Ticket.Person == person) _issued.TryRemove(secret, out _);
        }
    }

    private bool IsFresh(long issuedAt) => time.GetElapsedTime(issuedAt) < Validity;

    private void Sweep()
    {
        var swept = Interlocked.Read(ref _sweptAt);
        if (swept != 0 && time.GetElapsedTime(swept) < TimeSpan.FromSeconds(1)) return;
        Interlocked.Exchange(ref _sweptAt, time.GetTimestamp());
        foreach (var (secret, entry) in _issued)
        {
            if (!IsFresh(entry.IssuedAt)) _issued.TryRemove(secret, out _);
        }
    }
}
