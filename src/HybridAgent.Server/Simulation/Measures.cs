using HybridAgent.Core.Calls;

namespace HybridAgent.Server.Simulation;

/// <summary>What is counted in a world, or in several of the same kind together. All times in milliseconds.</summary>
internal sealed class Measures
{
    /// <summary>Calls of the running world.</summary>
    public List<RealCall> Calls { get; } = [];

    public List<long> TimesToHuman { get; } = [];
    public List<long> Gaps { get; } = [];
    public List<long> EmergencyGaps { get; } = [];
    public List<long> OffersPerCall { get; } = [];

    /// <summary>From the cue until a clinician's telephone rang, for callers without a human.</summary>
    public List<long> RangAlone { get; } = [];

    /// <summary>The same with an operator on the line, who has ten seconds to take it over.</summary>
    public List<long> RangWithOperator { get; } = [];

    public int Placed { get; private set; }
    public int Abandoned { get; private set; }
    public int StillOpen { get; private set; }
    public int Incidents { get; private set; }
    public int PromisesMade { get; private set; }
    public int PromisesKept { get; private set; }
    public int PromisesOverdue { get; private set; }
    public int Cues { get; private set; }
    public long Events { get; private set; }
    public long Steps { get; private set; }
    public long CallMilliseconds { get; private set; }

    public double CallHours => CallMilliseconds / 3_600_000.0;

    public void Count(StoredEvent stored, CallState after)
    {
        Events++;
        switch (stored.Event)
        {
            case CallbackPromised or PromiseMade:
                PromisesMade++;
                break;
            case PromiseKept:
                PromisesKept++;
                break;
            case PromiseOverdue:
                PromisesOverdue++;
                break;
            case IncidentOpened:
                Incidents++;
                break;
            case CueRaised { Cue.IsRed: true }:
                Cues++;
                break;
        }
    }

    public void Rang(RealCall call, long after)
    {
        (call.OpenedAlone ? RangAlone : RangWithOperator).Add(after);
        call.OpenedAt = null;
    }

    /// <summary>The world has ended.</summary>
    public void End(World world, long steps)
    {
        Steps = steps;
        foreach (var call in Calls)
        {
            Placed++;
            Abandoned += call.Abandoned ? 1 : 0;
            StillOpen += call.Closed is null ? 1 : 0;
            CallMilliseconds += (call.Closed ?? world.Time.Now) - call.Arrived;
            Gaps.Add(call.Caller.Longest);
            OffersPerCall.Add(call.Offers);
            if (call.Emergency.Longest > 0 || call.Acts.Count > 0)
            {
                EmergencyGaps.Add(call.Emergency.Longest);
            }
            if (call.HumanAt is { } human)
            {
                TimesToHuman.Add(human - call.Arrived);
            }
        }
        Calls.Clear();
    }

    public void Add(Measures more)
    {
        TimesToHuman.AddRange(more.TimesToHuman);
        Gaps.AddRange(more.Gaps);
        EmergencyGaps.AddRange(more.EmergencyGaps);
        OffersPerCall.AddRange(more.OffersPerCall);
        RangAlone.AddRange(more.RangAlone);
        RangWithOperator.AddRange(more.RangWithOperator);
        Placed += more.Placed;
        Abandoned += more.Abandoned;
        StillOpen += more.StillOpen;
        Incidents += more.Incidents;
        PromisesMade += more.PromisesMade;
        PromisesKept += more.PromisesKept;
        PromisesOverdue += more.PromisesOverdue;
        Cues += more.Cues;
        Events += more.Events;
        Steps += more.Steps;
        CallMilliseconds += more.CallMilliseconds;
    }
}
