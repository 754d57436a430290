namespace HybridAgent.Speech.Azure.Session;

/// <summary>When to try again. Pure but for its memory of failures; one session's thread at a time.</summary>
/// <param name="jitter">0 to 1, evenly spread: many sessions that broke together must not come back together.</param>
internal sealed class RetryPlan(TimeSpan first, TimeSpan longest, TimeSpan giveUpAfter, Func<double> jitter)
{
    private int _failures;
    private TimeSpan? _failingSince;

    /// <summary>How long to wait; null when the session must end.</summary>
    /// <param name="now">A clock that only goes forward.</param>
    /// <param name="worked">The connection had heard something, or lived long: what failed before it is forgotten.</param>
    public TimeSpan? Pause(ConnectionEnd end, TimeSpan now, bool worked)
    {
        if (worked) (_failures, _failingSince) = (0, null);
        _failingSince ??= now;
        var failure = _failures++;
        if (end.Next is NextStep.Done or NextStep.GiveUp || now - _failingSince >= giveUpAfter) return null;
        if (end.Next == NextStep.Refused) return worked ? Growing(0) : null;
        if (end.Next == NextStep.Reconnect && failure == 0) return TimeSpan.Zero;
        var pause = Growing(failure - (end.Next == NextStep.Reconnect ? 1 : 0));
        return end.RetryAfter is { } asked && asked > pause ? asked + (asked * 0.1 * jitter()) : pause;
    }

    private TimeSpan Growing(int failure)
    {
        var full = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(failure, 20)));
        return TimeSpan.FromMilliseconds(full * (0.5 + (0.5 * jitter())));
    }
}
