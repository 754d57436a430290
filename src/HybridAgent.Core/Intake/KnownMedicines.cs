namespace HybridAgent.Core.Intake;

/// <summary>Common medicines: words a speech engine should expect on a medical line.</summary>
public static class KnownMedicines
{
    /// <summary>Lower case, each once.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. IntakeWords.Default.CommonMedicines.Distinct(StringComparer.Ordinal)];
}
