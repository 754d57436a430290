namespace HybridAgent.Speech;

/// <summary>
/// Audio between the line and an engine: what was not yet sent, and what was sent but is not yet final text, so that it can
/// be sent again. Bounded; beyond the limit the oldest goes. Positions are bytes from the session's first. Thread-safe.
/// </summary>
internal sealed class ReplayBuffer(int limit)
{
    private readonly Lock _gate = new();
    private byte[] _ring = new byte[Math.Min(limit, 64 * 1024)];
    private int _head, _count;
    private long _start, _settled;
    private bool _complete;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Position after the last byte written.</summary>
    public long Written { get { lock (_gate) return _start + _count; } }

    /// <summary>Position of the oldest byte that is still here.</summary>
    public long Start { get { lock (_gate) return _start; } }

    /// <summary>Everything before this is final text, or known to hold none.</summary>
    public long Settled { get { lock (_gate) return _settled; } }

    public bool IsComplete { get { lock (_gate) return _complete; } }

    /// <summary>Takes audio; ignored once complete. Copies and returns.</summary>
    public void Write(ReadOnlySpan<byte> audio)
    {
        lock (_gate)
        {
            if (_complete || audio.IsEmpty) return;
            if (audio.Length > limit)
            {
                var lost = audio.Length - limit;
                (_start, _count, _head) = (_start + _count + lost, 0, 0);
                audio = audio[lost..];
            }
            else if (_count + audio.Length > limit)
            {
                Forget(_count + audio.Length - limit);
            }
            if (_count + audio.Length > _ring.Length) Grow(_count + audio.Length);
            var at = (_head + _count) % _ring.Length;
            var first = Math.Min(audio.Length, _ring.Length - at);
            audio[..first].CopyTo(_ring.AsSpan(at));
            audio[first..].CopyTo(_ring);
            _count += audio.Length;
            Wake();
        }
    }

    /// <summary>No more audio comes.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _complete = true;
            Wake();
        }
    }

    /// <summary>Everything before <paramref name="position"/> need not be sent again. Never goes back.</summary>
    public void Settle(long position)
    {
        lock (_gate)
        {
            position = Math.Min(position, _start + _count);
            if (position <= _settled) return;
            _settled = position;
            if (position > _start) Forget((int)(position - _start));
        }
    }

    /// <summary>Copies audio from a position on, without taking it away.</summary>
    /// <param name="position">Moved forward when the audio there is gone already.</param>
    /// <param name="last">True when these are the last bytes there will ever be, also when they are none.</param>
    /// <returns>0 unless <paramref name="into"/> can be filled or no more audio comes.</returns>
    public int Read(ref long position, Span<byte> into, out bool last)
    {
        lock (_gate)
        {
            position = Math.Max(position, _start);
            var waiting = (int)(_start + _count - position);
            last = _complete && waiting <= into.Length;
            if (waiting < into.Length && !_complete) return 0;
            var n = Math.Min(waiting, into.Length);
            var at = (int)((_head + (position - _start)) % _ring.Length);
            var first = Math.Min(n, _ring.Length - at);
            _ring.AsSpan(at, first).CopyTo(into);
            _ring.AsSpan(0, n - first).CopyTo(into[first..]);
            return n;
        }
    }

    /// <summary>Waits until so many bytes stand after a position, or no more come.</summary>
    public async Task Wait(long position, int bytes, CancellationToken cancellation)
    {
        while (true)
        {
            Task news;
            lock (_gate)
            {
                if (_complete || _start + _count - Math.Max(position, _start) >= bytes) return;
                news = _news.Task;
            }
            await news.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private void Wake()
    {
        var news = _news;
        _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        news.TrySetResult();
    }

    private void Forget(int bytes)
    {
        _head = (_head + bytes) % _ring.Length;
        _count -= bytes;
        _start += bytes;
    }

    private void Grow(int needed)
    {
        var bigger = new byte[Math.Max(needed, Math.Min(limit, 2 * _ring.Length))];
        var first = Math.Min(_count, _ring.Length - _head);
        _ring.AsSpan(_head, first).CopyTo(bigger);
        _ring.AsSpan(0, _count - first).CopyTo(bigger.AsSpan(first));
        (_ring, _head) = (bigger, 0);
    }
}
