namespace HybridAgent.Speech;

/// <summary>Why an engine cannot hear, in the words Microsoft's SDK uses for cancellations (numbers are not theirs).</summary>
public enum SpeechFailure
{
    /// <summary>The key or token was refused.</summary>
    AuthenticationFailure,

    /// <summary>The service does not take what it was sent, or does not know the address.</summary>
    BadRequest,

    /// <summary>More sessions or requests than the resource may have.</summary>
    TooManyRequests,

    /// <summary>The resource may not do this, or its free quota is used up.</summary>
    Forbidden,

    /// <summary>The service cannot be reached, or the connection broke.</summary>
    ConnectionFailure,

    /// <summary>The service did not answer in time.</summary>
    ServiceTimeout,

    /// <summary>The service says that it failed.</summary>
    ServiceError,

    /// <summary>The service says that it cannot be used for now.</summary>
    ServiceUnavailable,

    /// <summary>The engine on this machine failed.</summary>
    RuntimeError,
}
