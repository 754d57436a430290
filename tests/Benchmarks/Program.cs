using HybridAgent.Benchmarks;

// One line per figure, on standard output; docs/benchmarks.md says what they mean.
var benchmarks = new Dictionary<string, Func<string[], Task>>
{
    ["start"] = _ => StartBenchmark.Run(),
    ["append"] = _ => AppendBenchmark.Run(),
    ["bridge"] = _ => BridgeBenchmark.Run(),
    ["cues"] = _ => CueBenchmark.Run(),
    ["intake"] = _ => IntakeBenchmark.Run(),
    ["speech"] = _ => SpeechBenchmark.Run(),
    ["micro"] = MicroBenchmarks.Run,
};
if (args is [SpeechBenchmark.ServiceArgument])
{
    await SpeechBenchmark.Serve();
    return 0;
}
if (args is not [var name, .. var rest] || (name != "all" && !benchmarks.ContainsKey(name)))
{
    Console.Error.WriteLine($"Give the name of a benchmark: all, {string.Join(", ", benchmarks.Keys)} [--filter \"*Name*\"].");
    return 2;
}
Machine.Describe();
foreach (var (known, run) in benchmarks)
{
    if (name == "all" || name == known)
    {
        Console.WriteLine($"\n{known}");
        await run(rest);
    }
}
return 0;
