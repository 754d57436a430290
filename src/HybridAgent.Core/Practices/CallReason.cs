using System.Text.Json.Serialization;

namespace HybridAgent.Core.Practices;

/// <summary>How the words of an answer become a value.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FieldKind>))]
public enum FieldKind
{
    /// <summary>The words themselves.</summary>
    [JsonStringEnumMemberName("text")]
    Text,

    /// <summary>Digits, as they were said.</summary>
    [JsonStringEnumMemberName("number")]
    Number,

    /// <summary>A calendar date, yyyy-MM-dd.</summary>
    [JsonStringEnumMemberName("date")]
    Date,

    /// <summary>A telephone number, E.164.</summary>
    [JsonStringEnumMemberName("phone")]
    Phone,

    /// <summary>"yes" or "no".</summary>
    [JsonStringEnumMemberName("yes-no")]
    YesNo,
}

/// <summary>A reason people call this practice for, and what it wants to know then.</summary>
/// <param name="Key">Short name, unique in the practice: lower-case letters, digits and _.</param>
/// <param name="Words">Words or short phrases by which a caller's talk, or the note's reason, is known to be about it.</param>
public sealed record CallReason(string Key, string Label, IReadOnlyList<string> Words, IReadOnlyList<ReasonField> Fields);

/// <summary>A field of the practice's own.</summary>
/// <param name="Name">Its name in the record, unique in the practice: lower-case letters, digits and _; never one of the note's own.</param>
/// <param name="Label">How it reads on the form and in the message.</param>
/// <param name="Ask">Words or short phrases of the question: what the operator says next to them is answered into this field.</param>
/// <param name="Question">What the console suggests to ask; null to have it made from the label.</param>
public sealed record ReasonField(string Name, string Label, FieldKind Kind, IReadOnlyList<string> Ask, string? Question = null);
