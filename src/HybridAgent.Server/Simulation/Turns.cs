namespace HybridAgent.Server.Simulation;

/// <summary>One thing at a time, first come, first served: what a grain is to its callers.</summary>
internal sealed class Turns(SynchronizationContext loop)
{
    private readonly Queue<TaskCompletionSource> waiting = new();
    private bool taken;

    public async Task<T> Take<T>(Func<Task<T>> work)
    {
        if (taken)
        {
            var turn = new TaskCompletionSource();
            waiting.Enqueue(turn);
            await turn.Task;
        }
        taken = true;
        try
        {
            return await work();
        }
        finally
        {
            // Handed on while still taken, so that nobody slips in between.
            if (waiting.TryDequeue(out var next))
            {
                loop.Post(_ => next.SetResult(), null);
            }
            else
            {
                taken = false;
            }
        }
    }
}
