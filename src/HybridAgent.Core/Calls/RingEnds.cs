namespace HybridAgent.Core.Calls;

/// <summary>How a telephone can stop ringing without a human's word. Each is redialled; none is an answer.</summary>
public static class RingEnds
{
    public const string NoAnswer = "no-answer";
    public const string Busy = "busy";
    public const string Failed = "failed";

    /// <summary>Somebody or something picked up and nobody pressed the key: perhaps a private voicemail.</summary>
    public const string NobodyPressed = "nobody-pressed";

    /// <summary>The record believed that it rang, and it did not.</summary>
    public const string NotRinging = "not-ringing";
}
