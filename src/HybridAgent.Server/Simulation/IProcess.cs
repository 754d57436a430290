namespace HybridAgent.Server.Simulation;

/// <summary>One life of the product's process, as the simulated disk sees it.</summary>
internal interface IProcess
{
    bool IsAlive { get; }

    /// <summary>What a dead process answers: it never completes.</summary>
    Task Never { get; }
}
