using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace HybridAgent.Server.Security;

/// <summary>
/// The page areas by path. Pages carry their policy themselves; this holds when one forgets it. It also ends sockets
/// and circuits of a signed-in person when that person's access is revoked.
/// </summary>
internal sealed class AreaGuard(RequestDelegate next, SessionRegistry sessions)
{
    // An empty policy: any signed-in person. Circuits belong to signed-in people only; the caller's phone needs none.
    private static readonly (string Path, string Policy)[] Areas =
    [
        ("/console", Policies.Console), ("/portal", Policies.Portal), ("/on-call", Policies.Portal), ("/audit", Policies.Audit), ("/admin", Policies.Admin),
        ("/api", ""), ("/_blazor", ""),
    ];

    public async Task InvokeAsync(HttpContext context, IAuthorizationService authorization, IAuthorizationPolicyProvider policies)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null && PolicyFor(context.Request.Path) is { } name)
        {
            var policy = name.Length > 0 ? await policies.GetPolicyAsync(name) : await policies.GetDefaultPolicyAsync();
            if (!(await authorization.AuthorizeAsync(context.User, context, policy!)).Succeeded)
            {
                if (context.User.Identity?.IsAuthenticated == true) await context.ForbidAsync();
                else await context.ChallengeAsync();
                return;
            }
        }

        if (context.User.Identity?.IsAuthenticated != true || !OriginGuard.IsSocket(context))
        {
            await next(context);
            return;
        }

        using var end = new CancellationTokenSource();
        await using var abort = end.Token.Register(context.Abort);
        using var session = sessions.Register(context.User, end);
        await next(context);
    }

    private static string? PolicyFor(PathString path)
    {
        foreach (var (area, policy) in Areas)
        {
            if (path.StartsWithSegments(area, StringComparison.OrdinalIgnoreCase)) return policy;
        }

        return null;
    }
}
