using System.Diagnostics;

namespace HybridAgent.Speech.Tests.Azure;

/// <summary>Time that runs faster than the clock on the wall. A pause may come out longer than asked for, never shorter.</summary>
internal sealed class QuickTime(int factor) : TimeProvider
{
    private readonly DateTimeOffset _start = new(2026, 11, 25, 8, 0, 0, TimeSpan.Zero);
    private readonly long _from = Stopwatch.GetTimestamp();

    public override long GetTimestamp() => (Stopwatch.GetTimestamp() - _from) * factor;

    public override long TimestampFrequency => Stopwatch.Frequency;

    public override DateTimeOffset GetUtcNow() => _start + GetElapsedTime(0);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new QuickTimer(this, System.CreateTimer(callback, state, Shorter(dueTime), Shorter(period)));

    private TimeSpan Shorter(TimeSpan time) => time == Timeout.InfiniteTimeSpan || time == TimeSpan.Zero
        ? time : TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds / factor) + 1);

    private sealed class QuickTimer(QuickTime time, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(time.Shorter(dueTime), time.Shorter(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
