using System.Text.Json;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>The word lists that the rules drafter knows, from its embedded data.</summary>
internal sealed record IntakeWords(
    string Version, string About, IReadOnlyList<string> Medicines, IReadOnlyList<string> Allergens,
    IReadOnlyList<string> Pharmacies, IReadOnlyList<string> Symptoms)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static IntakeWords Default { get; } =
        JsonSerializer.Deserialize<IntakeWords>(CueFloor.Resource("intake-words.json"), Json)!;

    public HashSet<string> MedicineSet { get; } = [.. Medicines];

    public HashSet<string> AllergenSet { get; } = [.. Allergens];

    /// <summary>Endings of generic names: most medicines that no list knows still end like their class.</summary>
    public bool IsMedicine(string plain) => MedicineSet.Contains(plain)
        || (plain.Length >= 8 && Endings.Any(e => plain.EndsWith(e, StringComparison.Ordinal)));

    private static readonly string[] Endings =
    [
        "pril", "olol", "sartan", "statin", "prazole", "cillin", "mycin", "oxacin", "cycline", "azepam", "zolam", "triptan",
        "gliptin", "gliflozin", "glutide", "dipine", "thiazide", "codone", "morphone", "caine", "azole", "tidine", "mab", "tinib",
    ];
}
