using HybridAgent.Core.Calls;
using HybridAgent.Core.Desk;
using HybridAgent.Grains.Calls;

namespace HybridAgent.Grains.Desk;

/// <summary>
/// The operators on duty of one pool and the calls waiting for them. Key: the pool. Soft state: rebuilt from the consoles'
/// heartbeats and from the calls' own watchdog passes within two seconds; the truth is in the calls.
/// </summary>
[Alias("HybridAgent.IDeskGrain")]
public interface IDeskGrain : IGrainWithStringKey
{
    /// <summary>A console's heartbeat, once a second: this person is on duty. Missing for three seconds means gone.</summary>
    /// <param name="supervises">Supervisors are rung at the ladder's second step.</param>
    [Alias("Present")]
    Task Present(string person, bool supervises = false);

    /// <summary>Off duty; refused while this person owes something a caller was promised.</summary>
    [Alias("Leave")]
    Task<CommandResult> Leave(string person);

    /// <summary>Answers an offer for an operator: reserves the operator, then accepts in the call. One call an operator.</summary>
    [Alias("Accept")]
    Task<CommandResult> Accept(string person, string practice, CallId call, string offer, string command);

    /// <summary>On duty and free, longest idle first.</summary>
    [Alias("Free")]
    Task<IReadOnlyList<Reachable>> Free();

    /// <summary>A call's own line of the queue; one that nobody owes anything any more leaves it.</summary>
    [Alias("Show")]
    Task Show(DeskEntry entry);

    /// <summary>The whole view, at once and after each change (at most ten a second).</summary>
    [Alias("Watch")]
    IAsyncEnumerable<DeskView> Watch(CancellationToken cancel = default);
}

