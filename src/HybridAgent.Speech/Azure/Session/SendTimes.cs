namespace HybridAgent.Speech.Azure.Session;

/// <summary>When audio was sent, for the lateness of words. Remembers the last ten minutes of a turn. Thread-safe.</summary>
internal sealed class SendTimes(TimeProvider time)
{
    private const int Most = 6000;
    private readonly Lock _gate = new();
    private readonly Queue<(long End, long At)> _sent = new();

    /// <summary>Everything up to <paramref name="end"/> (a position in the session) is on its way.</summary>
    public void Sent(long end)
    {
        lock (_gate)
        {
            _sent.Enqueue((end, time.GetTimestamp()));
            if (_sent.Count > Most) _sent.Dequeue();
        }
    }

    /// <summary>How long ago the audio at a position was sent; zero when that is not known.</summary>
    public TimeSpan Since(long position)
    {
        lock (_gate)
        {
            while (_sent.TryPeek(out var first) && first.End < position && _sent.Count > 1) _sent.Dequeue();
            return _sent.TryPeek(out var at) ? time.GetElapsedTime(at.At) : TimeSpan.Zero;
        }
    }

    /// <summary>A new turn sends from an older position again.</summary>
    public void Clear()
    {
        lock (_gate) _sent.Clear();
    }
}
