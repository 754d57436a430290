using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace HybridAgent.Server.Security;

/// <summary>identity.db: who may sign in. Holds no call data.</summary>
public sealed class IdentityDb(DbContextOptions<IdentityDb> options) : IdentityDbContext<User, IdentityRole, string>(options)
{
    /// <summary>Sessions that a person ended before their time.</summary>
    internal DbSet<EndedSession> EndedSessions => Set<EndedSession>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<EndedSession>().HasKey(s => s.Id);
    }

    /// <summary>Creates the tables and the roles when they are missing. Safe to call at every start.</summary>
    public async Task Open(CancellationToken stop = default)
    {
        await Database.EnsureCreatedAsync(stop);
        var known = await Roles.Select(r => r.Name).ToListAsync(stop);
        foreach (var role in Security.Roles.All.Except(known))
            Roles.Add(new IdentityRole(role!) { NormalizedName = role!.ToUpperInvariant() });
        await SaveChangesAsync(stop);
    }
}

/// <summary>A session that was signed out. Its cookie may have been copied, so it is refused until it would have ended anyway.</summary>
internal sealed class EndedSession
{
    public required string Id { get; init; }

    /// <summary>Seconds since 1970, UTC; the row may go after it.</summary>
    public required long Until { get; init; }
}
