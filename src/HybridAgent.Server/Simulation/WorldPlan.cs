using HybridAgent.Grains.Desk;

namespace HybridAgent.Server.Simulation;

/// <summary>One simulated world. The same plan gives the same run, event for event.</summary>
internal sealed record WorldPlan(int Calls, int Operators, double Hours, Fault Faults, long Seed)
{
    /// <summary>Where everything that happens is written; null for nowhere.</summary>
    public TextWriter? Log { get; init; }

    /// <summary>For tests: desks that have a mistake.</summary>
    public Func<IDesks, IDesks>? Sabotage { get; init; }

    public string Command => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"hybrid-agent simulate --calls {Calls} --operators {Operators} --hours {Hours} --faults {Simulation.Faults.Name(Faults)} --seed {Seed}");
}
