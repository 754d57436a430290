using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Speech.PocketSphinx;

internal sealed class PocketSphinxTranscription : ITranscription
{
    /// <summary>One step of work: 200 ms of audio, so that no session holds a thread for long.</summary>
    private const int StepSamples = SpeechAudio.SampleRate / 5;
    /// <summary>A session that is this far behind makes its partials the cheap way: 600 ms.</summary>
    private const int HurrySamples = 3 * StepSamples;
    /// <summary>What a wideband model makes of telephone audio is not worth a higher word confidence than this.</summary>
    private const double NarrowbandConfidence = 0.3;

    private readonly DecoderPool _pool;
    private readonly PocketSphinxSettings _settings;
    private readonly TranscriptionOptions _options;
    private readonly ILogger _log;
    private readonly Action<PocketSphinxTranscription> _left;
    private readonly HeardQueue _heard = new();
    private readonly AudioBacklog _backlog;
    private readonly BandFiller _filler = new();
    private readonly short[] _chunk = new short[StepSamples];
    private readonly Action _step;
    private SphinxDecoder? _decoder;
    private UtteranceListener? _listener;
    private int _scheduled;
    private volatile bool _complete, _disposed, _over;

    public PocketSphinxTranscription(
        DecoderPool pool, PocketSphinxSettings settings, TranscriptionOptions options, ILogger log, Action<PocketSphinxTranscription> left)
    {
        (_pool, _settings, _options, _log, _left, _step) = (pool, settings, options, log, left, Step);
        _backlog = new AudioBacklog(settings.Buffer);
        // The decoder is made while the line still rings, not when the first word falls.
        Schedule();
    }

    internal bool IsOver => _over;

    private bool IsTelephone => _options.Band == AudioBand.Narrow || _options.Encoding == LegEncoding.MuLaw;

    public ChannelReader<Heard> Results => _heard.Reader;
    public TimeSpan Lag => Time(_over ? 0 : _backlog.Count);
    public TimeSpan Dropped => Time(_backlog.Dropped);

    public string? Unreliable => IsTelephone
        ? "This speech engine was made for wideband audio: the transcript of a telephone line is unreliable."
        : null;

    private static TimeSpan Time(long samples) => TimeSpan.FromMilliseconds((double)samples / SpeechAudio.SamplesPerMs);

    public void Write(ReadOnlySpan<short> frame)
    {
        if (IsTelephone) Take(_filler.Fill(TelephoneAudio.Narrow(frame)));
        else Take(frame);
    }

    public void WriteMuLaw(ReadOnlySpan<byte> frame) => Take(_filler.Fill(frame));

    private void Take(ReadOnlySpan<short> samples)
    {
        if (_complete || _disposed || _over || samples.IsEmpty) return;
        _backlog.Write(samples);
        Schedule();
    }

    public void Complete()
    {
        _complete = true;
        Schedule();
    }

    public ValueTask DisposeAsync()
    {
        _disposed = true;
        _heard.End();
        Schedule();
        return ValueTask.CompletedTask;
    }

    private void Schedule()
    {
        if (_over || Interlocked.Exchange(ref _scheduled, 1) != 0) return;
        if (!_pool.Run(_step)) Volatile.Write(ref _scheduled, 0);
    }

    /// <summary>Runs on a decoding thread; never on two at once.</summary>
    private void Step()
    {
        try
        {
            if (_over) return;
            if (_disposed) Close();
            else Listen();
        }
        catch (Exception e)
        {
            _log.LogError(e, "The decoder of call {Call} failed", _options.Call);
            Fail("The speech engine failed.");
        }
        finally
        {
            Volatile.Write(ref _scheduled, 0);
            if (!_over && (_disposed || _complete || _backlog.Count > 0)) Schedule();
        }
    }

    private void Listen()
    {
        if (_listener is null)
        {
            _decoder = _pool.Rent(_options.Phrases, IsTelephone);
            var most = IsTelephone ? NarrowbandConfidence : 1;
            _listener = new UtteranceListener(_decoder, _settings, _options.StartMs, most, _heard.Post);
        }
        // Read the flag first: audio written before Complete is then in the backlog.
        var complete = _complete;
        var n = _backlog.Read(_chunk, out var position, out var holeStart);
        if (holeStart >= 0)
        {
            _listener.Skip(position);
            _heard.Post(new Heard.Gap(LegMs(holeStart), LegMs(position)));
        }
        _listener.Hear(_chunk.AsSpan(0, n), hurry: _backlog.Count > HurrySamples);
        if (n > 0 || !complete) return;
        _listener.Finish();
        Close();
    }

    private int LegMs(long position) => _options.StartMs + (int)(position / SpeechAudio.SamplesPerMs);

    private void Close()
    {
        _listener?.Abandon();
        var decoder = _decoder;
        _decoder = null;
        if (decoder is not null) _pool.Return(decoder);
        Leave();
    }

    /// <summary>Ends the session with a reason. Only where no step of it runs.</summary>
    internal void Fail(string why)
    {
        if (_over) return;
        _heard.Post(new Heard.Failed(why));
        // Its state is unknown: it serves nobody else.
        _decoder?.Dispose();
        _decoder = null;
        Leave();
    }

    private void Leave()
    {
        _over = true;
        _heard.End();
        _left(this);
    }
}
