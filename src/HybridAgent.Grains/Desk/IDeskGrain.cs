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
    /// <summary>A console's heartbeat, once a second: this operator is on duty. Missing for five seconds means gone.</summary>
    [Alias("Present")]
    Task Present(string @operator);

    /// <summary>Off duty.</summary>
    [Alias("Leave")]
    Task Leave(string @operator);

    /// <summary>Answers an offer for an operator: reserves the operator, then accepts in the call. One call an operator.</summary>
    [Alias("Accept")]
    Task<CommandResult> Accept(string @operator, string practice, CallId call, string offer, string command);

    /// <summary>Operators on duty and free, longest idle first.</summary>
    [Alias("Idle")]
    Task<IReadOnlyList<IdleOperator>> Idle();

    /// <summary>A call's own line for the queue; a closed call leaves it.</summary>
    [Alias("Show")]
    Task Show(DeskEntry entry);

    /// <summary>The whole view, at once and after each change (at most ten a second).</summary>
    [Alias("Watch")]
    IAsyncEnumerable<DeskView> Watch(CancellationToken cancel = default);
}

