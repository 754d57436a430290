using HybridAgent.Speech.Azure.Credentials;
using HybridAgent.Speech.Azure.Session;
using Microsoft.CognitiveServices.Speech;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Speech.Azure.Sdk;

/// <summary>
/// Azure Speech by Microsoft's own SDK. In the build only with -p:SpeechSdk=true, for those who can restore the package; the
/// managed client (<see cref="AzureTranscriber"/>) needs none.
/// </summary>
/// <remarks>
/// Compiled always, against a declaration of what it uses. The real package, its native libraries and the live service were
/// never run with it.
/// </remarks>
public sealed class SdkTranscriber : ITranscriber, IDisposable
{
    private readonly AzureSpeechOptions _options;
    private readonly ILogger<SdkTranscriber> _log;
    private readonly TimeProvider _time;
    private readonly SessionQuota _quota;
    private readonly HttpMessageInvoker _http = SpeechCredentials.Client();
    private readonly SpeechCredential _credential;
    private volatile string? _trouble;

    /// <param name="quota">Shared by everything that speaks to the same resource from this process; null makes one of <see cref="AzureSpeechOptions.MaxSessions"/>.</param>
    /// <exception cref="InvalidDataException">The options cannot be used; the message says why, without the key.</exception>
    public SdkTranscriber(AzureSpeechOptions options, ILogger<SdkTranscriber> log, TimeProvider? time = null, SessionQuota? quota = null)
    {
        if (options.Problem() is { } problem) throw new InvalidDataException(problem);
        (_options, _log, _time) = (options, log, time ?? TimeProvider.System);
        _quota = quota ?? new SessionQuota(options.MaxSessions);
        _credential = SpeechCredentials.Of(options, _http, _time);
    }

    /// <inheritdoc/>
    public string Name => "azure-sdk";

    /// <inheritdoc/>
    public TranscriberStatus Status => _trouble is { } why ? TranscriberStatus.Unavailable(why) : TranscriberStatus.Ready;

    /// <inheritdoc/>
    public ValueTask<ITranscription> Open(TranscriptionOptions options, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!_quota.TryEnter())
            return ValueTask.FromResult<ITranscription>(new FailedTranscription("The Azure Speech resource has no session free.", SpeechFailure.TooManyRequests));
        return ValueTask.FromResult<ITranscription>(new SdkTranscription(_options, options, Config, Token, _time, _log, Left));
    }

    private void Left(Heard.Failed? failed)
    {
        _quota.Leave();
        _trouble = failed?.Kind is SpeechFailure.AuthenticationFailure or SpeechFailure.Forbidden or SpeechFailure.BadRequest or SpeechFailure.RuntimeError ? failed.Why : null;
    }

    /// <summary>The token in use; null when the key itself, or nothing, is shown.</summary>
    private async Task<string?> Token(CancellationToken cancellation)
    {
        if (_options.Authentication == "key") return null;
        var header = await _credential.Header(false, cancellation).ConfigureAwait(false);
        return header?.Value["Bearer ".Length..];
    }

    private SpeechConfig Config(string? token, TranscriptionOptions leg)
    {
        var config = Address(token);
        config.SpeechRecognitionLanguage = leg.Language;
        config.OutputFormat = OutputFormat.Detailed;
        config.RequestWordLevelTimestamps();
        config.SetProfanity(ProfanityOption.Raw);
        if (_options.ModelId is { } model) config.EndpointId = model;
        if (_options.Segmentation == "silence") config.SetProperty(PropertyId.Speech_SegmentationSilenceTimeoutMs, Text(_options.SegmentationSilenceMs));
        if (_options.Segmentation == "semantic") config.SetProperty(PropertyId.Speech_SegmentationStrategy, "Semantic");
        if (_options.InitialSilenceMs is { } silence) config.SetProperty(PropertyId.SpeechServiceConnection_InitialSilenceTimeoutMs, Text(silence));
        if (_options.StableThreshold is { } threshold) config.SetProperty(PropertyId.SpeechServiceResponse_StablePartialResultThreshold, Text(threshold));
        if (_options.Languages.Count > 0) config.SetProperty(PropertyId.SpeechServiceConnection_LanguageIdMode, "Continuous");
        return config;
    }

    private SpeechConfig Address(string? token)
    {
        var key = string.IsNullOrWhiteSpace(_options.Key) ? null : _options.Key;
        if (!string.IsNullOrWhiteSpace(_options.Endpoint)) return With(token, key, new Uri(_options.Endpoint), SpeechConfig.FromEndpoint, SpeechConfig.FromEndpoint);
        if (!string.IsNullOrWhiteSpace(_options.Host)) return With(token, key, new Uri(_options.Host), SpeechConfig.FromHost, SpeechConfig.FromHost);
        var region = _options.Region ?? "";
        return token is null ? SpeechConfig.FromSubscription(key ?? "", region) : SpeechConfig.FromAuthorizationToken(token, region);
    }

    private static SpeechConfig With(string? token, string? key, Uri address, Func<Uri, SpeechConfig> plain, Func<Uri, string, SpeechConfig> withKey)
    {
        if (token is null) return key is null ? plain(address) : withKey(address, key);
        var config = plain(address);
        config.AuthorizationToken = token;
        return config;
    }

    private static string Text(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Dispose()
    {
        (_credential as IDisposable)?.Dispose();
        _http.Dispose();
    }
}
