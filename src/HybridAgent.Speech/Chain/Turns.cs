namespace HybridAgent.Speech.Chain;

/// <summary>
/// Work done one step after the other, in order, and never on the thread that asked for it: that one may be the bridge's, which
/// waits for nobody.
/// </summary>
/// <param name="schedule">Runs a piece of work soon; tests run it at once.</param>
/// <param name="failed">Told when a step threw; the steps after it are still done.</param>
internal sealed class Turns(Action<Action> schedule, Action<Exception> failed)
{
    private readonly Lock _gate = new();
    private readonly Queue<Action> _waiting = new();
    private bool _running;

    /// <summary>Returns at once. A step may ask for further ones; they come after it.</summary>
    public void Do(Action step)
    {
        lock (_gate)
        {
            _waiting.Enqueue(step);
            if (_running) return;
            _running = true;
        }
        schedule(Run);
    }

    private void Run()
    {
        while (Next() is { } step)
        {
            try
            {
                step();
            }
            catch (Exception e)
            {
                failed(e);
            }
        }
    }

    private Action? Next()
    {
        lock (_gate)
        {
            _running = _waiting.TryDequeue(out var step);
            return step;
        }
    }
}
