namespace HybridAgent.Benchmarks;

/// <summary>Durations in milliseconds, sorted.</summary>
internal sealed class Durations(IEnumerable<double> milliseconds)
{
    private readonly double[] sorted = [.. milliseconds.Order()];

    public int Count => sorted.Length;

    public double Median => At(0.5);

    public double Maximum => sorted[^1];

    /// <param name="share">0..1.</param>
    public double At(double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
}
