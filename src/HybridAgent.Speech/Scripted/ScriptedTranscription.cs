using System.Threading.Channels;
using HybridAgent.Core.Calls;

namespace HybridAgent.Speech.Scripted;

internal sealed class ScriptedTranscription : ITranscription
{
    private readonly HeardQueue _heard = new();
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<ScriptedUtterance> _lines;
    private readonly int? _failsAtMs;
    private readonly int _startMs;
    private long _samples;
    private int _line;
    private int _wordsSaid;
    private IReadOnlyList<Word> _words = [];
    private bool _over;

    public ScriptedTranscription(IReadOnlyList<ScriptedUtterance> lines, int startMs, int? failsAtMs)
    {
        (_lines, _startMs, _failsAtMs) = (lines, startMs, failsAtMs);
        _words = lines.Count > 0 ? lines[0].Words() : [];
        Advance(0);
    }

    public ChannelReader<Heard> Results => _heard.Reader;
    public TimeSpan Lag => TimeSpan.Zero;
    public TimeSpan Dropped => TimeSpan.Zero;

    public void Write(ReadOnlySpan<short> frame) => Advance(frame.Length);

    private void Advance(int samples)
    {
        lock (_gate)
        {
            if (_over) return;
            _samples += samples;
            var now = _startMs + (_samples / SpeechAudio.SamplesPerMs);
            if (_failsAtMs is { } failsAt && now >= failsAt)
            {
                _heard.Post(new Heard.Failed("The script says that the engine fails here."));
                End();
                return;
            }
            while (_line < _lines.Count && SayUpTo(now)) { }
        }
    }

    /// <summary>True when the current line is finished and the next may follow.</summary>
    private bool SayUpTo(long now)
    {
        while (_wordsSaid < _words.Count && _words[_wordsSaid].EndMs <= now)
        {
            _wordsSaid++;
            if (_lines[_line].SecondEar) continue;
            var said = _words.Take(_wordsSaid).Select(w => w with { Confidence = null }).ToArray();
            _heard.Post(new Heard.Partial(Text(said), said, said[0].StartMs));
        }
        if (_wordsSaid < _words.Count) return false;
        SayFinal();
        return true;
    }

    private void SayFinal()
    {
        var said = _words.Take(_wordsSaid).ToArray();
        if (said.Length > 0 && _lines[_line].SecondEar) _heard.Post(new Heard.Spotted(Text(said), said, said[0].StartMs, said[^1].EndMs));
        else if (said.Length > 0) _heard.Post(new Heard.Final(Text(said), said, said[0].StartMs, said[^1].EndMs));
        _line++;
        _wordsSaid = 0;
        _words = _line < _lines.Count ? _lines[_line].Words() : [];
    }

    public void Complete()
    {
        lock (_gate)
        {
            if (_over) return;
            // A caller who hangs up in mid-sentence has still said the words so far.
            if (_wordsSaid > 0) SayFinal();
            End();
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate) End();
        return ValueTask.CompletedTask;
    }

    private void End()
    {
        _over = true;
        _heard.End();
    }

    private static string Text(IEnumerable<Word> words) => string.Join(' ', words.Select(w => w.Text));
}
