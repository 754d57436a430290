using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace HybridAgent.Server.Security;

/// <summary>What every response says to the browser, and what every request may at most be.</summary>
internal sealed class SecurityHeaders(RequestDelegate next, IOptions<SecuritySettings> settings)
{
    /// <summary>Bytes in the body of a form or a call to the API, unless its endpoint sets its own limit.</summary>
    public const int MaximumBody = 64 * 1024;

    public Task InvokeAsync(HttpContext context)
    {
        // At the very start of the response, so that nothing inside can weaken it: Blazor sets a policy of its own.
        context.Response.OnStarting(static state => Write((HttpContext)state), context);

        if (!context.Request.IsHttps && !settings.Value.PlainHttp && !IsLoopback(context) && !IsProbe(context.Request.Path))
        {
            return Refuse(context, StatusCodes.Status421MisdirectedRequest,
                "Refused: pages are served over https only, except to localhost (see Security:PlainHttp).");
        }

        return next(context);
    }

    /// <summary>Refuses bodies over the limit. Runs after routing: an endpoint may carry its own limit.</summary>
    public static Task LimitBody(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is null
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit && !OriginGuard.IsSocket(context))
        {
            limit.MaxRequestBodySize = MaximumBody;
            if (context.Request.ContentLength > MaximumBody)
                return Refuse(context, StatusCodes.Status413PayloadTooLarge, $"Refused: the body is larger than {MaximumBody / 1024} KiB.");
        }

        return next(context);
    }

    private static Task Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        var host = context.Request.Host.ToUriComponent();
        var sockets = context.Request.IsHttps ? $"wss://{host}" : $"ws://{host} wss://{host}";
        headers.ContentSecurityPolicy =
            $"default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self' {sockets}; media-src 'self' blob:; "
            + "worker-src 'self' blob:; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.User.Identity?.IsAuthenticated == true && !IsAsset(context.Response.ContentType))
            headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    private static bool IsAsset(string? type) =>
        type is not null && (type.StartsWith("text/css", StringComparison.OrdinalIgnoreCase)
            || type.Contains("javascript", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("font/", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("image/", StringComparison.OrdinalIgnoreCase));

    // By the name the browser used: this protects its user, who would otherwise send a password in the clear.
    private static bool IsLoopback(HttpContext context) =>
        context.Request.Host.Host is var host
        && (host.Length == 0 || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));

    private static bool IsProbe(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics");

    private static async Task Refuse(HttpContext context, int status, string line)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(line + "\n");
    }
}
