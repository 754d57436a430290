using BenchmarkDotNet.Attributes;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Benchmarks;

/// <summary>
/// One cue decision on a partial of sentences half of which are emergencies, after so many minutes of the same call, against splitting the same text. The partial grows word by
/// word as an engine gives it, so the mean is over short and long ones. Percentiles over single decisions: "cues".
/// </summary>
public class CueDecisionBenchmark
{
    private const int Words = 25;

    private readonly string[][] _partials =
        [.. StrangersSentences.Pieces(Words).Select(piece => Enumerable.Range(1, Words).Select(n => string.Join(' ', piece[..n])).ToArray())];
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
            _listener.Hear(LegRole.Caller, $"u{_utterance}", _partials[_utterance % _partials.Length][^1], final: true);
        }
    }

    [Benchmark(OperationsPerInvoke = Words)]
    public int Decide()
    {
        var key = $"u{++_utterance}";
        var cues = 0;
        foreach (var partial in _partials[_utterance % _partials.Length])
        {
            cues += _listener.Hear(LegRole.Caller, key, partial, final: false).Count;
        }

        return cues;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Words)]
    public int SplitOnly()
    {
        var words = 0;
        foreach (var partial in _partials[++_utterance % _partials.Length])
        {
            words += partial.ToLowerInvariant().Split(' ').Length;
        }

        return words;
    }
}
