using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace HybridAgent.Server.Security;

/// <summary>Puts tenant, pool and opaque id in the session; takes the e-mail address out of it.</summary>
internal sealed class UserClaims(UserManager<User> users, RoleManager<IdentityRole> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<User, IdentityRole>(users, roles, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(User user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        foreach (var email in identity.FindAll(Options.ClaimsIdentity.EmailClaimType).ToList()) identity.RemoveClaim(email);
        identity.AddClaim(new Claim(SessionClaims.Person, user.Person));
        identity.AddClaim(new Claim(SessionClaims.DisplayName, user.DisplayName));
        if (user.Practice is not null && identity.HasClaim(identity.RoleClaimType, Roles.Practice))
            identity.AddClaim(new Claim(SessionClaims.Practice, user.Practice));
        if (user.Pool is not null) identity.AddClaim(new Claim(SessionClaims.Pool, user.Pool));
        if (user.MustChangePassword) identity.AddClaim(new Claim(SessionClaims.MustChangePassword, "true"));
        return identity;
    }
}
