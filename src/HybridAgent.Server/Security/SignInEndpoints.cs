using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HybridAgent.Server.Security;

/// <summary>/sign-in, /new-password and /sign-out.</summary>
internal sealed class SignInEndpoints
{
    // One sentence for every refusal: it tells nobody which addresses exist or are locked.
    private const string Wrong = "The address or the password is wrong. After ten wrong tries an account is locked for 15 minutes.";
    private const string Stale = "This page was open too long. Try again.";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in", (HttpContext context, string? returnUrl) =>
            context.User.Identity?.IsAuthenticated == true ? Results.LocalRedirect(context.User.HomePath()) : SignInPages.SignIn(context, returnUrl))
            .AllowAnonymous();
        routes.MapPost("/sign-in", SignIn).AllowAnonymous().RequireRateLimiting(RequestRates.SignIn);
        routes.MapGet("/new-password", (HttpContext context, string? returnUrl) =>
            MustChange(context.User) ? SignInPages.NewPassword(context, returnUrl) : Results.LocalRedirect(context.User.HomePath()))
            .AllowAnonymous();
        routes.MapPost("/new-password", NewPassword).AllowAnonymous().RequireRateLimiting(RequestRates.SignIn);
        routes.MapPost("/sign-out", SignOut).AllowAnonymous();
    }

    private static async Task<IResult> SignIn(HttpContext context, IAntiforgery antiforgery, SignInManager<User> signIn, ILogger<SignInEndpoints> log)
    {
        var form = await ReadForm(context);
        if (form is null) return Results.Text("Refused: a form is expected.\n", statusCode: StatusCodes.Status400BadRequest);
        string email = form["email"].ToString().Trim(), password = form["password"].ToString();
        var returnUrl = Local(form["returnUrl"]);
        if (!await antiforgery.IsRequestValidAsync(context))
            return SignInPages.SignIn(context, returnUrl, email, Stale, StatusCodes.Status400BadRequest);

        var user = email.Length is > 0 and <= 256 && password.Length <= PasswordRule.MaximumLength ? await signIn.UserManager.FindByEmailAsync(email) : null;
        if (user is null)
        {
            Spend(signIn, password);
            log.SignInRefused("unknown", "no such user");
            return SignInPages.SignIn(context, returnUrl, email, Wrong, StatusCodes.Status401Unauthorized);
        }

        var result = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (!result.Succeeded)
        {
            if (result.IsLockedOut) Spend(signIn, password);
            log.SignInRefused(user.Person, result.IsLockedOut ? "locked" : "wrong password");
            return SignInPages.SignIn(context, returnUrl, email, Wrong, StatusCodes.Status401Unauthorized);
        }

        var principal = await signIn.CreateUserPrincipalAsync(user);
        await signIn.SignInWithClaimsAsync(user, isPersistent: false,
            [new Claim(SessionClaims.Session, RandomNumberGenerator.GetHexString(32, lowercase: true))]);
        log.SignedIn(user.Person);
        return Results.LocalRedirect(user.MustChangePassword
            ? "/new-password" + QueryString.Create("returnUrl", returnUrl ?? "")
            : returnUrl ?? principal.HomePath());
    }

    private static async Task<IResult> NewPassword(HttpContext context, IAntiforgery antiforgery, SignInManager<User> signIn, ILogger<SignInEndpoints> log)
    {
        if (!MustChange(context.User)) return Results.LocalRedirect(context.User.HomePath());
        var form = await ReadForm(context);
        if (form is null) return Results.Text("Refused: a form is expected.\n", statusCode: StatusCodes.Status400BadRequest);
        var returnUrl = Local(form["returnUrl"]);
        if (!await antiforgery.IsRequestValidAsync(context))
            return SignInPages.NewPassword(context, returnUrl, Stale, StatusCodes.Status400BadRequest);
        if (await signIn.UserManager.GetUserAsync(context.User) is not { } user)
            return Results.LocalRedirect("/sign-in");

        var password = form["password"].ToString();
        if (password != form["again"].ToString())
            return SignInPages.NewPassword(context, returnUrl, "The two passwords differ.", StatusCodes.Status400BadRequest);
        if (await signIn.UserManager.CheckPasswordAsync(user, password))
            return SignInPages.NewPassword(context, returnUrl, "That is the one-time password. Choose another.", StatusCodes.Status400BadRequest);
        var token = await signIn.UserManager.GeneratePasswordResetTokenAsync(user);
        user.MustChangePassword = false;
        var result = await signIn.UserManager.ResetPasswordAsync(user, token, password);
        if (!result.Succeeded)
            return SignInPages.NewPassword(context, returnUrl, string.Join(" ", result.Errors.Select(e => e.Description)), StatusCodes.Status400BadRequest);

        log.PasswordChanged(user.Person);
        await signIn.SignInWithClaimsAsync(user, isPersistent: false, context.User.FindAll(SessionClaims.Session).ToList());
        return Results.LocalRedirect(returnUrl ?? (await signIn.CreateUserPrincipalAsync(user)).HomePath());
    }

    // No antiforgery token, so that any page can offer it: OriginGuard refuses it from other sites.
    private static async Task<IResult> SignOut(
        HttpContext context, SessionRegistry sessions, IdentityDb db, TimeProvider time, IOptions<SecuritySettings> settings, ILogger<SignInEndpoints> log)
    {
        if (context.User.FindFirstValue(SessionClaims.Person) is { } person) log.SignedOut(person);
        if (context.User.FindFirstValue(SessionClaims.Session) is { } session && !sessions.IsEnded(session))
        {
            var now = time.GetUtcNow();
            await db.EndedSessions.Where(s => s.Until <= now.ToUnixTimeSeconds()).ExecuteDeleteAsync();
            db.EndedSessions.Add(new EndedSession { Id = session, Until = (now + settings.Value.SessionLength).ToUnixTimeSeconds() });
            await db.SaveChangesAsync();
            sessions.EndSession(session);
        }

        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        return Results.LocalRedirect("/sign-in");
    }

    private static bool MustChange(ClaimsPrincipal user) => user.HasClaim(c => c.Type == SessionClaims.MustChangePassword);

    private static async Task<IFormCollection?> ReadForm(HttpContext context) =>
        context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;

    internal static string? Local(string? url) =>
        url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal) && !url.Contains('\\', StringComparison.Ordinal)
        && !url.Any(char.IsControl) && url is not "/" ? url : null;

    // The same work as for a known address, so that the answer's time does not tell which addresses exist.
    private static void Spend(SignInManager<User> signIn, string password) =>
        signIn.UserManager.PasswordHasher.HashPassword(new User(), password.Length <= PasswordRule.MaximumLength ? password : "");
}
