namespace HybridAgent.Server.Simulation;

/// <summary>
/// A clock that stands still until it is moved to the next thing that is due. Things due at the same instant happen in the order in
/// which they were asked for, so that the same seed always gives the same run. Everything happens on whole milliseconds.
/// </summary>
internal sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private readonly PriorityQueue<Due, (long At, long Order)> due = new();
    private long order;

    /// <summary>Milliseconds since the start.</summary>
    public long Now { get; private set; }

    public override long TimestampFrequency => 1000;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => start.AddMilliseconds(Now);

    public override long GetTimestamp() => Now;

    /// <summary>Does something after a number of milliseconds.</summary>
    public void After(long milliseconds, Action what) => due.Enqueue(new Due(what, null, 0), (Now + Math.Max(0, milliseconds), ++order));

    public Task Wait(long milliseconds)
    {
        // Continues on this very thread: anything else would leave the order of things to the machine.
        var over = new TaskCompletionSource();
        After(milliseconds, over.SetResult);
        return over.Task;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves to the next thing that is due and does it.</summary>
    /// <returns>False when nothing is due before <paramref name="until"/>.</returns>
    public bool Step(long until)
    {
        while (due.TryPeek(out var next, out var at) && at.At <= until)
        {
            due.Dequeue();
            if (next.Timer is { } timer && timer.Version != next.Version)
            {
                continue; // Changed or disposed meanwhile.
            }
            Now = at.At;
            if (next.Timer is { } fired)
            {
                fired.Fire();
            }
            else
            {
                next.What!();
            }
            return true;
        }
        return false;
    }

    private readonly record struct Due(Action? What, Timer? Timer, int Version);

    private sealed class Timer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private long every = -1;

        public int Version { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Version++;
            every = period > TimeSpan.Zero ? Milliseconds(period) : -1;
            Set(dueTime >= TimeSpan.Zero ? Milliseconds(dueTime) : -1);
            return true;
        }

        public void Fire()
        {
            Set(every);
            callback(state);
        }

        public void Dispose() => Version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(long milliseconds)
        {
            if (milliseconds >= 0)
            {
                time.due.Enqueue(new Due(null, this, Version), (time.Now + milliseconds, ++time.order));
            }
        }

        private static long Milliseconds(TimeSpan span) => (long)Math.Ceiling(span.TotalMilliseconds);
    }
}
