namespace HybridAgent.Core.Practices;

/// <summary>
/// What the assistant says to a caller while humans are being rung. Data of the practice: questions of intake, and true words about
/// the ringing. Nothing clinical, nothing that somebody would have to keep.
/// </summary>
/// <param name="Questions">Asked one at a time, in this order.</param>
public sealed record HoldScript(
    IReadOnlyList<HoldQuestion> Questions, string StillRinging, string NobodyYet, string BackAgain, string PersonComing, string Emergency)
{
    public static HoldScript Default { get; } = new(
        [
            new(HoldLines.AskName, Intake.FieldNames.CallerName, "To save you time: what is your name?"),
            new(HoldLines.AskReason, Intake.FieldNames.Reason, "What are you calling about?"),
            new(HoldLines.AskNumber, Intake.FieldNames.CallbackNumber, "What number can we call you back on?"),
        ],
        StillRinging: "We are ringing a person for you. Please stay on the line.",
        NobodyYet: "Nobody could answer yet. We keep trying. In an emergency, hang up and call 911.",
        BackAgain: "One moment. We are ringing a person for you again.",
        PersonComing: "We are ringing a person for you now.",
        Emergency: "If this is an emergency, hang up and call 911.");
}

/// <param name="Key">The line's name in the record.</param>
/// <param name="Field">The field of the note it asks for; not asked when the field is already filled.</param>
public sealed record HoldQuestion(string Key, string Field, string Text);

/// <summary>Names of the lines, as they stand in the record.</summary>
public static class HoldLines
{
    public const string AskName = "ask-name";
    public const string AskReason = "ask-reason";
    public const string AskNumber = "ask-number";
    public const string StillRinging = "still-ringing";
    public const string NobodyYet = "nobody-yet";
    public const string BackAgain = "back-again";
    public const string PersonComing = "person-coming";
    public const string Emergency = "emergency";
}
