using System.Text.Json.Serialization;

namespace HybridAgent.Core.Intake;

/// <summary>The names of the note's fields. Data, not an enum: practices add their own.</summary>
public static class FieldNames
{
    public const string CallerName = "caller_name";
    public const string Relationship = "relationship";
    public const string CallbackNumber = "callback_number";
    public const string PatientName = "patient_name";
    public const string DateOfBirth = "date_of_birth";
    public const string Reason = "reason";
    public const string Onset = "onset";
    public const string Symptoms = "symptoms";
    public const string Medications = "medications";
    public const string Allergies = "allergies";
    public const string Pharmacy = "pharmacy";
    public const string Provider = "provider";
    public const string AppointmentWish = "appointment_wish";

    /// <summary>In the order an operator asks for them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        CallerName, Relationship, CallbackNumber, PatientName, DateOfBirth, Reason, Onset, Symptoms,
        Medications, Allergies, Pharmacy, Provider, AppointmentWish,
    ];

    /// <summary>Must be read back, or carry a reason, before the note may be sent.</summary>
    public static IReadOnlyList<string> ReadBackRequired { get; } = [PatientName, CallbackNumber, DateOfBirth, Reason];
}

[JsonConverter(typeof(JsonStringEnumConverter<FieldState>))]
public enum FieldState
{
    Empty,
    Drafted,
    Confirmed,
    ReadBack,
    Refused,
    Unknown,
}

/// <summary>Where a value was heard: words <paramref name="FirstWord"/>..<paramref name="LastWord"/> (inclusive, zero-based) of an utterance.</summary>
public sealed record Span(string Utterance, int FirstWord, int LastWord);

/// <summary>A value proposed for a field, with the words that prove it.</summary>
/// <param name="Value">Empty only when the caller declined to say it (<see cref="FieldDraft.Declined"/>).</param>
/// <param name="By">Provenance: "rules@2" or "model:NAME prompt:NAME@HASH".</param>
/// <param name="Heard">True when the words were heard with low confidence, or only sounded out: shown as "heard", never as a fact.</param>
/// <param name="LatencyMs">Milliseconds a model took for it, from the question to the checked answer; 0 for rules.</param>
/// <param name="Meaning">What plain code adds beside the value, never part of it: the day of an appointment wish, a doubt about an age.</param>
public sealed record FieldDraft(
    string Field, string Value, IReadOnlyList<Span> Evidence, string By, bool Heard = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int LatencyMs = 0, string? Meaning = null)
{
    /// <summary>How the provenance of everything a model drafts begins.</summary>
    public const string ModelMark = "model:";

    /// <summary>The <see cref="Meaning"/> of an empty value: asked, and not given. A hint for the operator, no state of the field.</summary>
    public const string Declined = "declined";

    [JsonIgnore]
    public bool IsByModel => By.StartsWith(ModelMark, StringComparison.Ordinal);

    /// <summary>Something to show: a value, or that there is none to be had.</summary>
    [JsonIgnore]
    public bool SaysSomething => Value.Length > 0 || Meaning == Declined;
}

/// <summary>One field of the note.</summary>
/// <param name="By">Who last wrote it: an operator's id or a drafter's provenance.</param>
/// <param name="Excuse">Why a required read-back did not happen, when it did not.</param>
/// <param name="Meaning">Of the draft; gone as soon as a human writes another value.</param>
public sealed record Field(
    string Name, string? Value, FieldState State, IReadOnlyList<Span> Evidence, string? By = null, bool Heard = false, string? Excuse = null,
    string? Meaning = null)
{
    public static Field Blank(string name) => new(name, null, FieldState.Empty, []);

    [JsonIgnore]
    public bool IsByModel => By?.StartsWith(FieldDraft.ModelMark, StringComparison.Ordinal) == true;

    /// <summary>A model may write here: nobody but a model has so far, and no human said anything about it.</summary>
    [JsonIgnore]
    public bool IsOpenToModel => Excuse is null && ((State == FieldState.Empty && By is null) || (State == FieldState.Drafted && IsByModel));
}
