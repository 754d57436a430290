namespace HybridAgent.Assist;

/// <summary>The one seat a call has at the model: who sits down ends whoever sat there. Thread-safe.</summary>
internal sealed class CallSeat(CallBudget budget)
{
    private readonly Lock door = new();
    private CancellationTokenSource? current;
    private long lastUsed;

    public CallBudget Budget { get; } = budget;

    public DateTimeOffset LastUsed => new(Interlocked.Read(ref lastUsed), TimeSpan.Zero);

    public Task Take(CancellationTokenSource next, DateTimeOffset now)
    {
        Interlocked.Exchange(ref lastUsed, now.UtcTicks);
        return Replace(next);
    }

    public Task Clear() => Replace(null);

    public void Leave(CancellationTokenSource mine)
    {
        lock (door)
        {
            if (current == mine)
            {
                current = null;
            }
        }
    }

    private Task Replace(CancellationTokenSource? next)
    {
        lock (door)
        {
            var before = current;
            current = next;
            // Under the lock: whoever leaves afterwards may dispose its source.
            return before?.CancelAsync() ?? Task.CompletedTask;
        }
    }
}
