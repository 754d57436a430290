using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using HybridAgent.Speech.Azure.Credentials;
using HybridAgent.Speech.Azure.Protocol;
using HybridAgent.Speech.Azure.Session;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Speech.Azure;

/// <summary>
/// Azure Speech, cloud or on-premises container, by the service's public WebSocket protocol. One instance is one resource.
/// </summary>
/// <remarks>
/// Proven against recorded traffic of Microsoft's own JavaScript SDK, never against the live service. A session survives what
/// its connection does not: audio is kept (bounded) and sent again from the end of the last final.
/// </remarks>
public sealed class AzureTranscriber : ITranscriber, IAsyncDisposable
{
    private readonly AzureResource _resource;
    private readonly HttpMessageInvoker? _http;
    private readonly ConcurrentDictionary<AzureTranscription, bool> _live = new();
    private volatile string? _trouble;
    private volatile bool _disposed;

    /// <param name="quota">Shared by everything that speaks to the same resource from this process; null makes one of <see cref="AzureSpeechOptions.MaxSessions"/>.</param>
    /// <exception cref="InvalidDataException">The options cannot be used; the message says why, without the key.</exception>
    public AzureTranscriber(
        AzureSpeechOptions options, ILogger<AzureTranscriber> log, TimeProvider? time = null, IMeterFactory? meters = null, SessionQuota? quota = null)
    {
        if (options.Problem() is { } problem) throw new InvalidDataException(problem);
        var clock = time ?? TimeProvider.System;
        _http = SpeechCredentials.Client();
        _resource = new AzureResource(
            options, SpeechCredentials.Of(options, _http, clock), quota ?? new SessionQuota(options.MaxSessions), new AzureMetrics(meters), clock, Guid.NewGuid, Random.Shared.NextDouble, log);
    }

    /// <summary>For tests: everything from outside is given.</summary>
    internal AzureTranscriber(AzureResource resource) => _resource = resource;

    /// <summary>For tests: changes what is asked, for example to what a recording asked.</summary>
    internal Func<RecognitionRequest, RecognitionRequest> Asking { get; init; } = request => request;

    /// <inheritdoc/>
    public string Name => "azure";

    /// <inheritdoc/>
    public TranscriberStatus Status =>
        _disposed ? TranscriberStatus.Unavailable("The speech engine is shutting down.")
        : _trouble is { } why ? TranscriberStatus.Unavailable(why)
        : TranscriberStatus.Ready;

    /// <summary>Sessions open now.</summary>
    public int Sessions => _live.Count;

    /// <inheritdoc/>
    public ValueTask<ITranscription> Open(TranscriptionOptions options, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Listen(options));
    }

    private ITranscription Listen(TranscriptionOptions options)
    {
        if (_disposed) return new FailedTranscription("The speech engine is shutting down.", SpeechFailure.RuntimeError);
        if (!_resource.Quota.TryEnter())
        {
            _resource.Metrics.Refused();
            return new FailedTranscription("The Azure Speech resource has no session free.", SpeechFailure.TooManyRequests);
        }
        var session = new AzureTranscription(_resource, options, Asking(Request(options)), () => _trouble = null, Left);
        _live[session] = true;
        // It may have ended before it was entered.
        if (session.IsOver) _live.TryRemove(session, out _);
        return session;
    }

    private RecognitionRequest Request(TranscriptionOptions leg)
    {
        var azure = _resource.Options;
        var phrases = PhraseList.Of(leg.Phrases, azure.Phrases);
        return new RecognitionRequest
        {
            Languages = [.. new[] { leg.Language }.Concat(azure.Languages).Distinct(StringComparer.OrdinalIgnoreCase)],
            ModelId = azure.ModelId,
            FirstVersion = !string.IsNullOrWhiteSpace(azure.Host),
            Segmentation = azure.Segmentation switch { "silence" => "Custom", "semantic" => "Semantic", _ => azure.SegmentationForcedMs is null ? null : "Custom" },
            SegmentationSilenceMs = azure.Segmentation == "silence" ? azure.SegmentationSilenceMs : null,
            SegmentationForcedMs = azure.SegmentationForcedMs,
            InitialSilenceMs = azure.InitialSilenceMs,
            StableThreshold = azure.StableThreshold,
            Phrases = phrases,
            PhraseWeight = phrases.Count > 0 ? azure.PhraseWeight : null,
        };
    }

    private void Left(AzureTranscription session, ConnectionEnd? failed)
    {
        _live.TryRemove(session, out _);
        _resource.Quota.Leave();
        if (failed?.Next == NextStep.GiveUp) _trouble = failed.Why;
    }

    /// <summary>Ends all sessions.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        foreach (var session in _live.Keys) await session.DisposeAsync().ConfigureAwait(false);
        (_resource.Credential as IDisposable)?.Dispose();
        _resource.Metrics.Dispose();
        _http?.Dispose();
    }
}
