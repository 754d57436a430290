using HybridAgent.Core.Calls;

namespace HybridAgent.Telephony;

/// <summary>Who hears whom. Presets of the N x N gain matrix.</summary>
public enum RoutingMode
{
    /// <summary>Everybody hears everybody; the assistant only the caller hears.</summary>
    Talk,

    /// <summary>The caller hears only the assistant, nobody hears the caller.</summary>
    Hold,

    /// <summary>Supervisors hear all and are heard by nobody.</summary>
    Listen,

    /// <summary>Supervisors hear all and are heard by operators only.</summary>
    Whisper,

    /// <summary>Supervisors hear all and are heard by all.</summary>
    Barge,
}

/// <summary>What the call wants of its bridge.</summary>
/// <param name="Muted">Legs nobody hears.</param>
public sealed record RoutingPlan(RoutingMode Mode, IReadOnlySet<string> Muted)
{
    public static RoutingPlan Talk { get; } = new(RoutingMode.Talk, new HashSet<string>());

    /// <summary>0..1: how loud <paramref name="to"/> hears <paramref name="from"/>.</summary>
    public float Gain(ICallLeg from, ICallLeg to)
    {
        if (from.Id == to.Id || Muted.Contains(from.Id) || to.Role == LegRole.Assistant) // A voice has no ears.
        {
            return 0;
        }
        if (from.Role == LegRole.Assistant)
        {
            return to.Role == LegRole.Caller ? 1 : 0;
        }
        if (Mode == RoutingMode.Hold && (from.Role == LegRole.Caller || to.Role == LegRole.Caller))
        {
            return 0;
        }
        if (from.Role == LegRole.Supervisor)
        {
            return Mode switch
            {
                RoutingMode.Barge => 1,
                RoutingMode.Whisper => to.Role == LegRole.Operator ? 1 : 0,
                _ => 0,
            };
        }
        return 1;
    }
}
