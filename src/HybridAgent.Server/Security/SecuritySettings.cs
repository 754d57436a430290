namespace HybridAgent.Server.Security;

/// <summary>Configuration section "Security".</summary>
public sealed class SecuritySettings
{
    /// <summary>Sign-in and password tries per minute and address (an IPv6 /64 counts as one address).</summary>
    public int SignInsPerMinute { get; set; } = 30;

    /// <summary>
    /// Caller tickets per minute and address: high, because behind a proxy that does not name its clients all callers are one address.
    /// </summary>
    public int PhoneTicketsPerMinute { get; set; } = 300;

    /// <summary>Origins besides the server's own that may open sockets and post, for example "https://phone.example".</summary>
    public IList<string> Origins { get; } = [];

    /// <summary>
    /// Lets pages be served over plain http to names other than localhost: only behind something that encrypts.
    /// Better: let the proxy send X-Forwarded-Proto and set ASPNETCORE_FORWARDEDHEADERS_ENABLED=true.
    /// </summary>
    public bool PlainHttp { get; set; }

    /// <summary>A session ends this long after sign-in, whatever happens.</summary>
    public TimeSpan SessionLength { get; set; } = TimeSpan.FromHours(12);
}
