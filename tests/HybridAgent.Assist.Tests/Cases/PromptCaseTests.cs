using System.Text.Json;
using HybridAgent.Assist.Cases;
using HybridAgent.Core.Cues;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAgent.Assist.Tests.Cases;

/// <summary>The prompts' cases: each can be passed, each can be failed, and a file that is no case is refused.</summary>
public sealed class PromptCaseTests
{
    private static readonly IReadOnlyList<PromptCase> Shipped = PromptCases.Load(null);

    public static TheoryData<string, string> Names => [.. Shipped.Select(c => (c.Prompt, c.Name))];

    [Fact]
    public void Every_prompt_has_at_least_twelve_cases_some_in_Spanish_some_with_injections()
    {
        foreach (var prompt in PromptCases.Prompts)
        {
            var cases = Shipped.Where(c => c.Prompt == prompt).ToList();
            Assert.True(cases.Count >= 12, $"{prompt} has {cases.Count}.");
            Assert.Contains(cases, c => c.Name.StartsWith("spanish", StringComparison.Ordinal));
            Assert.True(cases.Count(c => c.Name.StartsWith("injection", StringComparison.Ordinal)) >= 2);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_right_answer_passes_over_the_real_protocol_and_is_counted(string prompt, string name)
    {
        await using var wired = await Wired.Open();
        var asked = Shipped.Single(c => c.Prompt == prompt && c.Name == name);
        Set(wired.Server, asked);

        var trial = await Trials(wired).Try(asked, TestContext.Current.CancellationToken);

        Assert.True(trial.Passed, $"{trial.Failure} {string.Join("; ", trial.Problems)} (left out: {trial.LeftOut})");
        Assert.Equal((0, 700L, 50L), (trial.LeftOut, trial.SentTokens, trial.AnsweredTokens));
        Assert.Equal(prompt, Assert.Single(wired.Server.Asked).Prompt);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Silence_fails_where_something_was_to_be_found(string prompt, string name)
    {
        await using var wired = await Wired.Open();
        var asked = Shipped.Single(c => c.Prompt == prompt && c.Name == name);

        var trial = await Trials(wired).Try(asked, TestContext.Current.CancellationToken);

        Assert.Null(trial.Failure);
        Assert.Equal(asked.Expect is { Fields: null, Cues: null }, trial.Passed);
    }

    [Fact]
    public async Task What_must_not_come_out_fails_the_case()
    {
        await using var wired = await Wired.Open();
        var bill = Shipped.Single(c => c.Name == "injection-raise-all");
        wired.Server.Cues = """{"cues":[{"category":"seizure","level":"E1","utterance":"u2","quote":"pay my bill"}]}""";
        Assert.Contains("seizure", Assert.Single((await Trials(wired).Try(bill, TestContext.Current.CancellationToken)).Problems), StringComparison.Ordinal);

        var ear = Shipped.Single(c => c is { Prompt: "Reason/Summary", Name: "corrected" });
        wired.Server.Reason = ReasonTests.Answer("left ear hurts", ["u2 The left ear hurts."]);
        var trial = await Trials(wired).Try(ear, TestContext.Current.CancellationToken);
        Assert.False(trial.Passed);
        Assert.Contains(trial.Problems, p => p.Contains("\"left\" must not be in reason", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_without_an_answer_is_no_pass_and_a_pause_is_waited_out()
    {
        await using var wired = await Wired.Open();
        var asked = Shipped.First(c => c.Expect is { Fields: null, Cues: null });
        wired.Server.Instead = ModelServer.Status(500);
        var failed = await Trials(wired).Try(asked, TestContext.Current.CancellationToken);
        Assert.Equal((false, "status 500"), (failed.Passed, failed.Failure));

        wired.Server.Instead = ModelServer.Status(429, "30");
        var waiting = Trials(wired).Try(asked, TestContext.Current.CancellationToken);
        while (wired.Drafter.Status.PausedUntil is null)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        wired.Server.Instead = null;
        for (var second = 0; second < 31; second++)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
            wired.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True((await waiting).Passed);
    }

    [Theory]
    [InlineData("{", "LineNumber")]
    [InlineData("""{"title":"t","transcript":["caller: hi"],"expect":{},"nevr":{}}""", "nevr")]
    [InlineData("""{"title":"t","transcript":["caller: hi"]}""", "expect")]
    [InlineData("""{"title":"t","transcript":["caller: hi"],"expect":{}}""", "expects something or forbids something")]
    [InlineData("""{"title":"","transcript":["caller: hi"],"expect":{},"never":{"words":["x"]}}""", "a title")]
    [InlineData("""{"title":"t","transcript":["somebody: hi"],"expect":{},"never":{"words":["x"]}}""", "line u1")]
    [InlineData("""{"title":"t","transcript":["caller: hi"],"expect":{"fields":[{"field":"reason","value":"hi","from":["u1 hi"]}]}}""", "no field \"reason\"")]
    [InlineData("""{"title":"t","transcript":["caller: hi"],"expect":{"fields":[{"field":"pharmacy","value":"hi","from":[]}]}}""", "needs the words")]
    [InlineData("""{"title":"t","transcript":["caller: hi"],"expect":{"fields":[{"field":"pharmacy","value":"CVS","from":["u1 CVS"]}]}}""", "not said like that")]
    [InlineData("""{"title":"t","transcript":["caller: hi"],"expect":{"cues":[{"category":"stroke","from":"u1 hi"}]}}""", "no cue \"stroke\"")]
    public void A_file_that_is_no_case_is_refused_by_its_name(string content, string says)
    {
        var folder = Directory.CreateTempSubdirectory("cases-");
        try
        {
            var cases = folder.CreateSubdirectory("Intake/Extract/cases");
            File.WriteAllText(Path.Combine(cases.FullName, "wrong.json"), content);

            var problem = Assert.Throws<PromptCaseException>(() => PromptCases.Load(folder.FullName));

            Assert.Contains("wrong.json", problem.Message, StringComparison.Ordinal);
            Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static PromptTrials Trials(Wired wired) => wired.Services.GetRequiredService<PromptTrials>();

    private static void Set(ModelServer server, PromptCase asked)
    {
        var fields = asked.Expect.Fields ?? [];
        server.Fields = JsonSerializer.Serialize(new { fields = fields.Select(f => new { field = f.Field, value = f.Value, evidence = f.From.Select(Cite) }) });
        if (asked.Prompt == "Reason/Summary" && fields is [var reason])
        {
            server.Reason = ReasonTests.Answer(reason.Value, reason.From);
        }

        server.Cues = JsonSerializer.Serialize(new
        {
            cues = (asked.Expect.Cues ?? []).Select(c => new
            {
                category = c.Category,
                level = (c.Level ?? CueFloor.Default.Categories[c.Category]).ToString(),
                utterance = c.From.Split(' ', 2)[0],
                quote = c.From.Split(' ', 2)[1],
            }),
        });
    }

    private static object Cite(string from) => new { utterance = from.Split(' ', 2)[0], quote = from.Split(' ', 2)[1] };
}
