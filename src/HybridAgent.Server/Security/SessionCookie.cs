using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace HybridAgent.Server.Security;

/// <summary>The session cookie, and what a request without sufficient access gets: a page for people, a status for programs.</summary>
internal static class SessionCookie
{
    public static void Configure(CookieAuthenticationOptions cookie, SecuritySettings settings)
    {
        cookie.Cookie.Name = "hybridagent.session";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // plain http reaches us from localhost only
        cookie.ExpireTimeSpan = settings.SessionLength;
        cookie.SlidingExpiration = false;
        cookie.LoginPath = "/sign-in";
        cookie.ReturnUrlParameter = "returnUrl";
        cookie.Events.OnValidatePrincipal = Validate;
        cookie.Events.OnRedirectToLogin = context => Challenge(context);
        cookie.Events.OnRedirectToAccessDenied = context => Forbid(context.HttpContext);
    }

    private static Task Validate(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<SessionRegistry>();
        if (!sessions.IsEnded(context.Principal?.FindFirstValue(SessionClaims.Session)))
            return SecurityStampValidator.ValidatePrincipalAsync(context);
        context.RejectPrincipal();
        return Task.CompletedTask;
    }

    private static Task Challenge(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (IsForPeople(context.HttpContext))
            context.Response.Redirect("/sign-in" + QueryString.Create("returnUrl", context.Request.PathBase + context.Request.Path + context.Request.QueryString));
        else
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private static async Task Forbid(HttpContext context)
    {
        var mustChange = context.User.HasClaim(c => c.Type == SessionClaims.MustChangePassword);
        if (!IsForPeople(context))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            if (mustChange) await context.Response.WriteAsync("The one-time password must be changed first, at /new-password.\n");
        }
        else if (mustChange)
        {
            context.Response.Redirect("/new-password" + QueryString.Create("returnUrl", context.Request.Path + context.Request.QueryString));
        }
        else
        {
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SessionCookie))
                .AccessRefused(context.User.FindFirstValue(SessionClaims.Person) ?? "unknown", context.GetEndpoint()?.DisplayName ?? "no endpoint");
            await SignInPages.Refused(context.User.HomePath()).ExecuteAsync(context);
        }
    }

    private static bool IsForPeople(HttpContext context) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        && !OriginGuard.IsSocket(context)
        && !context.Request.Path.StartsWithSegments("/api")
        && !context.Request.Path.StartsWithSegments("/_blazor");
}
