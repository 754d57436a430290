using System.Text.Json.Serialization;

namespace HybridAgent.Core.Calls;

/// <summary>One recognised word. Times are milliseconds on the clock of its leg (0 = the leg's first frame).</summary>
/// <param name="Confidence">0..1; null when the engine gives none.</param>
public sealed record Word(string Text, int StartMs, int EndMs, double? Confidence = null);

/// <summary>One final piece of one leg's transcript.</summary>
/// <param name="Id">Unique within its call: "u1", "u2", ... in order of arrival.</param>
/// <param name="StartMs">Milliseconds on the leg's clock.</param>
/// <param name="EndMs">Milliseconds on the leg's clock, not before <paramref name="StartMs"/>.</param>
/// <param name="Engine">Which engine heard it: "pocketsphinx", "azure", "scripted".</param>
/// <param name="Late">True when the text came after the fact (back-fill) and nobody should wait for it.</param>
public sealed record Utterance(
    string Id, LegRole Leg, string Text, IReadOnlyList<Word> Words, int StartMs, int EndMs, string Engine, bool Late = false)
{
    /// <summary>What the name of an engine's second ear, which listens for words of emergency only, ends with.</summary>
    public const string SecondEar = "/second-ear";

    /// <summary>Another reading of the utterance before it: the cue rules hear it, the operator sees it, nothing is drafted from it.</summary>
    [JsonIgnore]
    public bool IsSpotted => Engine.EndsWith(SecondEar, StringComparison.Ordinal);
}
