using HybridAgent.Core.Calls;
using HybridAgent.Grains.Calls;

namespace HybridAgent.Server.OperatorConsole;

/// <summary>
/// One call as a screen shows it: the fold of its record and the words being spoken now. Each shown call has a fold of its own, so a
/// late signal of the call that was shown before can never reach the one that is shown now.
/// </summary>
public sealed class ShownCall(string practice, CallId call, CancellationToken gone) : IDisposable
{
    private readonly CancellationTokenSource left = CancellationTokenSource.CreateLinkedTokenSource(gone);
    private readonly Dictionary<LegRole, PartialHeard> partials = [];

    public string Practice => practice;

    public CallState State { get; private set; } = CallState.New(call);

    public IReadOnlyCollection<PartialHeard> Partials => partials.Values;

    /// <summary>Follows the call until it is not shown any more, or until the other side ends (a grain that moved, say).</summary>
    /// <param name="changed">Called after each signal, on the caller's own context.</param>
    public async Task Follow(ICallGrain grain, Func<CallSignal, Task> changed)
    {
        var cancel = left.Token;
        await foreach (var signal in grain.Watch(State.Sequence, cancel).WithCancellation(cancel))
        {
            if (cancel.IsCancellationRequested)
            {
                return;
            }
            Take(signal);
            await changed(signal);
        }
    }

    /// <summary>True once another call (or none) is shown.</summary>
    public bool IsLeft => left.IsCancellationRequested;

    // The source is not disposed: whoever still waits on its token must hear the end.
    public void Dispose() => left.Cancel();

    private void Take(CallSignal signal)
    {
        if (signal.Stored is { } stored)
        {
            State = State.Apply(stored);
            if (stored.Event is UtteranceHeard heard)
            {
                partials.Remove(heard.Utterance.Leg);
            }
            else if (stored.Event is CallClosed)
            {
                partials.Clear();
            }
        }
        else if (signal.Partial is { } partial)
        {
            partials[partial.Leg] = partial;
        }
    }
}
