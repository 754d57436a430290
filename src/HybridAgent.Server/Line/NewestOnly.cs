namespace HybridAgent.Server.Line;

/// <summary>Works on the newest value it was given, one at a time; values that came while it worked, but the last, are passed over.</summary>
/// <param name="work">Throws nothing.</param>
internal sealed class NewestOnly<T>(Func<T, Task> work)
    where T : class
{
    private readonly Lock gate = new();
    private T? newest;
    private Task working = Task.CompletedTask;

    /// <summary>Completes when the newest value has been worked on.</summary>
    public Task Settled
    {
        get
        {
            lock (gate)
            {
                return working;
            }
        }
    }

    /// <summary>Returns at once.</summary>
    public void Give(T value)
    {
        lock (gate)
        {
            var idle = newest is null;
            newest = value;
            if (idle)
            {
                working = Task.Run(Work);
            }
        }
    }

    private async Task Work()
    {
        T? done = null;
        while (Next(done) is { } value)
        {
            await work(value);
            done = value;
        }
    }

    private T? Next(T? done)
    {
        lock (gate)
        {
            return newest = ReferenceEquals(newest, done) ? null : newest;
        }
    }
}
