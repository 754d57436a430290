using System.Text;
using HybridAgent.Tests.Speech;

namespace HybridAgent.Speech.Tests.Azure.Conformance;

/// <summary>
/// Plays a recording step by step: the service says what it said then, once the client has sent what it had sent then; the
/// line speaks as far as it had spoken then. So the order of things is that of the recording whatever the machine's pace.
/// </summary>
internal sealed class RecordedTraffic(IReadOnlyList<RecordedLine> lines, bool muLaw)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly int _chunk = muLaw ? 800 : 3200;
    private readonly int _perSecond = muLaw ? 8000 : 32000;
    private readonly Dictionary<int, int> _sent = [];
    private long _written, _base, _turn;

    /// <summary>Answers attempts as they were answered then.</summary>
    public int Admit(int attempt) => lines.Where(l => l.Kind == "http").ElementAtOrDefault(attempt - 1)?.Status ?? 500;

    /// <summary>What the client sent then, of the connections it had then.</summary>
    public IEnumerable<RecordedLine> Sent => lines.Where(l => l.Kind == "c2s");

    public async Task Play(SpeechService service, ITranscription session)
    {
        var end = 0L;
        foreach (var line in lines)
        {
            switch (line.Kind)
            {
                case "c2s":
                    if (line.Path == "speech.context") (_base, _turn) = (end, 0);
                    Speak(session, line);
                    var count = _sent[line.Connection] = _sent.GetValueOrDefault(line.Connection) + 1;
                    await Arrived(() => service.Connections.Count >= line.Connection && service.Connections[line.Connection - 1].Messages.Count >= count,
                        $"message {count} of connection {line.Connection} ({line.Path})");
                    break;
                case "s2c":
                    var body = Encoding.UTF8.GetString(Frame.Body(line.Payload, line.Binary));
                    if (line.Path == "speech.phrase" && body.Contains("\"Success\"", StringComparison.Ordinal)) end = _base + Position(body);
                    var head = Frame.Head(line.Payload, line.Binary).Split("\r\n").Where(h => !h.StartsWith("X-RequestId", StringComparison.Ordinal));
                    var connection = service.Connections[line.Connection - 1];
                    await connection.SendRaw($"X-RequestId:{connection.RequestId}\r\n{string.Join("\r\n", head)}\r\n\r\n{body}");
                    break;
                case "s2c-close":
                    await service.Connections[line.Connection - 1].Close(line.Code ?? 1006, line.Reason);
                    break;
            }
        }
    }

    /// <summary>Bytes to the end of a phrase, from the beginning of its turn.</summary>
    private long Position(string phrase)
    {
        using var json = System.Text.Json.JsonDocument.Parse(phrase);
        return (json.RootElement.GetProperty("Offset").GetInt64() + json.RootElement.GetProperty("Duration").GetInt64()) * _perSecond / 10_000_000;
    }

    private void Speak(ITranscription session, RecordedLine line)
    {
        if (line.IsEndOfAudio) session.Complete();
        if (!line.IsAudio) return;
        var length = Frame.Body(line.Payload, line.Binary).Length;
        _turn += length;
        var wanted = (int)(_base + _turn - _written);
        if (wanted <= 0) return;
        if (muLaw) session.WriteMuLaw(Spoken16k.MuLaw((int)_written, wanted));
        else session.Write(Spoken16k.Samples((int)_written / 2, wanted / 2));
        _written += wanted;
        // A piece shorter than 100 ms only goes when nothing follows.
        if (length < _chunk) session.Complete();
    }

    private static async Task Arrived(Func<bool> there, string what)
    {
        var until = DateTime.UtcNow + Patience;
        while (!there())
        {
            if (DateTime.UtcNow > until) throw new TimeoutException("The client did not send " + what);
            await Task.Delay(2);
        }
    }
}
