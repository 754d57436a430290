using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace HybridAgent.Server.Security;

/// <summary>identity.db: who may sign in. Holds no call data.</summary>
public sealed class IdentityDb(DbContextOptions<IdentityDb> options) : IdentityDbContext<User, IdentityRole, string>(options)
{
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
