using HybridAgent.Speech.PocketSphinx.Language;

namespace HybridAgent.Speech.PocketSphinx;

/// <summary>
/// The threads that decode and the decoders that wait for the next session. Work is done in short steps, first come first
/// served, so that many sessions share few threads fairly.
/// </summary>
internal sealed class DecoderPool : IDisposable
{
    private readonly PocketSphinxSettings _settings;
    private readonly Lock _decodersGate = new();
    private readonly List<SphinxDecoder> _idle = [];
    private readonly CallLanguages _languages;
    private readonly object _gate = new();
    private readonly Queue<Action> _work = new();
    private readonly List<Thread> _threads = [];
    private int _sessions;
    private bool _stopped;

    public DecoderPool(PocketSphinxSettings settings) => (_settings, _languages) = (settings, new CallLanguages(settings));

    /// <summary>Sessions that hold a place now.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

    /// <summary>Takes a place for a session; false when all are taken.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _sessions) <= _settings.MaxSessions) return true;
        Interlocked.Decrement(ref _sessions);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _sessions);

    /// <summary>Runs a step on a decoding thread. False when the pool has stopped.</summary>
    public bool Run(Action step)
    {
        lock (_gate)
        {
            if (_stopped) return false;
            while (_threads.Count < _settings.Threads)
            {
                var thread = new Thread(Decode) { IsBackground = true, Name = $"decoder {_threads.Count + 1}", Priority = ThreadPriority.BelowNormal };
                _threads.Add(thread);
                thread.Start();
            }
            _work.Enqueue(step);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>A decoder that remembers nobody. Takes about a second when a new one must be made.</summary>
    /// <param name="phrases">What the practice's callers say: a decoder that learnt another practice's words is not used.</param>
    /// <param name="telephone">Whether it will hear telephone audio.</param>
    /// <exception cref="InvalidOperationException">The native library refused.</exception>
    public SphinxDecoder Rent(IReadOnlyList<string> phrases, bool telephone)
    {
        var key = CallLanguages.KeyOf(phrases);
        SphinxDecoder? decoder;
        lock (_decodersGate)
        {
            decoder = _idle.FindLast(d => d.Language == key && d.Telephone == telephone);
            if (decoder is not null) _idle.Remove(decoder);
        }
        decoder ??= new SphinxDecoder(_settings, _languages.For(phrases), telephone);
        decoder.BeginSession();
        return decoder;
    }

    /// <summary>Takes a decoder back. No more wait than there may be sessions; the one that waited longest goes.</summary>
    public void Return(SphinxDecoder decoder)
    {
        var gone = decoder;
        lock (_decodersGate)
        {
            if (decoder.Reusable && !Volatile.Read(ref _stopped))
            {
                _idle.Add(decoder);
                gone = _idle.Count > _settings.MaxSessions ? _idle[0] : null;
                if (gone is not null) _idle.RemoveAt(0);
            }
        }
        gone?.Dispose();
    }

    private void Decode()
    {
        while (true)
        {
            Action step;
            lock (_gate)
            {
                while (_work.Count == 0 && !_stopped) Monitor.Wait(_gate);
                if (_stopped) return;
                step = _work.Dequeue();
            }
            step();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopped) return;
            Volatile.Write(ref _stopped, true);
            _work.Clear();
            Monitor.PulseAll(_gate);
        }
        // A step is short, except for the second look at a long utterance.
        foreach (var thread in _threads) thread.Join(TimeSpan.FromSeconds(10));
        lock (_decodersGate)
            foreach (var decoder in _idle) decoder.Dispose();
        _languages.Dispose();
    }
}
