using System.Net;
using System.Net.Http.Headers;
using System.Text;
using HybridAgent.Core.Audio;
using HybridAgent.Speech.Azure.Credentials;
using HybridAgent.Speech.Voices;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Speech.Azure.Voice;

/// <summary>
/// The neural voice of Azure Speech, by its REST address: SSML goes, audio comes. Each text is rendered once and kept on disk.
/// After a failure the service is left alone for a while, so that a caller waits for it once and not with every prompt.
/// </summary>
/// <remarks>Proven against a server of our own; the live service was never asked.</remarks>
public sealed class AzureVoice : IVoice, IDisposable
{
    /// <summary>Ten minutes of speech; longer texts are a mistake.</summary>
    private const int LongestText = 8000;
    private const int LargestReply = 32 * 1024 * 1024;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly AzureSpeechOptions _options;
    private readonly Uri _address;
    private readonly PromptCache _cache;
    private readonly ILogger<AzureVoice> _log;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http = SpeechCredentials.Client();
    private readonly SpeechCredential _credential;
    // One rendering at a time: prompts are few, and the second asker of the same text finds it on disk.
    private readonly SemaphoreSlim _one = new(1, 1);
    private long _pausedAt;
    private TimeSpan _pause;

    /// <param name="cacheFolder">Folder for renderings; made when missing.</param>
    /// <exception cref="InvalidDataException">The options cannot be used; the message says why, without the key.</exception>
    public AzureVoice(AzureSpeechOptions options, string cacheFolder, ILogger<AzureVoice> log, TimeProvider? time = null)
    {
        if (options.VoiceProblem() is { } problem) throw new InvalidDataException(problem);
        (_options, _cache, _log, _time) = (options, new PromptCache(cacheFolder), log, time ?? TimeProvider.System);
        _address = AzureAddress.Voice(options);
        _credential = SpeechCredentials.Of(options, _http, _time);
    }

    /// <inheritdoc/>
    public string Name => $"azure/{_options.VoiceName}";

    /// <inheritdoc/>
    public async ValueTask<short[]> Speak(string text, CancellationToken cancellation = default)
    {
        var spoken = Ssml.Speakable(text);
        if (spoken.Length == 0) throw new VoiceUnavailableException("There is no text to speak.");
        if (spoken.Length > LongestText) throw new VoiceUnavailableException($"The text is longer than {LongestText} characters.");
        var key = PromptCache.Key($"azure 1\n{_options.VoiceName}\n{_options.VoiceFormat}", spoken);
        try
        {
            if (await _cache.Read(key, cancellation).ConfigureAwait(false) is { } early) return early;
            await _one.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                if (await _cache.Read(key, cancellation).ConfigureAwait(false) is { } kept) return kept;
                var samples = await Render(spoken, cancellation).ConfigureAwait(false);
                await _cache.Write(key, samples, cancellation).ConfigureAwait(false);
                return samples;
            }
            finally
            {
                _one.Release();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VoiceUnavailableException("The folder for rendered prompts cannot be used.", e);
        }
    }

    private async Task<short[]> Render(string spoken, CancellationToken cancellation)
    {
        if (_time.GetElapsedTime(_pausedAt) < _pause) throw new VoiceUnavailableException("Azure Speech failed a moment ago and is left alone.");
        using var patience = new CancellationTokenSource(_options.VoiceTimeout, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return Samples(await Ask(spoken, limit.Token).ConfigureAwait(false));
        }
        catch (CredentialException e)
        {
            throw Failed(e.Message, null, e);
        }
        catch (WavFormatException e)
        {
            throw Failed($"Azure Speech gave audio that cannot be read: {e.Message}", null, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Failed("Azure Speech cannot be reached.", null, e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw Failed($"Azure Speech took longer than {_options.VoiceTimeout.TotalSeconds:0.#} s.", null, e);
        }
    }

    private async Task<byte[]> Ask(string spoken, CancellationToken limit)
    {
        for (var anew = false; ; anew = true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address)
            {
                Content = new StringContent(Ssml.Document(spoken, _options.VoiceName), Encoding.UTF8, new MediaTypeHeaderValue("application/ssml+xml")),
            };
            if (await _credential.Header(anew, limit).ConfigureAwait(false) is { } header) request.Headers.TryAddWithoutValidation(header.Name, header.Value);
            request.Headers.TryAddWithoutValidation("X-Microsoft-OutputFormat", _options.VoiceFormat);
            // The service wants one.
            request.Headers.TryAddWithoutValidation("User-Agent", "HybridAgent");
            using var reply = await _http.SendAsync(request, limit).ConfigureAwait(false);
            if (reply.StatusCode == HttpStatusCode.Unauthorized && !anew && _credential.CanRefresh) continue;
            if (!reply.IsSuccessStatusCode) throw Failed($"Azure Speech speaks no prompt: status {(int)reply.StatusCode}.", reply.Headers.RetryAfter);
            await reply.Content.LoadIntoBufferAsync(LargestReply, limit).ConfigureAwait(false);
            return await reply.Content.ReadAsByteArrayAsync(limit).ConfigureAwait(false);
        }
    }

    private short[] Samples(byte[] audio)
    {
        if (audio.Length == 0) throw new WavFormatException("it is empty.");
        return _options.VoiceFormat == "raw-8khz-8bit-mono-mulaw"
            ? Resampler.Convert(Array.ConvertAll(audio, MuLaw.Decode), SpeechAudio.SampleRate / 2, SpeechAudio.SampleRate)
            : WavFile.Parse(audio).Samples;
    }

    private VoiceUnavailableException Failed(string why, RetryConditionHeaderValue? retryAfter, Exception? inner = null)
    {
        var asked = retryAfter?.Delta ?? (retryAfter?.Date - _time.GetUtcNow()) ?? TimeSpan.Zero;
        (_pausedAt, _pause) = (_time.GetTimestamp(), asked > _options.VoicePause ? (asked < LongestPause ? asked : LongestPause) : _options.VoicePause);
        _log.LogWarning("{Reason} Left alone for {Seconds} s", why, _pause.TotalSeconds);
        return new VoiceUnavailableException(why, inner);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (_credential as IDisposable)?.Dispose();
        _http.Dispose();
        _one.Dispose();
    }
}
