using HybridAgent.Speech.Azure.Protocol;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Speech.Azure.Session;

/// <summary>What the turns of one session share.</summary>
internal sealed class SessionParts
{
    private readonly AzureResource _resource;
    private readonly TranscriptionOptions _options;
    private readonly Action<Heard> _say;
    private readonly Action _answered;
    private long _position, _furthest, _dropped;

    public SessionParts(AzureResource resource, TranscriptionOptions options, RecognitionRequest request, Action<Heard> say, Action answered)
    {
        (_resource, _options, _say, _answered, Request) = (resource, options, say, answered, request);
        Form = options.Encoding == LegEncoding.MuLaw ? AudioForm.MuLaw : AudioForm.Pcm;
        Buffer = new ReplayBuffer(Form.BytesOf(resource.Options.Buffer));
        Scribe = new Scribe(Form, options.StartMs, say);
        Report = new TurnReport(resource.Time);
        Times = new SendTimes(resource.Time);
    }

    public RecognitionRequest Request { get; }
    public AudioForm Form { get; }
    public ReplayBuffer Buffer { get; }
    public Scribe Scribe { get; }
    public TurnReport Report { get; }
    public SendTimes Times { get; }
    public AzureSpeechOptions Azure => _resource.Options;
    public AzureMetrics Metrics => _resource.Metrics;
    public TimeProvider Time => _resource.Time;

    /// <summary>Audio that waits to be sent.</summary>
    public TimeSpan Lag => Form.Time(Math.Max(0, Buffer.Written - Interlocked.Read(ref _position)));

    /// <summary>Audio that was never heard.</summary>
    public TimeSpan Dropped => Form.Time(Interlocked.Read(ref _dropped));

    /// <summary>Where the next turn's audio begins: at the end of the last final, or where audio is still kept.</summary>
    public long BeginTurn()
    {
        var from = Math.Max(Buffer.Settled, Buffer.Start);
        // Lost is what no service has heard, and the beginning of an utterance that broke off.
        var lostFrom = Math.Max(_furthest, Buffer.Settled);
        if (Scribe.OpenSince is { } open) lostFrom = Math.Min(lostFrom, Math.Max(open, Buffer.Settled));
        if (lostFrom < from) Lost(lostFrom, from);
        if (_furthest > from) Metrics.Replayed(Form.Time(_furthest - from));
        Times.Clear();
        Interlocked.Exchange(ref _position, from);
        return from;
    }

    public void Sent(long position)
    {
        _furthest = Math.Max(_furthest, position);
        Interlocked.Exchange(ref _position, position);
        Times.Sent(position);
    }

    /// <summary>The connection is gone: what is not final will be sent again.</summary>
    public void Interrupted() => Interlocked.Exchange(ref _position, Math.Max(Buffer.Settled, Buffer.Start));

    public void Lost(long from, long to)
    {
        Interlocked.Add(ref _dropped, to - from);
        _say(new Heard.Gap(Scribe.Ms(from), Scribe.Ms(to)));
    }

    /// <summary>The service has begun a turn.</summary>
    public void Answered(SpeechMessage start)
    {
        _answered();
        // Its tag is what Microsoft's support asks for.
        if (_resource.Log.IsEnabled(LogLevel.Debug))
            _resource.Log.LogDebug("Azure Speech hears call {Call}: request {Request}, service tag {Tag}", _options.Call, start.RequestId, ServiceReply.Tag(start.Body));
    }
}
