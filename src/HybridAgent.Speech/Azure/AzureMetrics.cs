using System.Diagnostics.Metrics;

namespace HybridAgent.Speech.Azure;

/// <summary>
/// What is measured of the service alone; what engines have in common is in <see cref="Chain.EngineMetrics"/>. Numbers and kinds only: no
/// address, no call, no text.
/// </summary>
internal sealed class AzureMetrics : IDisposable
{
    public const string Name = "HybridAgent.Speech.Azure";

    private readonly Meter _meter;
    private readonly Counter<long> _connections, _failures, _refused;
    private readonly Counter<double> _replayed;
    private readonly Histogram<double> _answer;

    public AzureMetrics(IMeterFactory? meters)
    {
        _meter = meters?.Create(Name) ?? new Meter(Name);
        _connections = _meter.CreateCounter<long>("hybridagent.stt.azure.connections", "{connection}", "Connections opened.");
        _failures = _meter.CreateCounter<long>("hybridagent.stt.azure.failures", "{failure}", "Connections that failed or broke, by kind.");
        _refused = _meter.CreateCounter<long>("hybridagent.stt.azure.refused", "{session}", "Sessions not begun because the resource was full.");
        _replayed = _meter.CreateCounter<double>("hybridagent.stt.azure.replayed", "s", "Audio sent again after a turn or connection ended.");
        _answer = _meter.CreateHistogram<double>("hybridagent.stt.azure.answer", "s", "From sending an utterance's last audio to its text.");
    }

    public void Connected() => _connections.Add(1);

    public void Failed(SpeechFailure kind) => _failures.Add(1, new KeyValuePair<string, object?>("kind", kind.ToString()));

    public void Refused() => _refused.Add(1);

    public void Answered(TimeSpan after) => _answer.Record(after.TotalSeconds);

    public void Replayed(TimeSpan audio) => _replayed.Add(audio.TotalSeconds);

    public void Dispose() => _meter.Dispose();
}
