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
    private readonly ConcurrentDictionary<string, bool> _ended = new();
    private long _last;

    /// <summary>Connections open now.</summary>
    public int Count => _open.Count;

    /// <summary>Cancels <paramref name="end"/> within 5 s of a revocation. Dispose the result when the connection ends, before the source.</summary>
    public IDisposable Register(string person, CancellationTokenSource end) =>
        Add(new Session(person, _stamps.GetValueOrDefault(person), null, end));

    /// <summary>As the other, for a request that carries its session.</summary>
    public IDisposable Register(ClaimsPrincipal user, CancellationTokenSource end) =>
        Add(new Session(user.PersonId(), user.FindFirstValue(StampClaim), user.FindFirstValue(SessionClaims.Session), end));

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

    /// <summary>Whether a session was signed out.</summary>
    internal bool IsEnded(string? session) => session is not null && _ended.ContainsKey(session);

    /// <summary>Closes every connection of one session now, and refuses its cookie from now on.</summary>
    internal void EndSession(string session)
    {
        _ended[session] = true;
        foreach (var (id, open) in _open)
        {
            if (open.SessionId == session) End(id);
        }
    }

    /// <summary>Learns which sessions ended elsewhere or before a restart, and forgets those that are over anyway.</summary>
    internal void ObserveEnded(IReadOnlySet<string> ended)
    {
        foreach (var session in ended.Where(s => !_ended.ContainsKey(s))) EndSession(session);
        foreach (var session in _ended.Keys.Where(s => !ended.Contains(s))) _ended.TryRemove(session, out _);
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

    private Entry Add(Session session)
    {
        var id = Interlocked.Increment(ref _last);
        _open[id] = session;
        if (IsEnded(session.SessionId)) End(id); // signed out between the check of the cookie and now
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

    private sealed class Session(string person, string? stamp, string? session, CancellationTokenSource end)
    {
        public string Person { get; } = person;
        public string? Stamp { get; set; } = stamp;
        public string? SessionId { get; } = session;
        public CancellationTokenSource End { get; } = end;
    }

    private sealed class Entry(SessionRegistry registry, long id) : IDisposable
    {
        public void Dispose() => registry._open.TryRemove(id, out _);
    }
}
