using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;

namespace HybridAgent.Server.Shell;

/// <summary>How the house's names read on a screen.</summary>
public static class Words
{
    public static string Of(string field) => field switch
    {
        FieldNames.CallerName => "Caller's name",
        FieldNames.Relationship => "Relationship",
        FieldNames.CallbackNumber => "Callback number",
        FieldNames.PatientName => "Patient's name",
        FieldNames.DateOfBirth => "Date of birth",
        FieldNames.Reason => "Reason for call",
        FieldNames.Onset => "Since when",
        FieldNames.AppointmentWish => "Appointment wish",
        _ => Sentence(field),
    };

    /// <summary>The same, with the practice's own fields by their label.</summary>
    public static string Of(string field, Practice? practice) => practice?.FieldOf(field)?.Label ?? Of(field);

    /// <summary>What the operator asks to fill a field.</summary>
    public static string Question(string field) => field switch
    {
        FieldNames.CallerName => "May I have your name?",
        FieldNames.Relationship => "Are you calling for yourself, or for somebody else?",
        FieldNames.CallbackNumber => "What is the best number to call you back?",
        FieldNames.PatientName => "What is the patient's full name? Could you spell the last name?",
        FieldNames.DateOfBirth => "What is the patient's date of birth?",
        FieldNames.Reason => "What can I tell the practice this call is about?",
        FieldNames.Onset => "When did this start?",
        _ => $"Is there anything to note about {Sentence(field).ToLowerInvariant()}?",
    };

    public static string Of(FieldState state) => state switch
    {
        FieldState.Empty => "",
        FieldState.ReadBack => "read back",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>One of <see cref="Judgements"/> as a sentence.</summary>
    public static string Judgement(string judgement) => judgement.Replace('-', ' ');

    public static string Outcome(string outcome) => Sentence(outcome.Replace('-', '_'));

    /// <summary>What choosing an outcome does.</summary>
    public static string Choice(string outcome) => outcome == Outcomes.MessageSent ? "Send the message to the practice" : Outcome(outcome);

    private static string Sentence(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..].Replace('_', ' ');
}
