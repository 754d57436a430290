using System.Runtime.InteropServices;
using System.Threading.Channels;
using HybridAgent.Speech.Azure.Credentials;
using HybridAgent.Speech.Azure.Protocol;
using HybridAgent.Speech.Azure.Session;
using Microsoft.CognitiveServices.Speech;
using Microsoft.CognitiveServices.Speech.Audio;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Speech.Azure.Sdk;

/// <summary>
/// One leg heard by Microsoft's SDK. Its objects hold native handles and raise events on threads of their own: what they say
/// goes into a queue, audio comes from a buffer of ours that never waits for them, and they are stopped before they are disposed.
/// </summary>
internal sealed class SdkTranscription : ITranscription
{
    private static readonly TimeSpan FinishWithin = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);
    /// <summary>The SDK never asks for a new token; a token lives ten minutes.</summary>
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(9);

    private readonly AzureSpeechOptions _azure;
    private readonly TranscriptionOptions _options;
    private readonly Func<string?, TranscriptionOptions, SpeechConfig> _config;
    private readonly Func<CancellationToken, Task<string?>> _token;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Action<Heard.Failed?> _left;
    private readonly Lock _gate = new();
    private readonly HeardQueue _heard = new();
    private readonly AudioForm _form;
    private readonly ReplayBuffer _buffer;
    private readonly Scribe _scribe;
    private readonly TurnClock _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<Heard.Failed?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private long _given, _dropped;
    private volatile bool _disposed;

    public SdkTranscription(
        AzureSpeechOptions azure, TranscriptionOptions options, Func<string?, TranscriptionOptions, SpeechConfig> config,
        Func<CancellationToken, Task<string?>> token, TimeProvider time, ILogger log, Action<Heard.Failed?> left)
    {
        (_azure, _options, _config, _token, _time, _log, _left) = (azure, options, config, token, time, log, left);
        _form = options.Encoding == LegEncoding.MuLaw ? AudioForm.MuLaw : AudioForm.Pcm;
        _buffer = new ReplayBuffer(_form.BytesOf(azure.Buffer));
        _scribe = new Scribe(_form, options.StartMs, _heard.Post);
        _clock = new TurnClock(_form, 0);
        _running = Task.Run(Run);
    }

    public ChannelReader<Heard> Results => _heard.Reader;
    public TimeSpan Lag => _running.IsCompleted ? TimeSpan.Zero : _form.Time(Math.Max(0, _buffer.Written - Interlocked.Read(ref _given)));
    public TimeSpan Dropped => _form.Time(Interlocked.Read(ref _dropped));

    public void Write(ReadOnlySpan<short> frame)
    {
        if (_disposed || frame.IsEmpty) return;
        if (_form == AudioForm.MuLaw) _buffer.Write(TelephoneAudio.Narrow(frame));
        else _buffer.Write(MemoryMarshal.AsBytes(frame));
    }

    public void WriteMuLaw(ReadOnlySpan<byte> frame)
    {
        if (_disposed || frame.IsEmpty) return;
        if (_form == AudioForm.MuLaw) _buffer.Write(frame);
        else Write(TelephoneAudio.Widen(frame));
    }

    public void Complete() => _buffer.Complete();

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        _heard.End();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task Run()
    {
        Heard.Failed? failed = null;
        try
        {
            failed = await Listen(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (CredentialException e)
        {
            failed = new Heard.Failed(e.Message, e.Kind);
        }
        catch (Exception e)
        {
            // Also native libraries that are missing. The SDK's messages may hold addresses: only the kind is logged.
            _log.LogError("The Azure Speech SDK failed in call {Call}: {Error}", _options.Call, e.GetType().Name);
            failed = new Heard.Failed("The Azure Speech SDK failed on this machine.", SpeechFailure.RuntimeError);
        }
        if (failed is not null) _heard.Post(failed);
        _heard.End();
        _left(failed);
    }

    private async Task<Heard.Failed?> Listen(CancellationToken stop)
    {
        var config = _config(await _token(stop).ConfigureAwait(false), _options);
        using var format = _form == AudioForm.MuLaw
            ? AudioStreamFormat.GetWaveFormat(8000, 8, 1, AudioStreamWaveFormat.MULAW)
            : AudioStreamFormat.GetWaveFormatPCM(16000, 16, 1);
        using var stream = AudioInputStream.CreatePushStream(format);
        using var audio = AudioConfig.FromStreamInput(stream);
        using var recognizer = _azure.Languages.Count == 0
            ? new SpeechRecognizer(config, audio)
            : new SpeechRecognizer(config, AutoDetectSourceLanguageConfig.FromLanguages([.. new[] { _options.Language }.Concat(_azure.Languages).Distinct()]), audio);
        Expect(recognizer);
        recognizer.Recognizing += (_, e) => Hear(e.Result, final: false);
        recognizer.Recognized += (_, e) => Hear(e.Result, final: true);
        recognizer.Canceled += (_, e) => _ended.TrySetResult(e.Reason == CancellationReason.Error ? Failure(e) : null);
        recognizer.SessionStopped += (_, _) => _ended.TrySetResult(null);
        try
        {
            await recognizer.StartContinuousRecognitionAsync().WaitAsync(_azure.ConnectTimeout, _time, stop).ConfigureAwait(false);
            using var refreshing = RefreshToken(recognizer);
            var giving = Give(stream, stop);
            if (await Task.WhenAny(_ended.Task, giving).ConfigureAwait(false) == giving)
            {
                await giving.ConfigureAwait(false);
                return await _ended.Task.WaitAsync(FinishWithin, _time, stop).ConfigureAwait(false);
            }
            return await _ended.Task.ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return new Heard.Failed("The Azure Speech SDK did not answer in time.", SpeechFailure.ServiceTimeout);
        }
        finally
        {
            await Stop(recognizer).ConfigureAwait(false);
        }
    }

    private void Expect(SpeechRecognizer recognizer)
    {
        var phrases = PhraseList.Of(_options.Phrases, _azure.Phrases);
        if (phrases.Count == 0) return;
        var list = PhraseListGrammar.FromRecognizer(recognizer);
        foreach (var phrase in phrases) list.AddPhrase(phrase);
        list.SetWeight(_azure.PhraseWeight);
    }

    private ITimer RefreshToken(SpeechRecognizer recognizer) => _time.CreateTimer(
        async void (_) =>
        {
            try
            {
                if (await _token(CancellationToken.None).ConfigureAwait(false) is { } token) recognizer.AuthorizationToken = token;
            }
            catch (Exception e)
            {
                _log.LogWarning("Call {Call}: no new token for Azure Speech ({Error})", _options.Call, e.GetType().Name);
            }
        },
        null, TokenLife, TokenLife);

    /// <summary>Audio goes to the SDK on this task only: should it ever make us wait, the line does not.</summary>
    private async Task Give(PushAudioInputStream stream, CancellationToken stop)
    {
        var chunk = new byte[_form.ChunkBytes];
        long position = 0, given = 0;
        for (var last = false; !last;)
        {
            await _buffer.Wait(position, chunk.Length, stop).ConfigureAwait(false);
            var wanted = position;
            var n = _buffer.Read(ref position, chunk, out last);
            if (position > wanted)
            {
                _clock.Jump(given, position);
                Interlocked.Add(ref _dropped, position - wanted);
                _heard.Post(new Heard.Gap(_scribe.Ms(wanted), _scribe.Ms(position)));
            }
            if (n > 0) stream.Write(chunk, n);
            (position, given) = (position + n, given + n);
            Interlocked.Exchange(ref _given, position);
            _buffer.Settle(position);
        }
        stream.Close();
    }

    private void Hear(SpeechRecognitionResult result, bool final)
    {
        lock (_gate)
        {
            if (_disposed) return;
            var json = System.Text.Encoding.UTF8.GetBytes(result.Properties.GetProperty(PropertyId.SpeechServiceResponse_JsonResult));
            var detail = final ? ServiceReply.Read(json) : null;
            // After a reconnect of its own the SDK corrects the offset, and leaves the service's answer as it came.
            var shift = result.OffsetInTicks - (detail?.Offset ?? result.OffsetInTicks);
            var reply = new ServiceReply(result.Reason == ResultReason.RecognizedSpeech ? "Success" : "NoMatch", result.Text, result.OffsetInTicks, result.Duration.Ticks)
            {
                Words = [.. (detail?.Words ?? []).Select(w => w with { Offset = w.Offset + shift })],
                Confidence = detail?.Confidence,
                Language = detail?.Language,
            };
            if (final) _scribe.Phrase(reply, _clock);
            else _scribe.Hypothesis(reply, _clock);
        }
    }

    /// <summary>Its details may hold addresses and are not shown.</summary>
    private static Heard.Failed Failure(SpeechRecognitionCanceledEventArgs e)
    {
        var kind = e.ErrorCode switch
        {
            CancellationErrorCode.AuthenticationFailure => SpeechFailure.AuthenticationFailure,
            CancellationErrorCode.BadRequest => SpeechFailure.BadRequest,
            CancellationErrorCode.TooManyRequests => SpeechFailure.TooManyRequests,
            CancellationErrorCode.Forbidden => SpeechFailure.Forbidden,
            CancellationErrorCode.ConnectionFailure => SpeechFailure.ConnectionFailure,
            CancellationErrorCode.ServiceTimeout => SpeechFailure.ServiceTimeout,
            CancellationErrorCode.ServiceUnavailable => SpeechFailure.ServiceUnavailable,
            CancellationErrorCode.RuntimeError or CancellationErrorCode.EmbeddedModelError => SpeechFailure.RuntimeError,
            _ => SpeechFailure.ServiceError,
        };
        return new Heard.Failed($"Azure Speech ended the session: {kind}.", kind);
    }

    private async Task Stop(SpeechRecognizer recognizer)
    {
        try
        {
            await recognizer.StopContinuousRecognitionAsync().WaitAsync(StopWithin, _time).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _log.LogWarning("Call {Call}: the Azure Speech SDK did not stop ({Error})", _options.Call, e.GetType().Name);
        }
    }
}
