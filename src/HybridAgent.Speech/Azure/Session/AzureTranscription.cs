using System.Runtime.InteropServices;
using System.Threading.Channels;
using HybridAgent.Speech.Azure.Credentials;
using HybridAgent.Speech.Azure.Protocol;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Speech.Azure.Session;

/// <summary>One leg heard by the service, over as many connections and turns as it takes.</summary>
internal sealed class AzureTranscription : ITranscription
{
    /// <summary>After the last audio: time to send what waited (at most twice as fast as spoken) and to hear about it.</summary>
    private static readonly TimeSpan FinishWithin = TimeSpan.FromSeconds(40);
    /// <summary>A connection that lived so long was good, whatever it heard.</summary>
    private static readonly TimeSpan LongLife = TimeSpan.FromMinutes(1);

    private readonly AzureResource _resource;
    private readonly TranscriptionOptions _options;
    private readonly Uri _address;
    private readonly Action<AzureTranscription, ConnectionEnd?> _left;
    private readonly HeardQueue _heard = new();
    private readonly SessionParts _parts;
    private readonly Outage _outage;
    private readonly RetryPlan _retries;
    private readonly string _connectionId;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private ITimer? _finish;
    private volatile bool _disposed, _over;

    /// <param name="left">Called once when the session is over, with the failure that ended it.</param>
    public AzureTranscription(
        AzureResource resource, TranscriptionOptions options, RecognitionRequest request, Action onAnswer, Action<AzureTranscription, ConnectionEnd?> left)
    {
        (_resource, _options, _left) = (resource, options, left);
        _address = AzureAddress.Recognition(resource.Options, request);
        // One id for all connections of a session, as Microsoft's SDK has it: support finds them together.
        _connectionId = SpeechMessage.Id(resource.NewId());
        _outage = new Outage(resource.Time, _heard.Post);
        _parts = new SessionParts(resource, options, request, _heard.Post, () =>
        {
            if (_outage.Over()) _parts!.Scribe.LateBefore = _parts.Buffer.Written;
            onAnswer();
        });
        var plan = resource.Options;
        _retries = new RetryPlan(plan.FirstRetry, plan.LongestRetry, plan.GiveUpAfter, resource.Jitter);
        _running = Task.Run(Run);
    }

    internal bool IsOver => _over;

    public ChannelReader<Heard> Results => _heard.Reader;
    public TimeSpan Lag => _running.IsCompleted ? TimeSpan.Zero : _parts.Lag;
    public TimeSpan Dropped => _parts.Dropped;

    public void Write(ReadOnlySpan<short> frame)
    {
        if (_disposed || frame.IsEmpty) return;
        if (_parts.Form == AudioForm.MuLaw) _parts.Buffer.Write(TelephoneAudio.Narrow(frame));
        else _parts.Buffer.Write(MemoryMarshal.AsBytes(frame));
    }

    public void WriteMuLaw(ReadOnlySpan<byte> frame)
    {
        if (_disposed || frame.IsEmpty) return;
        if (_parts.Form == AudioForm.MuLaw) _parts.Buffer.Write(frame);
        else Write(TelephoneAudio.Widen(frame));
    }

    public void Complete()
    {
        if (_disposed || _parts.Buffer.IsComplete) return;
        _parts.Buffer.Complete();
        _finish = _resource.Time.CreateTimer(_ => Stop(), null, FinishWithin, Timeout.InfiniteTimeSpan);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        _heard.End();
        Stop();
        await _running.ConfigureAwait(false);
        if (_finish is not null) await _finish.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Disposed while its last timer fired.
        }
    }

    private async Task Run()
    {
        ConnectionEnd? failed = null;
        try
        {
            failed = await Hear(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed, or what was left could not be said in time.
            if (!_disposed) failed = _outage.Reason ?? new ConnectionEnd(NextStep.GiveUp, SpeechFailure.ServiceTimeout, "Azure Speech did not finish in time.");
        }
        catch (Exception e)
        {
            _resource.Log.LogError("The Azure Speech session of call {Call} failed: {Error}", _options.Call, e.GetType().Name);
            failed = new ConnectionEnd(NextStep.GiveUp, SpeechFailure.RuntimeError, "The speech client failed.");
        }
        finally
        {
            await _outage.DisposeAsync().ConfigureAwait(false);
            if (failed is not null) _heard.Post(new Heard.Failed(failed.Why, failed.Kind));
            _heard.End();
            _over = true;
            _left(this, failed);
        }
    }

    /// <returns>Null when all was said and heard.</returns>
    private async Task<ConnectionEnd?> Hear(CancellationToken stop)
    {
        var began = _resource.Time.GetTimestamp();
        while (true)
        {
            var opened = _resource.Time.GetTimestamp();
            var (end, worked) = await Converse(stop).ConfigureAwait(false);
            if (end.Next == NextStep.Done) return null;
            _parts.Interrupted();
            _outage.Begin(end);
            _resource.Metrics.Failed(end.Kind);
            var pause = _retries.Pause(end, _resource.Time.GetElapsedTime(began), worked || _resource.Time.GetElapsedTime(opened) >= LongLife);
            _resource.Log.LogWarning("Azure Speech, call {Call}: {Why} Again in {Pause} ms", _options.Call, end.Why, pause?.TotalMilliseconds);
            if (pause is not { } wait) return end;
            if (wait > TimeSpan.Zero) await Task.Delay(wait, _resource.Time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>One connection, from opening to its end.</summary>
    private async Task<(ConnectionEnd End, bool Worked)> Converse(CancellationToken stop)
    {
        var (connection, refused) = await Connect(stop).ConfigureAwait(false);
        if (connection is null) return (refused!, false);
        await using var _ = connection.ConfigureAwait(false);
        var requestId = SpeechMessage.Id(_resource.NewId());
        var config = SpeechMessage.Text("speech.config", requestId, _resource.Time.GetUtcNow(), _parts.Request.Config(_parts.Form));
        await connection.Send(config, binary: false).ConfigureAwait(false);
        var pace = new AudioPace(_parts.Form, _resource.Time);
        bool worked = false, askedAgain = false;
        while (true)
        {
            var turn = new AzureTurn(_parts, connection, requestId, pace);
            var end = await turn.Run(stop).ConfigureAwait(false);
            worked |= turn.Worked;
            if (end is not null) return (end, worked);
            if (_resource.Options.Telemetry) await turn.SendText("telemetry", _parts.Report.Take()).ConfigureAwait(false);
            // A turn may end by itself just when the last audio was sent: an utterance that is still open is asked for again.
            var heardAll = _parts.Buffer.IsComplete && _parts.Buffer.Settled >= _parts.Buffer.Written;
            if (heardAll || (turn.SaidAll && (_parts.Scribe.OpenSince is null || askedAgain))) return (ConnectionEnd.Done, worked);
            askedAgain |= turn.SaidAll;
            requestId = SpeechMessage.Id(_resource.NewId());
        }
    }

    private async Task<(AzureConnection? Connection, ConnectionEnd? End)> Connect(CancellationToken stop)
    {
        for (var anew = false; ; anew = true)
        {
            var began = _resource.Time.GetUtcNow();
            (string, string)? header;
            try
            {
                header = await _resource.Credential.Header(anew, stop).ConfigureAwait(false);
            }
            catch (CredentialException e)
            {
                var lasting = e.Kind is SpeechFailure.AuthenticationFailure or SpeechFailure.Forbidden or SpeechFailure.BadRequest;
                return (null, new ConnectionEnd(lasting ? NextStep.GiveUp : NextStep.BackOff, e.Kind, e.Message));
            }
            var (connection, end) = await AzureConnection.Open(
                _address, header, _connectionId, _resource.Options.ConnectTimeout, _resource.Time, stop).ConfigureAwait(false);
            if (connection is not null)
            {
                _resource.Metrics.Connected();
                _parts.Report.Connected(began, _connectionId);
                return (connection, null);
            }
            // A refused token is replaced once; a refused key is refused again.
            if (anew || end!.Kind != SpeechFailure.AuthenticationFailure || !_resource.Credential.CanRefresh) return (null, end);
        }
    }
}
