using System.Text.Json;
using HybridAgent.Speech.Azure.Protocol;

namespace HybridAgent.Speech.Azure.Session;

/// <summary>
/// The "telemetry" message after each turn: when which kind of message came, and how late words were. Timings only; no text,
/// no id but the connection's own. Collected across reconnects until it is sent.
/// </summary>
internal sealed class TurnReport(TimeProvider time)
{
    /// <summary>More times than this of one kind of message help nobody and would grow without end in a turn that never ends.</summary>
    private const int MostTimes = 500;
    private readonly List<(string Path, List<DateTimeOffset> At)> _received = [];
    private readonly List<long> _phrases = [], _hypotheses = [];
    private (DateTimeOffset Start, DateTimeOffset End, string Id)? _connection;
    private DateTimeOffset? _listening = time.GetUtcNow();
    private bool _connectionTold, _awaitsHypothesis = true;

    public void Connected(DateTimeOffset start, string id)
    {
        // The first connection of a session; later ones are not told.
        if (!_connectionTold) _connection ??= (start, time.GetUtcNow(), id);
    }

    public void Received(string path)
    {
        var times = _received.Find(r => r.Path == path).At;
        if (times is null) _received.Add((path, times = []));
        if (times.Count < MostTimes) times.Add(time.GetUtcNow());
    }

    /// <param name="late">Since the audio it ends with was sent.</param>
    public void Hypothesis(TimeSpan late)
    {
        if (!_awaitsHypothesis) return;
        _awaitsHypothesis = false;
        if (_hypotheses.Count < MostTimes) _hypotheses.Add((long)late.TotalMilliseconds);
    }

    /// <param name="late">Since the audio it ends with was sent.</param>
    public void Phrase(TimeSpan late)
    {
        _awaitsHypothesis = true;
        if (_phrases.Count < MostTimes) _phrases.Add((long)late.TotalMilliseconds);
    }

    /// <summary>The message's body; what was told is then forgotten.</summary>
    public string Take()
    {
        var metrics = new List<object>();
        if (_listening is { } begun) metrics.Add(new { End = SpeechMessage.Time(begun), Name = "ListeningTrigger", Start = SpeechMessage.Time(begun) });
        if (_connection is { } c) metrics.Add(new { End = SpeechMessage.Time(c.End), c.Id, Name = "Connection", Start = SpeechMessage.Time(c.Start) });
        if (_phrases.Count > 0) metrics.Add(new { PhraseLatencyMs = _phrases.ToArray() });
        if (_hypotheses.Count > 0) metrics.Add(new { FirstHypothesisLatencyMs = _hypotheses.ToArray() });
        var json = JsonSerializer.Serialize(new
        {
            Metrics = metrics,
            ReceivedMessages = _received.ToDictionary(r => r.Path, r => r.At.Select(SpeechMessage.Time).ToArray()),
        });
        (_listening, _connection, _connectionTold) = (null, null, _connectionTold || _connection is not null);
        _received.Clear();
        _phrases.Clear();
        _hypotheses.Clear();
        _awaitsHypothesis = true;
        return json;
    }
}
