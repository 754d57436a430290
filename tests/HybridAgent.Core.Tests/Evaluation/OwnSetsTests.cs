using System.Text.Json;
using Answers = HybridAgent.Core.Evaluation.Evaluation;

namespace HybridAgent.Core.Tests.Evaluation;

/// <summary>
/// Sets written for this project by authors who had not seen the lists; "held-out" is the half whose errors nobody looked at. What
/// was reached once is kept: a change that loses more than it should fails here, not at a caller. Figures: docs/assist-evaluation.md.
/// </summary>
public class OwnSetsTests
{
    private sealed record Score(int Found, int Emergencies, int Alarms, int Routine)
    {
        public double Sensitivity => (double)Found / Emergencies;

        public double AlarmRate => (double)Alarms / Routine;
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Evaluation", "Sets");

    private static Score Measure(string file, string half)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, file)).Where(l => l.Contains($"\"half\": \"{half}\"", StringComparison.Ordinal)).ToList();
        var score = new Score(0, 0, 0, 0);
        foreach (var (line, answer) in lines.Zip(Answers.Cues(lines)))
        {
            using var item = JsonDocument.Parse(line);
            using var said = JsonDocument.Parse(answer);
            var red = said.RootElement.GetProperty("emergency").GetBoolean();
            score = item.RootElement.GetProperty("gold").GetProperty("emergency").GetBoolean()
                ? score with { Emergencies = score.Emergencies + 1, Found = score.Found + (red ? 1 : 0) }
                : score with { Routine = score.Routine + 1, Alarms = score.Alarms + (red ? 1 : 0) };
        }

        return score;
    }

    [Theory]
    [InlineData("phrases.jsonl", "held-out", 0.82, 0.13)]
    [InlineData("phrases.jsonl", "tuned", 0.95, 0.05)]
    [InlineData("dialogues.jsonl", "tuned", 0.95, 0.09)]
    public void Emergencies_once_heard_stay_heard_and_alarms_stay_few(string file, string half, double sensitivity, double alarms)
    {
        var score = Measure(file, half);

        Assert.True(score.Emergencies >= 15 && score.Routine >= 30, $"{score}: the set is not all there");
        Assert.True(score.Sensitivity >= sensitivity, $"{score}: sensitivity {score.Sensitivity:P1} is under {sensitivity:P0}");
        Assert.True(score.AlarmRate <= alarms, $"{score}: alarms {score.AlarmRate:P1} are over {alarms:P0}");
    }

    [Theory]
    [InlineData("held-out", 0.19)]
    [InlineData("tuned", 0.16)]
    public void Ordinary_visits_alarm_no_more_often_than_they_did(string half, double alarms)
    {
        var score = Measure("visits.jsonl", half);

        Assert.True(score.Routine >= 40, $"{score}: the set is not all there");
        Assert.True(score.AlarmRate <= alarms, $"{score}: alarms {score.AlarmRate:P1} are over {alarms:P0}");
    }
}
