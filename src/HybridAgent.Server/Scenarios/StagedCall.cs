using HybridAgent.Core.Calls;
using HybridAgent.Grains.Calls;
using HybridAgent.Server.Simulation;

namespace HybridAgent.Server.Scenarios;

/// <summary>One caller's call on the stage: what is really connected and what really rings.</summary>
internal sealed class StagedCall(string caller, CallId id, Turns turns)
{
    public string Caller => caller;

    public CallId Id => id;

    /// <summary>One thing at a time, as a grain would see to it.</summary>
    public Turns Turns => turns;

    /// <summary>The call in the process that runs now; null while nobody has asked for it.</summary>
    public LiveCall? Live { get; set; }

    /// <summary>Connected to the telephone network: outlives the process.</summary>
    public bool IsConnected { get; set; }

    public bool WasNoticed { get; set; }

    /// <summary>Leg id to person (null for the caller), with the instant since which nothing comes through.</summary>
    public Dictionary<string, (string? Person, long? SilentSince)> Legs { get; } = [];

    /// <summary>Telephones that really ring: attempt to person.</summary>
    public Dictionary<string, string> Rings { get; } = [];

    public List<StoredEvent> Record { get; } = [];

    /// <summary>Milliseconds since when the caller is connected without a human and without anybody being rung; null when not so.</summary>
    public long? GapSince { get; set; }

    public long LongestGap { get; set; }

    public int Phrases { get; set; }

    public bool HasHuman => Legs.Values.Any(l => l is { Person: not null, SilentSince: null });
}
