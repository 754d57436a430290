using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Calls;

namespace HybridAgent.Server.Line;

/// <summary>
/// Drafts the note beside the call, outside any grain turn. What comes back is a command like any other, and only what plain
/// code derives from the words it cites. One draft at a time, always from the newest words; whatever fails here leaves the
/// form to the human.
/// </summary>
internal sealed class Drafting(RulesDrafter rules, Practice practice, ICallGrain call, TimeProvider time, ILogger log)
{
    private readonly Lock gate = new();
    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(practice.TimeZone);
    private CallState? newest;
    private Task working = Task.CompletedTask;

    /// <summary>Completes when the newest words have been drafted from.</summary>
    public Task Settled
    {
        get
        {
            lock (gate)
            {
                return working;
            }
        }
    }

    /// <summary>Something new was said. Returns at once.</summary>
    public void Heard(CallState state)
    {
        lock (gate)
        {
            var idle = newest is null;
            newest = state;
            if (idle)
            {
                working = Task.Run(Work);
            }
        }
    }

    private async Task Work()
    {
        CallState? done = null;
        while (Next(done) is { } state)
        {
            await Draft(state);
            done = state;
        }
    }

    private CallState? Next(CallState? done)
    {
        lock (gate)
        {
            return newest = ReferenceEquals(newest, done) ? null : newest;
        }
    }

    private async Task Draft(CallState state)
    {
        try
        {
            var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);
            var drafts = rules.Draft(state.Utterances, practice, today);
            if (drafts.Count > 0)
            {
                await call.Do(new DraftFields($"rules-{state.Sequence}", state.Sequence, drafts));
            }
        }
        catch (Exception e)
        {
            log.LogError("Drafting for {Call} failed ({Error}): the note is filled by hand.", state.Call, e.GetType().Name);
        }
    }
}
