using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using HybridAgent.Core.Calls;

namespace HybridAgent.Server.Security;

/// <summary>Permission to open one WebSocket, once.</summary>
/// <param name="Purpose"><see cref="Caller"/>, <see cref="Operator"/> or <see cref="Clinician"/>.</param>
/// <param name="Practice">The tenant the socket speaks for.</param>
/// <param name="Call">The call, null for a caller whose call begins with the socket.</param>
/// <param name="Person">The opaque id of a signed-in person, null for a caller.</param>
public sealed record Ticket(string Purpose, string Practice, CallId? Call, string? Person)
{
    public const string Caller = "caller";
    public const string Operator = "operator";
    public const string Clinician = "clinician";
}

/// <summary>
/// Issues and takes back tickets. In memory only: a restart invalidates them all, and clients ask again. A ticket is used up by its
/// socket, with one exception: when the socket of a signed-in person breaks, the same session may come back with it for a moment.
/// </summary>
public sealed class TicketOffice(TimeProvider time)
{
    /// <summary>How long a ticket may wait for its socket.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromSeconds(60);

    /// <summary>How long a used ticket lets its session come back after its socket broke.</summary>
    public static readonly TimeSpan ComeBack = CallDecider.Reattach;

    private readonly ConcurrentDictionary<string, Slip> _issued = new();
    private long _sweptAt;

    /// <summary>256 random bits, safe in a URL (43 characters). Valid once, for <see cref="Validity"/>.</summary>
    public string Issue(Ticket ticket)
    {
        Sweep();
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        _issued[secret] = new Slip(ticket, time.GetTimestamp());
        return secret;
    }

    /// <summary>Null when the ticket is unknown, used or too old. Of two at the same moment, one gets it.</summary>
    /// <param name="session">The signed-in session that brings it; null for a caller, who never comes back with the same ticket.</param>
    public Ticket? Redeem(string? secret, string? session = null)
    {
        if (secret is null || !_issued.TryGetValue(secret, out var slip)) return null;
        if (!slip.Used) return Taken(secret, slip, session) && IsFresh(slip) ? slip.Ticket : null;
        return session is not null && slip.Session == session && IsFresh(slip) && Taken(secret, slip, session) ? slip.Ticket : null;
    }

    /// <summary>The socket of a used ticket broke: its session may come back with it for <see cref="ComeBack"/>.</summary>
    public void Lost(string secret)
    {
        if (_issued.TryGetValue(secret, out var slip) && slip.Used) _issued.TryUpdate(secret, slip with { LostAt = time.GetTimestamp() }, slip);
    }

    /// <summary>The socket of a used ticket ended as it should, or may not come back: the ticket is worth nothing any more.</summary>
    public void End(string secret) => _issued.TryRemove(secret, out _);

    /// <summary>Whether the ticket could be redeemed now; does not use it up.</summary>
    public bool IsValid(string? secret) => secret is not null && _issued.TryGetValue(secret, out var slip) && IsFresh(slip);

    /// <summary>Withdraws every ticket of a person whose sessions were revoked.</summary>
    public void Forget(string person)
    {
        foreach (var (secret, slip) in _issued)
        {
            if (slip.Ticket.Person == person) _issued.TryRemove(secret, out _);
        }
    }

    private bool Taken(string secret, Slip slip, string? session) => session is null
        ? _issued.TryRemove(new KeyValuePair<string, Slip>(secret, slip))
        : _issued.TryUpdate(secret, slip with { Used = true, Session = session, LostAt = null }, slip);

    private bool IsFresh(Slip slip) => slip.Used
        ? slip.LostAt is { } lost && time.GetElapsedTime(lost) < ComeBack
        : time.GetElapsedTime(slip.IssuedAt) < Validity;

    // A used ticket without a loss is a socket that lives: it stays.
    private bool IsDead(Slip slip) => !IsFresh(slip) && slip is not { Used: true, LostAt: null };

    private void Sweep()
    {
        var swept = Interlocked.Read(ref _sweptAt);
        if (swept != 0 && time.GetElapsedTime(swept) < TimeSpan.FromSeconds(1)) return;
        Interlocked.Exchange(ref _sweptAt, time.GetTimestamp());
        foreach (var (secret, slip) in _issued)
        {
            if (IsDead(slip)) _issued.TryRemove(new KeyValuePair<string, Slip>(secret, slip));
        }
    }

    private sealed record Slip(Ticket Ticket, long IssuedAt, bool Used = false, string? Session = null, long? LostAt = null);
}
