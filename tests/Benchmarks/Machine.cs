using System.Runtime.InteropServices;

namespace HybridAgent.Benchmarks;

/// <summary>What the figures were taken on.</summary>
internal static class Machine
{
    public static void Describe()
    {
        var model = Lines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown CPU";
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30);
        Console.WriteLine($"{model}, {Environment.ProcessorCount} cores, {memory} GiB, {RuntimeInformation.OSDescription}, .NET {Environment.Version}");
        Console.WriteLine($"load average before: {Load()} (more than a core's worth of other work makes every figure worse)");
    }

    public static string Load() => Lines("/proc/loadavg").FirstOrDefault()?.Split(' ') is [var one, ..] ? one : "unknown";

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
