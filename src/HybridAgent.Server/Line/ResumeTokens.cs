using System.Security.Cryptography;
using HybridAgent.Core.Calls;
using HybridAgent.Grains.Calls;
using Microsoft.AspNetCore.DataProtection;

namespace HybridAgent.Server.Line;

/// <summary>
/// What lets a caller's browser come back to its own call after a broken connection or a restart of ours. Sealed with the
/// deployment's Data Protection keys, so it outlives the process; it opens one call and nothing else.
/// </summary>
public sealed class ResumeTokens(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(2);
    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("HybridAgent.Line.Resume").ToTimeLimitedDataProtector();

    public string Issue(string practice, CallId call) => protector.Protect(CallKey.Of(practice, call), Lifetime);

    /// <returns>The call, or null when the token is forged, spoilt or too old.</returns>
    public (string Practice, CallId Call)? Read(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }
        try
        {
            return CallKey.Parse(protector.Unprotect(token));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
