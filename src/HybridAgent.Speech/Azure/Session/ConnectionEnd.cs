using System.Net;

namespace HybridAgent.Speech.Azure.Session;

/// <summary>What a session does after a connection ended.</summary>
internal enum NextStep
{
    /// <summary>All was said and heard: the session is over.</summary>
    Done,

    /// <summary>The connection broke by itself: the first time at once, then with growing pauses.</summary>
    Reconnect,

    /// <summary>The service asks for patience: never at once.</summary>
    BackOff,

    /// <summary>The same again would fail again, unless it had worked before.</summary>
    Refused,

    /// <summary>The same again fails again.</summary>
    GiveUp,
}

/// <summary>How a connection, or the attempt at one, ended.</summary>
/// <param name="Why">One line for the operator, without key, address or what was said.</param>
/// <param name="RetryAfter">How long the service wants to be left alone, when it said so.</param>
internal sealed record ConnectionEnd(NextStep Next, SpeechFailure Kind, string Why, TimeSpan? RetryAfter = null)
{
    public static ConnectionEnd Done { get; } = new(NextStep.Done, SpeechFailure.RuntimeError, "");

    public static ConnectionEnd Broken { get; } = new(NextStep.Reconnect, SpeechFailure.ConnectionFailure, "The connection to Azure Speech broke.");

    /// <summary>The service closed the connection.</summary>
    /// <param name="reason">Its words: read for the one word that tells throttling, never shown.</param>
    public static ConnectionEnd Closed(int code, string? reason)
    {
        // Throttling comes as 4429, and as 1007 with the status in its reason.
        if (code == 4429 || (reason?.Contains("TooManyRequests", StringComparison.OrdinalIgnoreCase) ?? false))
            return new(NextStep.BackOff, SpeechFailure.TooManyRequests, $"Azure Speech has too many requests (close {code}).");
        return code switch
        {
            1007 => new(NextStep.Refused, SpeechFailure.BadRequest, "Azure Speech does not take what it was sent (close 1007)."),
            1002 or 1003 => new(NextStep.Refused, SpeechFailure.ConnectionFailure, $"Azure Speech refuses the connection (close {code})."),
            _ => new(NextStep.Reconnect, SpeechFailure.ConnectionFailure, $"Azure Speech closed the connection ({code})."),
        };
    }

    /// <summary>The service did not open a WebSocket.</summary>
    public static ConnectionEnd Handshake(HttpStatusCode status, TimeSpan? retryAfter) => (int)status switch
    {
        401 => new(NextStep.GiveUp, SpeechFailure.AuthenticationFailure, "Azure Speech refuses the key or token (401)."),
        403 => new(NextStep.GiveUp, SpeechFailure.Forbidden, "Azure Speech forbids this resource to be used so (403)."),
        429 => new(NextStep.BackOff, SpeechFailure.TooManyRequests, "Azure Speech has too many requests (429).", retryAfter),
        408 => new(NextStep.BackOff, SpeechFailure.ServiceTimeout, "Azure Speech did not answer in time (408).", retryAfter),
        >= 500 => new(NextStep.BackOff, SpeechFailure.ServiceUnavailable, $"Azure Speech cannot be used for now ({(int)status}).", retryAfter),
        0 => new(NextStep.BackOff, SpeechFailure.ConnectionFailure, "Azure Speech cannot be reached."),
        _ => new(NextStep.GiveUp, SpeechFailure.BadRequest, $"The address of Azure Speech does not take calls ({(int)status})."),
    };

    /// <summary>The service says in a phrase that it cannot go on; null when the status is no such thing.</summary>
    public static ConnectionEnd? Status(string status) => status switch
    {
        "" or "Success" or "NoMatch" or "InitialSilenceTimeout" or "BabbleTimeout" or "EndOfDictation" => null,
        "TooManyRequests" => new(NextStep.BackOff, SpeechFailure.TooManyRequests, "Azure Speech has too many requests."),
        "BadRequest" => new(NextStep.GiveUp, SpeechFailure.BadRequest, "Azure Speech does not take this audio or these settings."),
        "Forbidden" => new(NextStep.GiveUp, SpeechFailure.Forbidden, "Azure Speech: the resource's quota is used up."),
        _ => new(NextStep.BackOff, SpeechFailure.ServiceError, "Azure Speech says that it failed."),
    };
}
