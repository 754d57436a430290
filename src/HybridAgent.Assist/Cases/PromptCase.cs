using System.Text.Json.Serialization;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Assist.Cases;

/// <summary>One call a prompt is tried on: what was said, what must come out, what must not. The format is described in prompts/README.md.</summary>
/// <param name="Title">One sentence that must be true.</param>
/// <param name="Transcript">"caller: words" or "operator: words"; the utterances are u1, u2, ...</param>
public sealed record PromptCase(string Title, IReadOnlyList<string> Transcript, ExpectedAnswer Expect, UnwantedAnswer? Never = null)
{
    /// <summary>"Plugin/Function", from the folder it lies in.</summary>
    [JsonIgnore]
    public string Prompt { get; init; } = "";

    /// <summary>File name without extension.</summary>
    [JsonIgnore]
    public string Name { get; init; } = "";

    [JsonIgnore]
    public IReadOnlyList<Utterance> Utterances { get; init; } = [];
}

/// <param name="Fields">Fields that must be drafted. Others may be, unless they are unwanted.</param>
/// <param name="Cues">Cues that must be raised.</param>
public sealed record ExpectedAnswer(IReadOnlyList<ExpectedField>? Fields = null, IReadOnlyList<ExpectedCue>? Cues = null);

/// <summary>A field that must be drafted with this value.</summary>
/// <param name="Value">A right value; for free text one of many.</param>
/// <param name="From">Where it was said: "u3 the quoted words". From these a right answer is built, to prove that the case can be passed.</param>
/// <param name="Or">Other values that are as right.</param>
/// <param name="Words">For free text: words that must be in the value; it is then not compared as a whole.</param>
public sealed record ExpectedField(
    string Field, string Value, IReadOnlyList<string> From, IReadOnlyList<string>? Or = null, IReadOnlyList<string>? Words = null);

/// <param name="Category">A category of the cue floor.</param>
/// <param name="From">"u3 the quoted words": one place where it can be heard.</param>
/// <param name="Level">When only this level will do; null takes the category's or a graver one.</param>
public sealed record ExpectedCue(string Category, string From, CueLevel? Level = null);

/// <param name="Fields">Fields that must not be drafted at all.</param>
/// <param name="Words">Words that must be in no drafted value.</param>
/// <param name="Cues">Categories that must not be raised; "*" for none at all.</param>
public sealed record UnwantedAnswer(IReadOnlyList<string>? Fields = null, IReadOnlyList<string>? Words = null, IReadOnlyList<string>? Cues = null);
