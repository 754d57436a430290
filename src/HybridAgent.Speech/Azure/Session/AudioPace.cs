using HybridAgent.Speech.Azure.Protocol;

namespace HybridAgent.Speech.Azure.Session;

/// <summary>How fast a connection takes audio: its first five seconds at once, the rest at most twice as fast as it was spoken.</summary>
internal sealed class AudioPace(AudioForm form, TimeProvider time)
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);
    private TimeSpan _sent;
    private long _since;
    private TimeSpan _next;
    private bool _pacing;

    /// <summary>Waits until so many bytes may go.</summary>
    public Task Wait(int bytes, CancellationToken cancellation)
    {
        var length = form.Time(bytes);
        if (_sent < AtOnce)
        {
            _sent += length;
            return Task.CompletedTask;
        }
        if (!_pacing) (_pacing, _since, _next) = (true, time.GetTimestamp(), TimeSpan.Zero);
        var now = time.GetElapsedTime(_since);
        var pause = _next - now;
        _next = (pause > TimeSpan.Zero ? _next : now) + (length / 2);
        return pause > TimeSpan.Zero ? Task.Delay(pause, time, cancellation) : Task.CompletedTask;
    }
}
