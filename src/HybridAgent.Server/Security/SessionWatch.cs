using Microsoft.EntityFrameworkCore;

namespace HybridAgent.Server.Security;

/// <summary>
/// Looks at the security stamps of all users every 2 s, so a revocation made anywhere (another process, the command line)
/// closes this server's connections within 5 s.
/// </summary>
internal sealed class SessionWatch(
    IServiceScopeFactory scopes, SessionRegistry sessions, TicketOffice tickets, People people, TimeProvider time, ILogger<SessionWatch> log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await using (var scope = scopes.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<IdentityDb>().Open(cancellationToken);
        await Look(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await Look(stoppingToken);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    log.WatchFailed(failure.GetType().Name);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // the server stops, and its connections with it
        }
    }

    private async Task Look(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var users = await db.Users.AsNoTracking()
            .Select(u => new { u.UserName, u.SecurityStamp, u.DisplayName }).ToListAsync(stop);
        people.Learn(users.ToDictionary(u => u.UserName!, u => u.DisplayName));
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        sessions.ObserveEnded(await db.EndedSessions.Where(s => s.Until > now).Select(s => s.Id).ToHashSetAsync(stop));
        var open = sessions.Count;
        foreach (var person in sessions.Observe(users.ToDictionary(u => u.UserName!, u => u.SecurityStamp ?? "")))
        {
            tickets.Forget(person);
            log.Revoked(person, open - sessions.Count);
        }
    }
}
