using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;

namespace HybridAgent.Server.Security;

/// <summary>The three small pages around signing in: plain HTML, no script, readable without a stylesheet.</summary>
internal static class SignInPages
{
    public static IResult SignIn(HttpContext context, string? returnUrl, string? email = null, string? problem = null, int status = 200) =>
        Page(status, "Sign in", $"""
            {Problem(problem)}
            <form method="post" action="/sign-in">
              {Hidden(context, returnUrl)}
              <p><label for="email">E-mail address</label>
              <input id="email" name="email" type="email" autocomplete="username" required maxlength="256" value="{Text(email)}"{(problem is null ? " autofocus" : "")}></p>
              <p><label for="password">Password</label>
              <input id="password" name="password" type="password" autocomplete="current-password" required maxlength="128"{Invalid(problem)}></p>
              <p><button type="submit">Sign in</button></p>
            </form>
            """, problem is not null);

    public static IResult NewPassword(HttpContext context, string? returnUrl, string? problem = null, int status = 200) =>
        Page(status, "Choose your password", $"""
            <p id="rule">Your one-time password worked. Choose your own now: at least {PasswordRule.MinimumLength} characters; four unrelated words are good.</p>
            {Problem(problem)}
            <form method="post" action="/new-password">
              {Hidden(context, returnUrl)}
              <p><label for="password">New password</label>
              <input id="password" name="password" type="password" autocomplete="new-password" required minlength="{PasswordRule.MinimumLength}" maxlength="{PasswordRule.MaximumLength}"{(problem is null ? " autofocus aria-describedby=\"rule\"" : Invalid(problem))}></p>
              <p><label for="again">The same again</label>
              <input id="again" name="again" type="password" autocomplete="new-password" required maxlength="{PasswordRule.MaximumLength}"></p>
              <p><button type="submit">Save and go on</button></p>
            </form>
            """, problem is not null);

    public static IResult Refused(string home) =>
        Page(StatusCodes.Status403Forbidden, "This page is not for your role", $"""
            <p>You are signed in, but this page belongs to another role.</p>
            <p><a href="{Text(home)}">Go to your first page</a></p>
            <form method="post" action="/sign-out"><p><button type="submit">Sign out</button></p></form>
            """, false);

    private static IResult Page(int status, string title, string body, bool problem) =>
        Results.Content($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{(problem ? "Problem: " : "")}{title} - HybridAgent</title>
              <link rel="icon" href="/icon.svg" type="image/svg+xml">
              <link rel="stylesheet" href="/app.css">
            </head>
            <body class="entry">
              <main>
                <h1>{title}</h1>
                {body}
              </main>
            </body>
            </html>
            """, "text/html; charset=utf-8", statusCode: status);

    private static string Hidden(HttpContext context, string? returnUrl)
    {
        var token = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        return $"""<input type="hidden" name="{token.FormFieldName}" value="{Text(token.RequestToken)}"><input type="hidden" name="returnUrl" value="{Text(returnUrl)}">""";
    }

    private static string Problem(string? problem) =>
        problem is null ? "" : $"""<p id="problem" class="problem" role="alert">{Text(problem)}</p>""";

    private static string Invalid(string? problem) => problem is null ? "" : """ aria-invalid="true" aria-describedby="problem" autofocus""";

    private static string Text(string? value) => HtmlEncoder.Default.Encode(value ?? "");
}
