namespace HybridAgent.Server.Simulation;

/// <summary>Continues every await on the one thread of its world, in the order in which they became ready.</summary>
internal sealed class RunLoop(VirtualTime time) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback What, object? With)> ready = new();

    /// <summary>How many steps were made.</summary>
    public long Steps { get; private set; }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Current != this)
        {
            throw new InvalidOperationException("Something in a simulated world ran on a thread of its own: the run could not be repeated.");
        }
        ready.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("One thread: nothing waits for itself.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs until an instant, and calls <paramref name="afterStep"/> after each step, when nothing more can happen at it by itself.</summary>
    public void Run(long until, Action afterStep)
    {
        var around = Current;
        SetSynchronizationContext(this);
        try
        {
            do
            {
                while (ready.TryDequeue(out var one))
                {
                    one.What(one.With);
                }
                Steps++;
                afterStep();
            }
            while (time.Step(until));
        }
        finally
        {
            SetSynchronizationContext(around);
        }
    }
}
