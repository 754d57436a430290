using HybridAgent.Core.Calls;
using HybridAgent.Core.Desk;

namespace HybridAgent.Server.OperatorConsole;

/// <summary>What is owed to callers, as the board and the console say it.</summary>
public static class Owed
{
    /// <summary>Everything owed at a desk, by deadline.</summary>
    public static IReadOnlyList<(DeskEntry Entry, OpenPromise Promise)> In(DeskView view) =>
        [.. view.Calls.SelectMany(c => c.Promises.Select(p => (c, p))).OrderBy(o => o.p.Due)];

    /// <summary>What is late and rings for this person: their own always, and on duty also what nobody has taken.</summary>
    public static IReadOnlyList<(DeskEntry Entry, OpenPromise Promise)> Late(DeskView view, string person, bool onDuty, DateTimeOffset now) =>
        [.. In(view).Where(o => o.Promise.Due <= now && (o.Promise.Owner == person || (o.Promise.Owner is null && onDuty)))];

    /// <summary>With icon and words, not by colour alone: "⚠ late 3:20", "in 12:05".</summary>
    public static string Deadline(OpenPromise promise, DateTimeOffset now)
    {
        var span = promise.Due - now;
        var clock = $"{(int)span.Duration().TotalMinutes}:{span.Duration().Seconds:00}";
        return span <= TimeSpan.Zero ? $"⚠ late {clock}" : $"in {clock}";
    }

    public static string What(OpenPromise promise) => (promise.IsCallback, promise.Why) switch
    {
        (false, var words) => words,
        (_, "unfinished") => "Call back: the call broke off before it was finished",
        (_, "cut-off") => "Call back: the caller was cut off before anybody spoke",
        _ => "Call back: the caller hung up before anybody spoke",
    };
}
