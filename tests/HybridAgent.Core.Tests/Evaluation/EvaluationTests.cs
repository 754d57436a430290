using System.Text.Json;
using HybridAgent.Core.Evaluation;
using Answers = HybridAgent.Core.Evaluation.Evaluation;

namespace HybridAgent.Core.Tests.Evaluation;

public class EvaluationTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    [Fact]
    public void Turns_are_heard_as_in_a_call()
    {
        var line = """{"id":"a","turns":[{"speaker":"operator","text":"Any chest pain?"},{"speaker":"caller","text":"yeah since noon"}]}""";
        using var answer = JsonDocument.Parse(Assert.Single(Answers.Cues([line])));

        Assert.True(answer.RootElement.GetProperty("emergency").GetBoolean());
        Assert.Equal("chest_pain", answer.RootElement.GetProperty("categories")[0].GetString());
    }

    [Fact]
    public void A_note_is_answered_in_the_scorers_names()
    {
        var line = """{"id":"a","turns":[{"speaker":"operator","text":"Phone number?"},{"speaker":"caller","text":"415 555 0192"}]}""";
        using var answer = JsonDocument.Parse(Assert.Single(Answers.Intake([line], Today)));

        Assert.Equal("+14155550192", answer.RootElement.GetProperty("fields").GetProperty("phone").GetString());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("""{"id":"a"}""")]
    [InlineData("""{"text":"no id"}""")]
    [InlineData("""{"id":"a","turns":[{"speaker":"nobody","text":"x"}]}""")]
    public void A_bad_line_is_named_by_its_number(string bad)
    {
        var problem = Assert.Throws<EvaluationException>(() => Answers.Cues(["""{"id":"ok","text":"hello"}""", "", bad]).ToList());

        Assert.Equal(3, problem.Line);
        Assert.StartsWith("Line 3:", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_development_set_holds_the_floor_where_it_is()
    {
        var file = Shared("clinical/a-emergency.dev.jsonl");
        Assert.SkipWhen(file is null, "shared/data/clinical is not here");
        var flagged = Answers.Cues(File.ReadLines(file!)).Select(l => JsonDocument.Parse(l).RootElement)
            .ToDictionary(e => e.GetProperty("id").GetString()!, e => e.GetProperty("emergency").GetBoolean());
        var lay = File.ReadLines(file!).Select(l => JsonDocument.Parse(l).RootElement).Where(e => e.GetProperty("register").GetString() == "lay").ToList();
        var emergencies = lay.Where(e => e.GetProperty("gold").GetProperty("emergency").ValueKind == JsonValueKind.True).ToList();
        var others = lay.Where(e => e.GetProperty("gold").GetProperty("emergency").ValueKind == JsonValueKind.False).ToList();

        Assert.True(emergencies.Count(e => flagged[e.GetProperty("id").GetString()!]) >= 0.95 * emergencies.Count);
        Assert.True(others.Count(e => flagged[e.GetProperty("id").GetString()!]) <= 0.05 * others.Count);
    }

    private static string? Shared(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "data", path);
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }
}
