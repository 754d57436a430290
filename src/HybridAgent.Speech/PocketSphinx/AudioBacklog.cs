namespace HybridAgent.Speech.PocketSphinx;

/// <summary>
/// Audio between the socket and a decoder. The writer only copies; when the decoder is too slow the oldest audio goes,
/// and the reader is told where the hole is.
/// </summary>
internal sealed class AudioBacklog(TimeSpan limit)
{
    private readonly Lock _gate = new();
    private readonly int _limit = (int)(limit.TotalSeconds * SpeechAudio.SampleRate);
    private short[] _ring = new short[SpeechAudio.SampleRate];
    private int _head, _count;
    private long _firstPosition, _dropped, _holeStart = -1;

    /// <summary>Samples waiting.</summary>
    public int Count { get { lock (_gate) return _count; } }

    /// <summary>Samples lost.</summary>
    public long Dropped { get { lock (_gate) return _dropped; } }

    public void Write(ReadOnlySpan<short> samples)
    {
        lock (_gate)
        {
            if (samples.Length > _limit)
            {
                Drop(_count + samples.Length - _limit, arriving: samples.Length - _limit);
                samples = samples[^_limit..];
            }
            else if (_count + samples.Length > _limit)
            {
                Drop(_count + samples.Length - _limit, arriving: 0);
            }
            if (_count + samples.Length > _ring.Length) Grow(_count + samples.Length);
            var at = (_head + _count) % _ring.Length;
            var first = Math.Min(samples.Length, _ring.Length - at);
            samples[..first].CopyTo(_ring.AsSpan(at));
            samples[first..].CopyTo(_ring);
            _count += samples.Length;
        }
    }

    /// <summary>Takes the oldest samples; 0 when none wait.</summary>
    /// <param name="position">How many samples were written before the first one taken.</param>
    /// <param name="holeStart">Where a hole before them begins, or -1.</param>
    public int Read(Span<short> into, out long position, out long holeStart)
    {
        lock (_gate)
        {
            var n = Math.Min(into.Length, _count);
            var first = Math.Min(n, _ring.Length - _head);
            _ring.AsSpan(_head, first).CopyTo(into);
            _ring.AsSpan(0, n - first).CopyTo(into[first..]);
            position = _firstPosition;
            holeStart = n > 0 ? _holeStart : -1;
            if (n > 0) _holeStart = -1;
            _head = (_head + n) % _ring.Length;
            _count -= n;
            _firstPosition += n;
            return n;
        }
    }

    private void Drop(int samples, int arriving)
    {
        if (_holeStart < 0) _holeStart = _firstPosition;
        _firstPosition += samples;
        _dropped += samples;
        _head = (_head + samples - arriving) % _ring.Length;
        _count -= samples - arriving;
    }

    private void Grow(int needed)
    {
        var bigger = new short[Math.Min(Math.Max(needed, 2 * _ring.Length), Math.Max(needed, _limit))];
        var first = Math.Min(_count, _ring.Length - _head);
        _ring.AsSpan(_head, first).CopyTo(bigger);
        _ring.AsSpan(0, _count - first).CopyTo(bigger.AsSpan(first));
        (_ring, _head) = (bigger, 0);
    }
}
