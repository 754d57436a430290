namespace HybridAgent.Server.Security;

/// <summary>Every authentication event, by opaque person id: no names, no addresses, no secrets.</summary>
internal static partial class SecurityLog
{
    [LoggerMessage(1001, LogLevel.Information, "Signed in: {Person}")]
    public static partial void SignedIn(this ILogger log, string person);

    [LoggerMessage(1002, LogLevel.Warning, "Sign-in refused: {Person}, {Reason}")]
    public static partial void SignInRefused(this ILogger log, string person, string reason);

    [LoggerMessage(1003, LogLevel.Information, "Signed out: {Person}")]
    public static partial void SignedOut(this ILogger log, string person);

    [LoggerMessage(1004, LogLevel.Information, "Password changed: {Person}")]
    public static partial void PasswordChanged(this ILogger log, string person);

    [LoggerMessage(1005, LogLevel.Warning, "Sessions revoked: {Person}, {Closed} open connections closed")]
    public static partial void Revoked(this ILogger log, string person, int closed);

    [LoggerMessage(1006, LogLevel.Warning, "Refused {Method} request: {Reason}")]
    public static partial void OriginRefused(this ILogger log, string method, string reason);

    [LoggerMessage(1007, LogLevel.Error, "Closing a connection of {Person} failed: {Error}")]
    public static partial void CloseFailed(this ILogger log, string person, string error);

    [LoggerMessage(1008, LogLevel.Error, "Reading the identity store failed, revocations are delayed: {Error}")]
    public static partial void WatchFailed(this ILogger log, string error);

    [LoggerMessage(1009, LogLevel.Information, "Seeded {Count} users for a first run")]
    public static partial void Seeded(this ILogger log, int count);

    [LoggerMessage(1010, LogLevel.Warning, "New one-time password for {Person}")]
    public static partial void PasswordReset(this ILogger log, string person);

    [LoggerMessage(1011, LogLevel.Warning, "Access refused: {Person}, {Area}")]
    public static partial void AccessRefused(this ILogger log, string person, string area);
}
