using System.Diagnostics.Metrics;
using HybridAgent.Core.Calls;

namespace HybridAgent.Speech.Chain;

/// <summary>What is measured of each engine. Numbers and names of engines only: no call, no text.</summary>
public sealed class EngineMetrics : IDisposable
{
    /// <summary>Of the meter.</summary>
    public const string Name = "HybridAgent.Speech";

    private readonly Meter _meter;
    private readonly Histogram<double> _lag, _pace, _confidence;
    private readonly Counter<long> _words, _failures, _switches;
    private readonly Counter<double> _gaps;

    /// <param name="meters">Null measures for nobody.</param>
    public EngineMetrics(IMeterFactory? meters = null)
    {
        _meter = meters?.Create(Name) ?? new Meter(Name);
        _lag = _meter.CreateHistogram<double>("hybridagent.stt.lag", "s", "From the end of an utterance's audio until its text is here.");
        _pace = _meter.CreateHistogram<double>("hybridagent.stt.pace", "{word}/min", "Words a minute within an utterance: an engine that swallows words is slow.");
        _confidence = _meter.CreateHistogram<double>("hybridagent.stt.confidence", "1", "Mean confidence of an utterance's words, 0 to 1.");
        _words = _meter.CreateCounter<long>("hybridagent.stt.words", "{word}", "Words heard.");
        _failures = _meter.CreateCounter<long>("hybridagent.stt.failures", "{failure}", "Times an engine failed or said that it was away, by kind.");
        _switches = _meter.CreateCounter<long>("hybridagent.stt.switches", "{switch}", "Times a leg went from one engine to another.");
        _gaps = _meter.CreateCounter<double>("hybridagent.stt.gaps", "s", "Audio that no engine heard.");
    }

    internal void Heard(string engine, LegRole leg, Heard.Final final, TimeSpan lag)
    {
        KeyValuePair<string, object?> by = new("engine", engine), of = new("leg", leg.ToString());
        _lag.Record(lag.TotalSeconds, by, of);
        _words.Add(final.Words.Count, by, of);
        if (final.EndMs > final.StartMs) _pace.Record(60_000.0 * final.Words.Count / (final.EndMs - final.StartMs), by, of);
        var confident = final.Words.Where(w => w.Confidence is not null).Select(w => w.Confidence!.Value).ToArray();
        if (confident.Length > 0) _confidence.Record(confident.Average(), by, of);
    }

    internal void Failed(string engine, SpeechFailure kind) => _failures.Add(1, new("engine", engine), new("kind", kind.ToString()));

    internal void Switched(string from, string to) => _switches.Add(1, new("from", from), new("to", to));

    internal void Gap(LegRole leg, TimeSpan audio) => _gaps.Add(audio.TotalSeconds, new KeyValuePair<string, object?>("leg", leg.ToString()));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
