using HybridAgent.Core.Calls;

namespace HybridAgent.Speech;

/// <summary>Has an engine listen to a whole recording, as fast as it can: what evaluations and scenarios do, never a call.</summary>
public static class Recording
{
    /// <summary>Less than any engine keeps: nothing of a recording may be dropped because it is read faster than it is heard.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(5);

    /// <param name="samples">16 kHz, mono; sent as telephone audio when <paramref name="options"/> say so.</param>
    /// <returns>All that was heard, in order.</returns>
    public static async Task<IReadOnlyList<Heard>> Hear(
        ITranscriber engine, short[] samples, TranscriptionOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(samples);
        options ??= new TranscriptionOptions(LegRole.Caller);
        await using var session = await engine.Open(options, cancellation).ConfigureAwait(false);
        var muLaw = options.Encoding == LegEncoding.MuLaw ? TelephoneAudio.FromWideband(samples) : null;
        var length = muLaw?.Length ?? samples.Length;
        var step = muLaw is null ? SpeechAudio.FrameSamples : SpeechAudio.FrameSamples / 2;
        for (var at = 0; at < length; at += step)
        {
            if (muLaw is null) session.Write(samples.AsSpan(at, Math.Min(step, length - at)));
            else session.WriteMuLaw(muLaw.AsSpan(at, Math.Min(step, length - at)));
            while (session.Lag > Ahead) await Task.Delay(5, cancellation).ConfigureAwait(false);
        }
        session.Complete();
        var heard = new List<Heard>();
        await foreach (var result in session.Results.ReadAllAsync(cancellation).ConfigureAwait(false)) heard.Add(result);
        return heard;
    }
}
