using System.Globalization;
using System.Text;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Replay;
using HybridAgent.Server.Shell;

namespace HybridAgent.Server.Replay;

/// <summary>A replay as a person reads it in a terminal: what differs, call by call, then the counts, then whether the gate holds.</summary>
internal sealed class ReplayText(ReplayReport report)
{
    private readonly StringBuilder text = new();

    public string Write()
    {
        Line($"{report.Calls.Calls.Count} calls, {report.Calls.Calls.Sum(c => c.State.Utterances.Count)} utterances{(report.Against is { } against ? $", compared with {against}" : "")}");
        foreach (var (name, what) in report.Sides)
        {
            Line($"  {name,-12} {what}");
        }
        foreach (var (call, problem) in report.Calls.Broken)
        {
            Line($"BROKEN  {call}  {problem}");
        }
        for (var i = 0; i < report.Calls.Calls.Count; i++)
        {
            Call(i);
        }
        Line();
        foreach (var result in report.Results)
        {
            Counts(result);
        }
        Verdict();
        return text.ToString();
    }

    private void Call(int place)
    {
        var call = report.Calls.Calls[place];
        var told = report.Results.Select(r => (r.Side, Result: r, Of: r.Calls[place]))
            .Where(r => r.Of.Difference is { IsEmpty: false } || r.Of.Heard.Failure is not null || r.Result.Missed.Contains(call) || r.Result.StillAlarming.Contains(call)).ToList();
        if (told.Count == 0)
        {
            return;
        }
        Line();
        Line($"{call.Id}  {(call.HasRecord ? $"{call.State.Started:yyyy-MM-dd HH:mm} UTC  " : "")}{call.Practice.Id}{Judged(call.Gold)}");
        foreach (var (side, result, of) in told)
        {
            Line($"  {side}");
            if (of.Heard.Failure is { } failure)
            {
                Line($"    NOT WHOLE  {failure}");
            }
            if (result.Missed.Contains(call))
            {
                Line($"    MISSED   should have been urgent: no red cue{(call.Gold is { Categories.Count: > 0 } gold ? $" of {string.Join(" or ", gold.Categories)}" : "")}");
            }
            if (result.StillAlarming.Contains(call))
            {
                Line("    alarms   judged not urgent: still a red cue");
            }
            Differences(of.Difference);
        }
    }

    private void Differences(CallDifference? found)
    {
        if (found is null)
        {
            return;
        }
        foreach (var flag in found.Lost)
        {
            Line($"    LOST     {flag.Category}: {Name(flag.Before)}, now {Name(flag.Now)}{(flag.PutAway ? " (put away by the operator at the time)" : "")}{(flag.Round > 0 ? " (raised again after it had been put away)" : "")}");
        }
        foreach (var cue in found.Here)
        {
            Line($"    + cue    {Cue(cue)}");
        }
        foreach (var cue in found.There)
        {
            Line($"    - cue    {Cue(cue)}");
        }
        foreach (var draft in found.Added)
        {
            Line($"    + field  {draft.Field}{Value(draft)}  {Where(draft)}");
        }
        foreach (var (before, now) in found.Changed)
        {
            Line($"    ~ field  {now.Field}{Value(before)}{(report.ShowWords ? " to" : "")}{Value(now)}  {Where(now)}");
        }
        foreach (var draft in found.Dropped)
        {
            Line($"    - field  {draft.Field}{Value(draft)}  {Where(draft)}");
        }
    }

    private void Counts(SideResult r)
    {
        var found = r.Calls.Select(c => c.Difference).OfType<CallDifference>().ToList();
        Line(r.Side);
        if (report.Baseline is { } before)
        {
            Row("calls that differ", $"{r.Differing} of {r.Calls.Count}");
            Row("cues only here", $"{found.Sum(d => d.Here.Count)} ({found.Sum(d => d.Here.Count(c => c.Cue.IsRed))} red)");
            Row($"cues only in {before.Side}", $"{found.Sum(d => d.There.Count)} ({found.Sum(d => d.There.Count(c => c.Cue.IsRed))} red)");
            Row("red flags lost", $"{r.Lost.Count}{(r.Lost.Count > 0 ? $" ({r.Lost.Count(l => l.Flag.Now == Gravity.Silent)} gone, {r.Lost.Count(l => l.Flag.Now == Gravity.Amber)} now amber, {r.Lost.Count(l => l.Flag.Now == Gravity.RedE2)} now E2)" : "")}");
            if (r.AcceptNotUrgent)
            {
                Row("quieted as judged", $"{r.Quieted}");
            }
            Row("calls with a red cue", $"{r.Calls.Count(c => c.Heard.IsRed)}, {before.Side} {before.Calls.Count(c => c.Heard.IsRed)}");
            Row("fields", $"{found.Sum(d => d.Added.Count)} added, {found.Sum(d => d.Changed.Count)} changed, {found.Sum(d => d.Dropped.Count)} dropped");
            if (r.Agreement() is { Confirmed: > 0 } mine)
            {
                Row("drafted as a human confirmed", $"{mine.Same} of {mine.Confirmed}, {before.Side} {before.Agreement().Same}");
            }
        }
        else
        {
            Row("calls with a red cue", $"{r.Calls.Count(c => c.Heard.IsRed)} of {r.Calls.Count}");
        }
        if (r.RaisedByHuman > 0)
        {
            Row("emergency key pressed", $"red here too in {r.RaisedByHumanAndRed} of {r.RaisedByHuman}");
        }
        if (r.ShouldHaveBeenUrgent > 0)
        {
            Row("should have been urgent", $"red in {r.ShouldHaveBeenUrgent - r.Missed.Count - r.Wordless} of {r.ShouldHaveBeenUrgent}{(r.Wordless > 0 ? $" ({r.Wordless} without a transcript)" : "")}");
        }
        if (r.NotUrgent > 0)
        {
            Row("was not urgent", $"still red in {r.StillAlarming.Count} of {r.NotUrgent}");
        }
        Line();
    }

    private void Verdict()
    {
        if (report.NothingCompared)
        {
            Line("GATE  NOTHING WAS COMPARED: there is no other side, and no call that was judged an emergency. Name a second side, or judged calls.");
            return;
        }
        foreach (var r in report.Results)
        {
            var why = new[]
            {
                r.Lost.Count > 0 ? $"{r.Lost.Count} red {(r.Lost.Count == 1 ? "flag" : "flags")} lost" : null,
                r.Missed.Count > 0 ? $"{r.Missed.Count} that should have been urgent not red" : null,
                r.Failed > 0 ? $"{r.Failed} not replayed as a whole" : null,
            }.OfType<string>().ToList();
            Line($"GATE  {r.Side}: {(why.Count == 0 ? "holds" : "DOES NOT HOLD: " + string.Join(", ", why))}");
        }
        if (report.Calls.Broken.Count > 0)
        {
            Line($"GATE  DOES NOT HOLD: {report.Calls.Broken.Count} records are broken and were not replayed");
        }
    }

    private string Cue(HeardCue c) =>
        $"{c.Cue.Level} {c.Cue.Category} {c.Cue.Assertion}  {(c.Utterance is { } said ? $"{said} words {c.Cue.FirstWord}-{c.Cue.LastWord}" : "not in an utterance")}"
        + $"{(report.ShowWords ? $"  \"{c.Cue.Words}\"" : "")}  [{c.Cue.Rule}]";

    private string Value(FieldDraft draft) => report.ShowWords ? $" \"{draft.Value}\"" : "";

    private static string Where(FieldDraft draft) => string.Join(", ", draft.Evidence.Select(s => $"{s.Utterance} words {s.FirstWord}-{s.LastWord}"));

    private string Judged(Gold? gold) => gold is null ? ""
        : $"  judged: {(gold.Emergency ? "should have been urgent" : "was not urgent")}{(gold.Categories.Count > 0 ? $" ({string.Join(", ", gold.Categories)})" : "")}"
          + (report.ShowWords && gold.Why is { } why ? $": {why}" : "");

    private static string Name(Gravity gravity) => gravity switch
    {
        Gravity.RedE1 => "red E1",
        Gravity.RedE2 => "red E2",
        Gravity.Amber => "amber",
        _ => "gone",
    };

    private void Row(string name, string value) => Line($"  {name,-30} {value}");

    /// <summary>Words of callers are text: nothing in them reaches the terminal as a command.</summary>
    private void Line(string line = "") =>
        text.Append(string.Concat(line.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '?' : c))).Append('\n');
}
