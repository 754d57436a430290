namespace HybridAgent.Speech.Scripted;

/// <summary>
/// Hears what a script says, when the script says it: audio only moves the clock. For tests, scenarios and simulation;
/// it uses no wall clock and no randomness, so the same frames give the same text.
/// </summary>
/// <remarks>A leg without lines is heard as silence. Several sessions of one leg role share its lines.</remarks>
public sealed class ScriptedTranscriber : ITranscriber
{
    private readonly IReadOnlyList<ScriptedUtterance> _script;

    /// <param name="script">In any order; lines of one leg must not overlap.</param>
    /// <param name="failsAtMs">When given, every session fails once its leg clock reaches this; 0 fails at once.</param>
    /// <exception cref="ArgumentException">A line ends before it starts, or holds no word.</exception>
    public ScriptedTranscriber(IEnumerable<ScriptedUtterance> script, int? failsAtMs = null)
    {
        _script = [.. script.OrderBy(u => u.StartMs)];
        FailsAtMs = failsAtMs;
        foreach (var line in _script)
        {
            if (line.EndMs <= line.StartMs) throw new ArgumentException("A scripted line must end after it starts.", nameof(script));
            if (string.IsNullOrWhiteSpace(line.Text)) throw new ArgumentException("A scripted line needs words.", nameof(script));
        }
    }

    /// <summary>The leg clock, in milliseconds, at which every session fails; null for never.</summary>
    public int? FailsAtMs { get; }

    /// <inheritdoc/>
    public string Name => "scripted";

    /// <inheritdoc/>
    public TranscriberStatus Status => TranscriberStatus.Ready;

    /// <inheritdoc/>
    public ValueTask<ITranscription> Open(TranscriptionOptions options, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var lines = _script.Where(u => u.Leg == options.Leg && u.EndMs > options.StartMs).ToArray();
        return ValueTask.FromResult<ITranscription>(new ScriptedTranscription(lines, options.StartMs, FailsAtMs));
    }
}
