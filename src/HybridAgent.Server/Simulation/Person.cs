using HybridAgent.Core.Calls;
using HybridAgent.Core.Desk;

namespace HybridAgent.Server.Simulation;

/// <summary>Somebody who can be rung.</summary>
internal abstract class Person(string id, LegRole role, Chance chance)
{
    private int episode;

    public string Id => id;

    public LegRole Role => role;

    public Chance Chance => chance;

    /// <summary>The call this person is on, or comes back to.</summary>
    public RealCall? InCall { get; set; }

    /// <summary>Really free, and whatever rings would be heard.</summary>
    public abstract bool CanBeRung { get; }

    /// <summary>A screen of this person shows what rings.</summary>
    public abstract bool SeesScreen { get; }

    /// <summary>Whatever this person was doing is broken off.</summary>
    public int Begin() => ++episode;

    public bool IsStill(int what) => episode == what;

    /// <summary>Done with the call.</summary>
    public abstract void Free();
}

/// <summary>A supervisor or clinician who is reached by telephone.</summary>
internal sealed class PhonePerson(string id, LegRole role, Rung rung, DateTimeOffset since, Chance chance) : Person(id, role, chance)
{
    public Reachable AsReachable { get; } = new(id, since, rung, ByPhone: true);

    public bool IsEngaged { get; set; }

    public override bool CanBeRung => !IsEngaged;

    public override bool SeesScreen => false;

    public override void Free()
    {
        InCall = null;
        IsEngaged = false;
    }
}
