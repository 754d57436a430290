using HybridAgent.Assist;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Calls;

namespace HybridAgent.Server.Line;

/// <summary>
/// Drafts the note beside the call, outside any grain turn: rules at once, then a model when one is configured. What comes back
/// is a command like any other, and only what plain code derives from the words it cites. Whatever fails here leaves the form to
/// the human.
/// </summary>
internal sealed class Drafting : IAsyncDisposable
{
    private readonly RulesDrafter rules;
    private readonly ModelDrafter model;
    private readonly Practice practice;
    private readonly CallId id;
    private readonly ICallGrain call;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly TimeZoneInfo zone;
    private readonly NewestOnly<CallState> byRules;
    private readonly NewestOnly<CallState> byModel;
    private readonly CancellationTokenSource ended = new();

    public Drafting(RulesDrafter rules, ModelDrafter model, Practice practice, CallId id, ICallGrain call, TimeProvider time, ILogger log)
    {
        (this.rules, this.model, this.practice, this.id, this.call, this.time, this.log) = (rules, model, practice, id, call, time, log);
        zone = TimeZoneInfo.FindSystemTimeZoneById(practice.TimeZone);
        byRules = new NewestOnly<CallState>(state => Guard(state, Rules));
        byModel = new NewestOnly<CallState>(state => Guard(state, Model));
    }

    /// <summary>Completes when the newest words have been drafted from.</summary>
    public Task Settled => Task.WhenAll(byRules.Settled, byModel.Settled);

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);

    /// <summary>Something new was said. Returns at once.</summary>
    public void Heard(CallState state)
    {
        byRules.Give(state);
        if (model.Status.IsOn)
        {
            byModel.Give(state);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await model.Forget(id);
    }

    private async Task Guard(CallState state, Func<CallState, Task> draft)
    {
        try
        {
            await draft(state);
        }
        catch (Exception e)
        {
            log.LogError("Drafting for {Call} failed ({Error}): the note is filled by hand.", state.Call, e.GetType().Name);
        }
    }

    private Task Rules(CallState state) => HandIn($"rules-{state.Sequence}", state, rules.Draft(state.Utterances, practice, Today, state.From));

    private async Task Model(CallState state)
    {
        var byRules = rules.Draft(state.Utterances, practice, Today, state.From);
        var answer = await model.Draft(state.Call, state.Utterances, practice, Today, ModelCommands.WantsReason(state, byRules), ended.Token);
        foreach (var command in ModelCommands.Of(state, answer))
        {
            await call.Do(command);
        }
    }

    private async Task HandIn(string command, CallState state, IReadOnlyList<FieldDraft> drafts)
    {
        if (drafts.Count > 0)
        {
            await call.Do(new DraftFields(command, state.Sequence, drafts));
        }
    }
}
