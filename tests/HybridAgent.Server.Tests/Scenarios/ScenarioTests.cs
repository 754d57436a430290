using System.Runtime.CompilerServices;
using HybridAgent.Server.Cli;
using HybridAgent.Server.Scenarios;

namespace HybridAgent.Server.Tests.Scenarios;

/// <summary>Every scenario of tests/Scenarios, and what a scenario that is wrong is told.</summary>
public sealed class ScenarioTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder(), "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Plays_as_it_says(string name)
    {
        var result = Play(File.ReadAllText(Path.Combine(Folder(), name + ".yaml")));
        Assert.True(result.Passed, $"{result.Title}\n{string.Join('\n', result.Problems)}\n\n{Timeline(result)}");
    }

    [Fact]
    public void There_are_at_least_thirty() => Assert.True(Files.Count >= 30);

    [Fact]
    public void The_same_scenario_plays_the_same_every_time()
    {
        var text = File.ReadAllText(Path.Combine(Folder(), "emergency-and-hang-up.yaml"));
        Assert.Equal(Timeline(Play(text)), Timeline(Play(text)));
    }

    [Theory]
    [InlineData("{ event: message-sent }", "", "expected message-sent")]
    [InlineData("{ event: offer-made, times: 7 }", "", "7 times")]
    [InlineData("{ event: offer-made, by: 0 }", "{ event: offer-made }", "never offer-made")]
    public void What_does_not_hold_is_said(string expect, string never, string said)
    {
        var result = Play($$"""
            title: It fails
            people: { olivia: operator }
            steps: [ { at: 0, mary: rings }, { at: 3, olivia: answers } ]
            expect: [ {{expect}} ]
            never: [ {{never}} ]
            """);
        Assert.Contains(result.Problems, p => p.Contains(said, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("steps: []", "line 1")]
    [InlineData("title: x\nsteps: [ { mary: rings } ]", "\"at\"")]
    [InlineData("title: x\nsteps: [ { at: 5, mary: rings }, { at: 1, mary: hangs up } ]", "order")]
    [InlineData("title: x\npeople: { olivia: surgeon }\nsteps: [ { at: 0, mary: rings } ]", "role")]
    [InlineData("title: x\nstepps: [ { at: 0, mary: rings } ]", "\"stepps\" is not known")]
    [InlineData("title: x\nsteps: [ { at: 0, mary: rings } ]\nexpect: [ { event: call-exploded } ]", "no event")]
    [InlineData("title: [", "line")]
    [InlineData("just words", "one mapping")]
    public void A_scenario_that_is_none_is_refused_with_its_line(string text, string said)
    {
        Assert.Contains(said, Assert.Throws<WrongInputException>(() => Play(text)).Message);
    }

    [Theory]
    [InlineData("{ at: 1, mary: dances }", "not \"dances\"")]
    [InlineData("{ at: 1, olivia: dances }", "nothing a operator does")]
    [InlineData("{ at: 1, fault: a flood }", "no fault")]
    [InlineData("{ at: 1, peter: hangs up }", "peter has not rung")]
    [InlineData("{ at: 1, mary: says, wav: nowhere.wav }", "nowhere.wav cannot be said")]
    public void A_step_nobody_can_do_fails_the_scenario_and_names_its_line(string step, string said)
    {
        var result = Play($"title: x\npeople: {{ olivia: operator }}\nsteps:\n  - {{ at: 0, mary: rings }}\n  - {step}\n");
        Assert.Contains(result.Problems, p => p.Contains(said, StringComparison.Ordinal) && p.Contains("line 5", StringComparison.Ordinal));
    }

    private static ScenarioResult Play(string yaml)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, yaml);
            using var stage = new Stage(ScenarioFile.Read(file));
            return stage.Run();
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Timeline(ScenarioResult result) =>
        string.Join('\n', result.Events.Select(e => $"{e.At,7:0.0} {e.Caller} {System.Text.Json.JsonSerializer.Serialize(e.Event, Core.Calls.CallJson.Options)}"));

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "Scenarios"));
}
