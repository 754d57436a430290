namespace HybridAgent.Speech.Chain;

/// <summary>How patient a chain of engines is ("Speech:Chain:*").</summary>
public sealed record ChainSettings
{
    /// <summary>Audio kept while no engine hears, and to be heard again by the next one; the oldest goes beyond. 1 s to 60 s.</summary>
    public TimeSpan Buffer { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An engine that says it is away may come back for so long before the next one takes over. 0 to 60 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// An engine that was lost is given the leg back after hearing well for so long beside the one that took over; twice as long
    /// after each further loss, at most sixteen times. 3 s to 10 min.
    /// </summary>
    public TimeSpan Probation { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first pause before an engine that failed is opened again; it doubles from there. 100 ms to 60 s.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest such pause. At least the first, at most 10 min.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What is wrong with these settings, in one line; null when they can be used.</summary>
    public string? Problem() =>
        Outside(Buffer, 1, 60) ? "Speech:Chain:Buffer goes from 1 second to 1 minute."
        : Outside(Patience, 0, 60) ? "Speech:Chain:Patience goes from 0 to 1 minute."
        : Outside(Probation, 3, 600) ? "Speech:Chain:Probation goes from 3 seconds to 10 minutes."
        : Outside(FirstRetry, 0.1, 60) ? "Speech:Chain:FirstRetry goes from 100 ms to 1 minute."
        : LongestRetry < FirstRetry || LongestRetry > TimeSpan.FromMinutes(10) ? "Speech:Chain:LongestRetry goes from FirstRetry to 10 minutes."
        : null;

    private static bool Outside(TimeSpan value, double from, double to) => value.TotalSeconds < from || value.TotalSeconds > to;
}
