using System.Collections.Immutable;
using HybridAgent.Core.Calls;

namespace HybridAgent.Core.Incidents;

/// <summary>An emergency of a call, as its record stands. It lives in the call's own record, so that the cue and the duty it creates are one append.</summary>
/// <param name="Cue">Id of the cue that opened it.</param>
/// <param name="PageAt">When clinicians begin to be rung, UTC.</param>
public sealed record Incident(string Id, string Cue, DateTimeOffset Opened, DateTimeOffset PageAt)
{
    /// <summary>Attempt id to person, for what rings now.</summary>
    public ImmutableDictionary<string, string> Rings { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Who declined or did not answer, and when: they are rung again a little later.</summary>
    public ImmutableDictionary<string, DateTimeOffset> Rested { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>How many attempts were ever made: the source of attempt ids, so none is reused.</summary>
    public int RingsMade { get; init; }

    /// <summary>Who acknowledged or took it over; null while open.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>The reason a human gave for taking it over; null when a clinician acknowledged.</summary>
    public string? TakenOverBecause { get; init; }

    public bool IsOpen => ClosedBy is null;

    internal Incident Rung(ClinicianRung e) =>
        this with { Rings = Rings.SetItem(e.Attempt, e.Person), RingsMade = RingsMade + 1, Rested = Rested.Remove(e.Person) };

    internal Incident Ended(ClinicianRingEnded e, DateTimeOffset at) =>
        !Rings.ContainsKey(e.Attempt) ? this
        : this with { Rings = Rings.Remove(e.Attempt), Rested = e.How is RingEnds.NotRinging or "closed" or "gone" ? Rested : Rested.SetItem(e.Person, at) };
}

/// <summary>When the steps of an emergency's ladder open, counted from the page. What rings keeps ringing until somebody has it.</summary>
public static class IncidentLadder
{
    /// <summary>How long an operator on the call may take an emergency over before clinicians are rung.</summary>
    public static readonly TimeSpan Countdown = TimeSpan.FromSeconds(10);

    /// <summary>How long after a decline or an unanswered ring a clinician is rung again.</summary>
    public static readonly TimeSpan RingAgainAfter = TimeSpan.FromSeconds(10);

    /// <summary>From here on everybody on the list rings.</summary>
    public static readonly TimeSpan Everybody = TimeSpan.FromMinutes(4);

    /// <summary>From here on the operators ring too: one of them must take it over by hand.</summary>
    public static readonly TimeSpan Desk = TimeSpan.FromMinutes(5);

    /// <param name="place">0 for the first on the on-call list.</param>
    public static TimeSpan OpensAfter(int place)
    {
        var step = TimeSpan.FromMinutes(2 * place);
        return step < Everybody ? step : Everybody;
    }
}
