using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace HybridAgent.Server.Security;

/// <summary>Limits per client address for what an anonymous client can ask.</summary>
internal static class RequestRates
{
    public const string SignIn = "sign-in";
    public const string PhoneTicket = "phone-ticket";

    public static void Add(IServiceCollection services) =>
        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.OnRejected = async (rejected, stop) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter =
                    rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after)
                        ? ((int)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture) : "60";
                await rejected.HttpContext.Response.WriteAsync("Too many tries from this address. Wait a minute and try again.\n", stop);
            };
            limits.AddPolicy(SignIn, context => PerAddress(context, SignIn, s => s.SignInsPerMinute));
            limits.AddPolicy(PhoneTicket, context => PerAddress(context, PhoneTicket, s => s.PhoneTicketsPerMinute));
        });

    private static RateLimitPartition<string> PerAddress(HttpContext context, string policy, Func<SecuritySettings, int> permits)
    {
        var settings = context.RequestServices.GetRequiredService<IOptions<SecuritySettings>>().Value;
        return RateLimitPartition.GetFixedWindowLimiter(policy + " " + Partition(context.Connection.RemoteIpAddress), _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = permits(settings),
            Window = TimeSpan.FromMinutes(1),
            QueueLimit = 0,
        });
    }

    // One household or attacker usually owns a whole IPv6 /64.
    internal static string Partition(IPAddress? address)
    {
        if (address is null) return "none";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
