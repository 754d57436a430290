using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Speech.PocketSphinx;

/// <summary>
/// The embedded engine: CMU PocketSphinx with the US English model of Debian. Nothing leaves the machine.
/// </summary>
/// <remarks>
/// One word in eight to one in three is wrong on wideband speech, one in five to two in five on a telephone line, which is why such
/// sessions say <see cref="ITranscription.Unreliable"/>; docs/speech-evaluation.md has the figures. English only.
/// </remarks>
public sealed class PocketSphinxTranscriber : ITranscriber, IDisposable
{
    private readonly PocketSphinxSettings _settings;
    private readonly ILogger<PocketSphinxTranscriber> _log;
    private readonly DecoderPool _pool;
    private readonly Lazy<TranscriberStatus> _status;
    private readonly ConcurrentDictionary<PocketSphinxTranscription, bool> _live = new();
    private bool _disposed;

    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its documented range.</exception>
    public PocketSphinxTranscriber(PocketSphinxSettings settings, ILogger<PocketSphinxTranscriber> log)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.Threads, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.MaxSessions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.MaxSessions, 256);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Buffer, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.Buffer, TimeSpan.FromSeconds(60));
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.LongestUtterance, TimeSpan.FromSeconds(2));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.LongestUtterance, TimeSpan.FromSeconds(60));
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.EndSilence, TimeSpan.FromMilliseconds(300));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.EndSilence, TimeSpan.FromSeconds(2));
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.PartialEvery, TimeSpan.FromMilliseconds(20));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.CallsWeight, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(settings.CallsWeight, 1);
        (_settings, _log, _pool) = (settings, log, new DecoderPool(settings));
        _status = new Lazy<TranscriberStatus>(() => SphinxInstallation.Look(settings));
    }

    /// <inheritdoc/>
    public string Name => "pocketsphinx";

    /// <inheritdoc/>
    public TranscriberStatus Status => _status.Value;

    /// <summary>Sessions that are open now, counting those still giving their decoder back.</summary>
    public int Sessions => _pool.Sessions;

    /// <inheritdoc/>
    public ValueTask<ITranscription> Open(TranscriptionOptions options, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Listen(options));
    }

    private ITranscription Listen(TranscriptionOptions options)
    {
        if (Volatile.Read(ref _disposed)) return new FailedTranscription("The speech engine is shutting down.");
        if (!Status.Available) return new FailedTranscription(Status.Reason!);
        if (!options.Language.StartsWith("en", StringComparison.OrdinalIgnoreCase))
            return new FailedTranscription($"PocketSphinx has no model for {options.Language}.");
        if (!_pool.TryEnter()) return new FailedTranscription("No decoder free.");
        var session = new PocketSphinxTranscription(_pool, _settings, options, _log, Left);
        _live[session] = true;
        // It may have ended before it was entered.
        if (session.IsOver) _live.TryRemove(session, out _);
        return session;
    }

    private void Left(PocketSphinxTranscription session)
    {
        _live.TryRemove(session, out _);
        _pool.Leave();
    }

    /// <summary>Makes decoders ahead of the first calls that bring no phrases, so that these need not wait for them. Does nothing when the engine is unavailable.</summary>
    /// <param name="decoders">How many; at most <see cref="PocketSphinxSettings.MaxSessions"/> are made.</param>
    public async Task Warm(int decoders, CancellationToken cancellation = default)
    {
        if (!Status.Available) return;
        var made = new ConcurrentBag<SphinxDecoder>();
        var all = Enumerable.Range(0, Math.Min(decoders, _settings.MaxSessions)).Select(_ =>
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_pool.Run(() => Make(made, done))) done.SetResult();
            return done.Task;
        }).ToArray();
        try
        {
            await Task.WhenAll(all).WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            while (made.TryTake(out var decoder)) _pool.Return(decoder);
        }
    }

    private void Make(ConcurrentBag<SphinxDecoder> made, TaskCompletionSource done)
    {
        try
        {
            made.Add(_pool.Rent([], telephone: false));
        }
        catch (InvalidOperationException e)
        {
            _log.LogWarning("A decoder could not be made ahead: {Reason}", e.Message);
        }
        done.SetResult();
    }

    /// <summary>Ends all sessions with a reason and frees the decoders. Waits for a step that is running.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        _pool.Dispose();
        foreach (var session in _live.Keys) session.Fail("The speech engine is shutting down.");
    }
}
