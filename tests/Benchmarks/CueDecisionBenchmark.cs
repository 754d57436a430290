using BenchmarkDotNet.Attributes;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Benchmarks;

/// <summary>
/// One cue decision on a partial, after so many minutes of the same call, against splitting the same text. The partial grows word by
/// word as an engine gives it, so the mean is over short and long ones. Percentiles over single decisions: "cues".
/// </summary>
public class CueDecisionBenchmark
{
    private static readonly string[] Words =
        "well i was calling because my husband said that the pharmacy never got the refill and he only has two pills left of it now".Split(' ');

    private readonly string[] _partials = [.. Enumerable.Range(1, Words.Length).Select(n => string.Join(' ', Words[..n]))];
    private CueListener _listener = null!;
    private int _utterance;

    [Params(1, 60)]
    public int Minutes { get; set; }

    [GlobalSetup]
    public void SpeakBefore()
    {
        _listener = new CueListener(CueFloor.Default);
        for (_utterance = 0; _utterance < Minutes * 6; _utterance++)
        {
            _listener.Hear(LegRole.Caller, $"u{_utterance}", _partials[^1], final: true);
        }
    }

    [Benchmark(OperationsPerInvoke = 25)]
    public int Decide()
    {
        var key = $"u{++_utterance}";
        var cues = 0;
        foreach (var partial in _partials)
        {
            cues += _listener.Hear(LegRole.Caller, key, partial, final: false).Count;
        }

        return cues;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = 25)]
    public int SplitOnly()
    {
        var words = 0;
        foreach (var partial in _partials)
        {
            words += partial.ToLowerInvariant().Split(' ').Length;
        }

        return words;
    }
}
