using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Desk;

/// <summary>
/// Which call an operator is offered first. A call stands in the queue as if it had rung earlier by its leads, so waiting always
/// counts, nobody waits forever behind newcomers, and nothing that is known of a call can ever lower it.
/// </summary>
public static class Priority
{
    private static readonly TimeSpan Emergency = TimeSpan.FromDays(30);
    private static readonly TimeSpan Urgent = TimeSpan.FromDays(1);
    private static readonly TimeSpan RepeatOnUrgent = TimeSpan.FromHours(1);
    private static readonly TimeSpan Professional = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Repeat = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AskedForPerson = TimeSpan.FromMinutes(2);

    /// <summary>The instant that orders the queue, earliest first.</summary>
    public static DateTimeOffset Standing(CallState call) => call.Started - Lead(call);

    /// <summary>What moved the call forward, cues aside, as an operator reads it; the gravest first.</summary>
    public static IReadOnlyList<string> Why(CallState call) =>
    [
        .. call.Recognised.Select(k => k.As switch
        {
            CallerKinds.Professional => "professional caller",
            CallerKinds.RepeatOnUrgent => "calls again, urgent and still open",
            _ => "calls again",
        }),
        .. call.PersonAsked ? ["asked for a person"] : Array.Empty<string>(),
    ];

    private static TimeSpan Lead(CallState call)
    {
        var lead = call.Cues.Where(c => c.Cue.IsRed).Select(c => c.Cue.Level == CueLevel.E1 ? Emergency : Urgent).DefaultIfEmpty().Max();
        foreach (var known in call.Recognised)
        {
            lead += known.As switch
            {
                CallerKinds.Professional => Professional,
                CallerKinds.RepeatOnUrgent => RepeatOnUrgent,
                _ => Repeat,
            };
        }
        return call.PersonAsked ? lead + AskedForPerson : lead;
    }
}

/// <summary>What can be known of a caller at the first ring.</summary>
public static class CallerKinds
{
    /// <summary>On the practice's list of known numbers: a hospital, laboratory or pharmacy.</summary>
    public const string Professional = "professional";

    /// <summary>Called this practice within the last 30 minutes.</summary>
    public const string Repeat = "repeat";

    /// <summary>As <see cref="Repeat"/>, and what was urgent then is still open.</summary>
    public const string RepeatOnUrgent = "repeat-on-urgent";

    /// <summary>How long an earlier call counts.</summary>
    public static readonly TimeSpan RepeatWithin = TimeSpan.FromMinutes(30);
}
