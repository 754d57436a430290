using HybridAgent.Assist;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Calls;

namespace HybridAgent.Server.Line;

/// <summary>
/// Drafts the note beside the call, outside any grain turn: rules at once, a model when one is configured. What comes back is
/// a command like any other, and only what plain code can derive from the cited words.
/// </summary>
internal sealed class Drafting(RulesDrafter rules, ModelDrafter model, Practice practice, ICallGrain call, TimeProvider time, ILogger log)
{
    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(practice.TimeZone);
    private Task last = Task.CompletedTask;

    /// <summary>Something new was said. Returns at once.</summary>
    public void Heard(CallState state, CancellationToken cancel)
    {
        last = Task.Run(() => Draft(state, cancel), cancel);
    }

    /// <summary>Completes when the newest draft has been handed in.</summary>
    public Task Settled => last;

    private async Task Draft(CallState state, CancellationToken cancel)
    {
        try
        {
            var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);
            var drafts = rules.Draft(state.Utterances, practice, today);
            await HandIn($"rules-{state.Sequence}", state, drafts);
            if (model.Status.IsOn)
            {
                await AskModel(state, drafts, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            log.LogDebug("Drafting for {Call} was overtaken or the call ended.", state.Call);
        }
        catch (Exception e)
        {
            log.LogError("Drafting for {Call} failed: {Error}. The note is filled by hand.", state.Call, e.GetType().Name);
        }
    }

    private async Task AskModel(CallState state, IReadOnlyList<FieldDraft> byRules, CancellationToken cancel)
    {
        var answer = await model.Draft(state.Call, state.Utterances, cancel);
        // What the rules derived stands: the model only fills what they left empty.
        var added = answer.Drafts.Where(d => byRules.All(r => r.Field != d.Field)).ToList();
        await HandIn($"model-{state.Sequence}", state, added);
        foreach (var cue in answer.Cues)
        {
            var id = $"model-{state.Sequence}/{cue.Category}/{cue.Assertion}";
            await call.Do(new RaiseCue(id, "assistant", cue, 0, (int)answer.Latency.TotalMilliseconds, false, "model"));
        }
    }

    private async Task HandIn(string id, CallState state, IReadOnlyList<FieldDraft> drafts)
    {
        var grounded = drafts.Where(d => Grounding.Derives(d, state.Utterances, out _)).ToList();
        if (grounded.Count > 0)
        {
            await call.Do(new DraftFields(id, state.Sequence, grounded));
        }
    }
}
