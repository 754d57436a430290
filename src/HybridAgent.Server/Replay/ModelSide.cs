using HybridAgent.Assist;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Replay;

namespace HybridAgent.Server.Replay;

/// <summary>Rules, and the configured model beside them as in a call; the model is asked once, with everything that was said.</summary>
internal sealed class ModelSide(RulesSide rules, ModelDrafter model)
{
    public async Task<HeardCall> Hear(ReplayCall call, CancellationToken cancel)
    {
        var heard = rules.Hear(call);
        var said = call.State.Utterances;
        if (said.Count == 0)
        {
            return heard;
        }
        var zone = TimeZoneInfo.FindSystemTimeZoneById(call.Practice.TimeZone);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(call.Events[^1].At, zone).DateTime);
        var answer = await model.Draft(call.State.Call, said, call.Practice, today, !heard.Drafts.ContainsKey(FieldNames.Reason), cancel);
        cancel.ThrowIfCancellationRequested();
        // A budget belongs to a call; cases share an id, and each is a call of its own.
        await model.Forget(call.State.Call);
        var drafts = answer.Drafts.Where(d => !heard.Drafts.ContainsKey(d.Field)).Concat(heard.Drafts.Values).ToDictionary(d => d.Field);
        var cues = answer.Cues.Select(c => new HeardCue(c, null, "model")).Where(c => heard.Of(c.Cue.Category) < HeardCall.GravityOf(c.Cue));
        return new HeardCall([.. heard.Cues, .. cues], drafts, answer.Failure);
    }
}
