using System.Text.Json;
using System.Text.Json.Serialization;

namespace HybridAgent.Core.Cues;

/// <summary>The floor as a clinician reads and signs it: word lists and patterns, no code. The grammar of a pattern is in the file itself ("how to read").</summary>
internal sealed record CueFloorData
{
    public required string Version { get; init; }

    /// <summary>"unsigned sample" until a practice's clinician signed it.</summary>
    public required string Signature { get; init; }

    /// <summary>The trigger phrases that read typed text, a file beside this one; null when what is typed is read like speech.</summary>
    public string? Typed { get; init; }

    public IReadOnlyList<string> HowToRead { get; init; } = [];

    /// <summary>Named word lists; entries are words, "beginning*", or several words.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Words { get; init; }

    /// <summary>What a recogniser writes instead of a word.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> HeardAs { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Long words that are recognised with one wrong, missing or swapped letter.</summary>
    public IReadOnlyList<string> Tolerant { get; init; } = [];

    /// <summary>Ordinary words that tolerance must never turn into something else.</summary>
    public IReadOnlyList<string> Ordinary { get; init; } = [];

    /// <summary>Everyday words that are never taken for a mishearing of another word.</summary>
    public IReadOnlyList<string> Everyday { get; init; } = [];

    /// <summary>What stays true for the rest of the call once it was said: pregnant, on a blood thinner.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Facts { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Assertion { get; init; }

    public required IReadOnlyList<CategoryData> Categories { get; init; }

    internal sealed record CategoryData
    {
        public required string Name { get; init; }

        public required CueLevel Level { get; init; }

        public string Basis { get; init; } = "";

        public required IReadOnlyList<string> Patterns { get; init; }

        /// <summary>As patterns, for words that were probably heard wrong ("can breathe"): red, and the operator is told to ask back.</summary>
        public IReadOnlyList<string> AskBack { get; init; } = [];

        /// <summary>Where the same words mean something else; the cue stays, amber.</summary>
        public IReadOnlyList<string> Otherwise { get; init; } = [];

        /// <summary>Questions after the opposite, "is she breathing": a "no" raises the category.</summary>
        public IReadOnlyList<string> AskedWell { get; init; } = [];

        /// <summary>That it went away or that the patient feels fine does not end it: a seizure, an overdose, a throat that was closing.</summary>
        public bool StaysWhenOver { get; init; }

        /// <summary>Sentences that must raise the category; checked at load.</summary>
        public IReadOnlyList<string> Red { get; init; } = [];

        /// <summary>Sentences that must not raise it red; checked at load.</summary>
        public IReadOnlyList<string> NotRed { get; init; } = [];
    }

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <exception cref="CueFloorException">The text is no floor.</exception>
    public static CueFloorData Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<CueFloorData>(json, Json) ?? throw new CueFloorException("The cue floor is empty.");
        }
        catch (JsonException problem)
        {
            throw new CueFloorException($"The cue floor is not readable: {problem.Message}", problem);
        }
    }
}
