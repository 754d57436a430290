using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;

namespace HybridAgent.Server.Security;

/// <summary>
/// Long-lived connections by person. Cookies are checked per request; a socket or circuit is one endless request,
/// so it must be found and closed when its person's access is revoked.
/// </summary>
public sealed class SessionRegistry(ILogger<SessionRegistry> log)
{
    private static readonly string StampClaim = new ClaimsIdentityOptions().SecurityStampClaimType;

    private readonly ConcurrentDictionary<long, Session> _open = new();
    private volatile IReadOnlyDictionary<string, string> _stamps = new Dictionary<string, string>();
    private long _last;

    /// <summary>Connections open now.</summary>
    public int Count => _open.Count;

    /// <summary>Cancels <paramref name="end"/> within 5 s of a revocation. Dispose the result when the connection ends, before the source.</summary>
    public IDisposable Register(string person, CancellationTokenSource end) =>
        Add(person, _stamps.GetValueOrDefault(person), end);

    /// <summary>As the other, for a request that carries its session.</summary>
    public IDisposable Register(ClaimsPrincipal user, CancellationTokenSource end) =>
        Add(user.PersonId(), user.FindFirstValue(StampClaim), end);

    /// <summary>Closes every connection of a person now; returns how many.</summary>
    public int Close(string person)
    {
        var closed = 0;
        foreach (var (id, session) in _open)
        {
            if (session.Person == person && End(id)) closed++;
        }

        return closed;
    }

    /// <summary>Compares the sessions with the stamps of all users as stored now; returns whose stamp has changed since the last look.</summary>
    internal IReadOnlyList<string> Observe(IReadOnlyDictionary<string, string> stamps)
    {
        var before = _stamps;
        _stamps = stamps;
        foreach (var (id, session) in _open)
        {
            // A session that began before the first look has no stamp to compare; it takes the first one seen.
            session.Stamp ??= before.GetValueOrDefault(session.Person) ?? stamps.GetValueOrDefault(session.Person);
            if (session.Stamp is null || session.Stamp != stamps.GetValueOrDefault(session.Person)) End(id);
        }

        return [.. before.Where(b => stamps.GetValueOrDefault(b.Key) != b.Value).Select(b => b.Key)];
    }

    private Entry Add(string person, string? stamp, CancellationTokenSource end)
    {
        var id = Interlocked.Increment(ref _last);
        _open[id] = new Session(person, stamp, end);
        return new Entry(this, id);
    }

    private bool End(long id)
    {
        if (!_open.TryRemove(id, out var session)) return false;
        try
        {
            session.End.Cancel();
            return true;
        }
        catch (Exception failure)
        {
            // One connection that will not close must not keep the others open.
            log.CloseFailed(session.Person, failure.GetType().Name);
            return false;
        }
    }

    private sealed class Session(string person, string? stamp, CancellationTokenSource end)
    {
        public string Person { get; } = person;
        public string? Stamp { get; set; } = stamp;
        public CancellationTokenSource End { get; } = end;
    }

    private sealed class Entry(SessionRegistry registry, long id) : IDisposable
    {
        public void Dispose() => registry._open.TryRemove(id, out _);
    }
}
