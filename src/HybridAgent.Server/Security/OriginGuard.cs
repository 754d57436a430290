using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace HybridAgent.Server.Security;

/// <summary>
/// Browsers send cookies along with requests that other sites start. This refuses such requests where they could do harm:
/// socket upgrades, circuit negotiation, and every method that changes something.
/// </summary>
internal sealed class OriginGuard(RequestDelegate next, IOptions<SecuritySettings> settings, TicketOffice tickets, ILogger<OriginGuard> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (Refusal(context) is not { } reason)
        {
            await next(context);
            return;
        }

        log.OriginRefused(context.Request.Method, reason);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(reason + "\n");
    }

    /// <summary>A WebSocket over HTTP/1.1 (Upgrade) or HTTP/2 and 3 (extended CONNECT).</summary>
    internal static bool IsSocket(HttpContext context) =>
        context.Request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase)
        || (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect
            && string.Equals(connect.Protocol, "websocket", StringComparison.OrdinalIgnoreCase));

    private string? Refusal(HttpContext context)
    {
        var request = context.Request;
        var socket = IsSocket(context);
        var safe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        if (safe && !socket && !request.Path.StartsWithSegments("/_blazor")) return null;

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0)
            return IsOwn(request, origin) ? null : "Refused: this request comes from another site.";
        if (site.Length > 0 && site is not ("same-origin" or "none"))
            return "Refused: this request comes from another site.";
        if (!socket) return null;

        // Browsers always name the origin of a socket. What does not is no browser: it has no ambient cookie to abuse,
        // but must show that it was let in.
        var browser = request.Headers.Keys.Any(name => name.StartsWith("Sec-Fetch-", StringComparison.OrdinalIgnoreCase));
        if (browser) return "Refused: a browser's socket must name its origin.";
        return tickets.IsValid(request.Query["ticket"]) ? null : "Refused: a socket without an origin needs a valid ticket.";
    }

    private bool IsOwn(HttpRequest request, string origin)
    {
        if (settings.Value.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase)) return true;
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) return false; // "null" too

        // Behind a proxy that ends TLS the browser says https and we see http: that is no other site. The reverse is.
        if (request.IsHttps && uri.Scheme != "https") return false;
        var port = request.Host.Port ?? (uri.Scheme == "https" ? 443 : 80);
        return string.Equals(uri.IdnHost, request.Host.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase) && uri.Port == port;
    }
}
