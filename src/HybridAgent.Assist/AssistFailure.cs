namespace HybridAgent.Assist;

/// <summary>Why a draft is empty. Words for metrics and the status page; never content.</summary>
public static class AssistFailure
{
    /// <summary>No provider is configured.</summary>
    public const string Off = "off";

    /// <summary>The drafter is being disposed.</summary>
    public const string Stopped = "stopped";

    /// <summary>The caller of the drafter gave up.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>A newer request for the same call took its place.</summary>
    public const string Superseded = "superseded";

    /// <summary>The call has used up its requests, tokens, time or money.</summary>
    public const string OverBudget = "over budget";

    /// <summary>Too many failures lately; nothing was sent.</summary>
    public const string BreakerOpen = "breaker open";

    /// <summary>The service asked for a pause; nothing was sent.</summary>
    public const string Paused = "paused by the service";

    public const string TimedOut = "timed out";

    /// <summary>Connection refused, name not found, TLS failed, connection lost.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The body was longer than allowed.</summary>
    public const string TooLarge = "answer too large";

    /// <summary>The body or the model's text is not the JSON it should be.</summary>
    public const string Malformed = "answer malformed";

    /// <summary>The model declined to answer.</summary>
    public const string Declined = "model declined";

    /// <summary>The model wanted to call a tool; it has none.</summary>
    public const string ToolAsked = "model asked for a tool";

    /// <summary>The answer was longer than <see cref="AssistOptions.MaxOutputTokens"/> and ended in its middle.</summary>
    public const string CutOff = "answer cut off";

    /// <summary>Something in the drafter itself; a defect worth reporting.</summary>
    public const string Internal = "internal error";

    /// <summary>The service answered with an error status, for example "status 429".</summary>
    public static string Status(int status) => FormattableString.Invariant($"status {status}");
}
