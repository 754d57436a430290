using System.Security.Claims;

namespace HybridAgent.Server.Security;

/// <summary>Claims of a signed-in person, and where each role is at home.</summary>
public static class SessionClaims
{
    /// <summary>Opaque id such as "op-7f3a2c": the actor in events, logs and traces. Never a name.</summary>
    public const string Person = "person";

    /// <summary>The tenant of a practice user; absent for every other role.</summary>
    public const string Practice = "practice";

    /// <summary>The operators' pool; present for operators and supervisors.</summary>
    public const string Pool = "pool";

    /// <summary>What colleagues read on screen. Personal data: never in logs, events or URLs.</summary>
    public const string DisplayName = "display";

    /// <summary>Present while the one-time password was not changed; nothing but /new-password is open then.</summary>
    public const string MustChangePassword = "must-change";

    /// <summary>One sign-in: random, so that signing out ends this session and no other.</summary>
    public const string Session = "session";

    /// <summary>The opaque person id of a signed-in user.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in.</exception>
    public static string PersonId(this ClaimsPrincipal user) =>
        user.FindFirstValue(Person) ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>The tenant of a practice user, null for other roles.</summary>
    public static string? PracticeId(this ClaimsPrincipal user) => user.FindFirstValue(Practice);

    /// <summary>The operators' pool, null for other roles.</summary>
    public static string? PoolId(this ClaimsPrincipal user) => user.FindFirstValue(Pool);

    /// <summary>The name for the screen; the opaque id when none is set.</summary>
    public static string NameOnScreen(this ClaimsPrincipal user) => user.FindFirstValue(DisplayName) ?? user.PersonId();

    /// <summary>The first page of a signed-in person, by role; /sign-in for anybody else.</summary>
    public static string HomePath(this ClaimsPrincipal user) =>
        user.HasClaim(c => c.Type == MustChangePassword) ? "/new-password"
        : user.IsInRole(Roles.Operator) || user.IsInRole(Roles.Supervisor) ? "/console"
        : user.IsInRole(Roles.Practice) ? "/portal"
        : user.IsInRole(Roles.Auditor) ? "/audit"
        : user.IsInRole(Roles.Admin) ? "/admin"
        : "/sign-in";
}
