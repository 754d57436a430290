using System.Text.Json.Serialization;

namespace HybridAgent.Core.Cues;

/// <summary>E1: approved emergency words and page at once. E2: page until acknowledged.</summary>
[JsonConverter(typeof(CueLevelNames))]
public enum CueLevel
{
    E2 = 2,
    E1 = 1,
}

/// <summary>Levels are written by name only: a 0 in a file is no level.</summary>
internal sealed class CueLevelNames() : JsonStringEnumConverter<CueLevel>(namingPolicy: null, allowIntegerValues: false);

/// <summary>How the words stand to the patient now (ConText idea, on spoken language). Only <see cref="Present"/> is red; the others are amber, never deleted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CueAssertion>))]
public enum CueAssertion
{
    Present,
    Negated,
    Historical,
    Family,
    Hypothetical,
    Resolved,
    Figurative,
}

/// <summary>Words that point to an emergency.</summary>
/// <param name="Category">A category of the floor, for example "chest_pain".</param>
/// <param name="Words">The words as heard that led to the cue.</param>
/// <param name="Rule">Which rule of which version found it: provenance for the record.</param>
/// <param name="FirstWord">Index of the first word of the evidence in the text it was found in.</param>
/// <param name="LastWord">Index of the last word of the evidence, inclusive.</param>
public sealed record Cue(
    string Category, CueLevel Level, CueAssertion Assertion, string Words, string Rule, int FirstWord, int LastWord)
{
    /// <summary>The words may have been heard wrong (one sounds alike, a "no" hardly audible, "can breathe"): the operator asks back.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AskBack { get; init; }

    /// <summary>True when this is an alarm and not only a remark.</summary>
    [JsonIgnore]
    public bool IsRed => Assertion == CueAssertion.Present;
}
