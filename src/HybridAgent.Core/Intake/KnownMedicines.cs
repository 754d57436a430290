namespace HybridAgent.Core.Intake;

/// <summary>The medicines the intake rules know by name: words a speech engine should expect on a medical line.</summary>
public static class KnownMedicines
{
    /// <summary>Lower case, each once.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. IntakeWords.Default.Medicines.Distinct(StringComparer.Ordinal)];
}
