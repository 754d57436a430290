namespace HybridAgent.Core.Calls;

/// <summary>
/// The human guarantee as an outside question: given what the record says and what really exists, is anything broken right now? Written
/// against the invariants, not against the rules that keep them, so a bug in the rules is seen here.
/// </summary>
public static class GuaranteeAudit
{
    /// <summary>How long the rules may take: one watchdog pass, its dials, and an operator's way to the line.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromSeconds(7);

    /// <summary>How long a caller who is gone may come back before a callback must be owed.</summary>
    private static readonly TimeSpan GoneSlack = CallDecider.Reattach + Slack;

    /// <summary>What is broken, one line each, without personal data.</summary>
    /// <param name="legs">Ids of the legs that really exist.</param>
    /// <param name="rings">Ids of the telephones that really ring.</param>
    public static IReadOnlyList<string> Problems(CallState call, IReadOnlyCollection<string> legs, IReadOnlyCollection<string> rings, DateTimeOffset now)
    {
        var problems = new List<string>();
        if (!call.IsStarted)
        {
            return problems;
        }
        var caller = call.Legs.Any(l => l.Role == LegRole.Caller && legs.Contains(l.Leg));
        var human = call.Legs.Any(l => l.IsHuman && legs.Contains(l.Leg));
        var rung = call.Offers.Keys.Any(o => Rings(call, rings, o));
        if (!call.IsClosed && caller && !human && !rung && now - (call.WaitingSince ?? call.Started) > Slack && !(now - call.OperatorAccepted < Slack))
        {
            problems.Add("I2: a caller waits, no human is on the line, and nobody is being rung");
        }
        if (call.OpenIncident is { } incident && !incident.Rings.Keys.Any(r => Rings(call, rings, r)) && now - incident.PageAt > Slack)
        {
            problems.Add("I4: an emergency is open and rings nobody");
        }
        if (!call.IsClosed && !caller && !human && call.Owed is null && now - Latest(call.CallerLeft ?? call.Started, call.HumanLeft) > GoneSlack)
        {
            problems.Add("I8: a caller is gone and nobody owes a callback");
        }
        if (call.Promises.Exists(p => p is { Kept: false, Overdue: false } && now - p.Due > Slack))
        {
            problems.Add("I7: a promise is overdue and does not ring");
        }
        return problems;
    }

    private static bool Rings(CallState call, IReadOnlyCollection<string> rings, string attempt) =>
        !call.Dialled.TryGetValue(attempt, out _) || rings.Contains(attempt);

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;
}
