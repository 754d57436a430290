using System.Diagnostics.Metrics;

namespace HybridAgent.Speech.Azure;

/// <summary>What is measured of the service. Numbers and kinds only: no address, no call, no text.</summary>
internal sealed class AzureMetrics : IDisposable
{
    public const string Name = "HybridAgent.Speech.Azure";

    private readonly Meter _meter;
    private readonly Counter<long> _connections, _failures, _refused, _finals, _words;
    private readonly Counter<double> _replayed, _gaps;
    private readonly Histogram<double> _late;

    public AzureMetrics(IMeterFactory? meters)
    {
        _meter = meters?.Create(Name) ?? new Meter(Name);
        _connections = _meter.CreateCounter<long>("hybridagent.stt.azure.connections", "{connection}", "Connections opened.");
        _failures = _meter.CreateCounter<long>("hybridagent.stt.azure.failures", "{failure}", "Connections that failed or broke, by kind.");
        _refused = _meter.CreateCounter<long>("hybridagent.stt.azure.refused", "{session}", "Sessions not begun because the resource was full.");
        _finals = _meter.CreateCounter<long>("hybridagent.stt.azure.finals", "{utterance}", "Utterances heard.");
        _words = _meter.CreateCounter<long>("hybridagent.stt.azure.words", "{word}", "Words heard.");
        _replayed = _meter.CreateCounter<double>("hybridagent.stt.azure.replayed", "s", "Audio sent again after a turn or connection ended.");
        _gaps = _meter.CreateCounter<double>("hybridagent.stt.azure.gaps", "s", "Audio that was never heard.");
        _late = _meter.CreateHistogram<double>("hybridagent.stt.azure.lag", "s", "From sending an utterance's last audio to its text.");
    }

    public void Connected() => _connections.Add(1);

    public void Failed(SpeechFailure kind) => _failures.Add(1, new KeyValuePair<string, object?>("kind", kind.ToString()));

    public void Refused() => _refused.Add(1);

    public void Heard(int words, TimeSpan late)
    {
        _finals.Add(1);
        _words.Add(words);
        _late.Record(late.TotalSeconds);
    }

    public void Replayed(TimeSpan audio) => _replayed.Add(audio.TotalSeconds);

    public void Gap(TimeSpan audio) => _gaps.Add(audio.TotalSeconds);

    public void Dispose() => _meter.Dispose();
}
