using Microsoft.Extensions.Logging;

namespace HybridAgent.Speech.Chain;

/// <summary>
/// Engines in order of preference, heard as one: the best that works listens, another takes over in mid-call and is given what
/// the first had not finished, and the better one gets the leg back once it has worked again for a while.
/// </summary>
/// <remarks>
/// A session never ends because engines fail: it says <see cref="Heard.Interrupted"/>, keeps audio and goes on trying until it is
/// completed or disposed. Engines are shared and not disposed by the chain.
/// </remarks>
public sealed class EngineChain : ITranscriber
{
    private readonly IReadOnlyList<ITranscriber> _engines;
    private readonly ChainParts _parts;

    /// <param name="engines">At least one, the preferred first.</param>
    /// <exception cref="ArgumentException">No engine, or a setting outside its range.</exception>
    public EngineChain(IReadOnlyList<ITranscriber> engines, ChainSettings settings, EngineMetrics metrics, TimeProvider time, ILogger log)
        : this(engines, new ChainParts(settings, metrics, time, log, Random.Shared.NextDouble, step => ThreadPool.UnsafeQueueUserWorkItem(s => s(), step, preferLocal: false)))
    {
    }

    internal EngineChain(IReadOnlyList<ITranscriber> engines, ChainParts parts)
    {
        if (engines.Count == 0) throw new ArgumentException("A chain needs an engine.", nameof(engines));
        if (parts.Settings.Problem() is { } problem) throw new ArgumentException(problem, nameof(parts));
        (_engines, _parts) = (engines, parts);
    }

    /// <summary>The preferred one first.</summary>
    public IReadOnlyList<ITranscriber> Engines => _engines;

    /// <summary>For example "azure -> pocketsphinx".</summary>
    public string Name => string.Join(" -> ", _engines.Select(e => e.Name));

    /// <inheritdoc/>
    public TranscriberStatus Status =>
        _engines.Select(e => e.Status).FirstOrDefault(s => s.Available) ?? _engines[0].Status;

    /// <inheritdoc/>
    public ValueTask<ITranscription> Open(TranscriptionOptions options, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult<ITranscription>(new ChainedTranscription(_engines, options, _parts));
    }
}

/// <summary>What the sessions of a chain share.</summary>
/// <param name="Jitter">0 to 1, evenly spread: legs that lost their engine together must not ask for it together.</param>
/// <param name="Schedule">Runs a step soon, on no thread of the caller's.</param>
internal sealed record ChainParts(
    ChainSettings Settings, EngineMetrics Metrics, TimeProvider Time, ILogger Log, Func<double> Jitter, Action<Action> Schedule);
