namespace HybridAgent.Core.Calls;

/// <summary>How a human may close a call.</summary>
public static class Outcomes
{
    public const string MessageSent = "message-sent";
    public const string CalledBack = "called-back";
    public const string EmergencyServices = "emergency-services";
    public const string WrongNumber = "wrong-number";
    public const string NoMessage = "no-message";

    public static IReadOnlyList<string> All { get; } = [MessageSent, CalledBack, EmergencyServices, WrongNumber, NoMessage];
}
