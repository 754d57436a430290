using System.Text.Json;
using System.Text.Json.Nodes;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Storage.Sqlite;

namespace HybridAgent.Server.Tests.Cli;

/// <summary>`replay` as the README shows it, on a real store with sealed payloads, by the built executable.</summary>
public sealed class ReplayVerbTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory("hybrid-agent-replay-").FullName;

    [Fact]
    public async Task The_rules_that_heard_the_calls_differ_in_no_cue_and_hold_the_gate_while_a_server_has_the_folder()
    {
        await using var store = SqliteEventStore.Open(folder);
        await Write(store, "i have crushing chest pain and my name is mary johnson");
        var (code, output, error) = await Run("--assist", "rules");
        Assert.Equal("", error);
        Assert.Contains("1 calls, 1 utterances, compared with recorded", output);
        Assert.Contains("GATE  rules: holds", output);
        Assert.Matches("red flags lost +0", output);
        Assert.Equal(0, code);
        Assert.Equal(output, (await Run("--assist", "rules")).Output);
    }

    [Fact]
    public async Task A_candidate_that_loses_a_red_flag_fails_the_gate_and_shows_where_without_a_word_of_the_caller()
    {
        CallId call;
        await using (var store = SqliteEventStore.Open(folder))
        {
            call = await Write(store, "i have crushing chest pain");
            await Write(store, "i cannot breathe");
        }
        Candidate("cues-en@99", "chest_pain");
        var json = Path.Combine(folder, "result.json");
        var (code, output, _) = await Run("--assist", "rules,rules@v99", "--json", json);
        Assert.Equal(1, code);
        Assert.Contains("GATE  rules: holds", output);
        Assert.Contains("GATE  rules@v99: DOES NOT HOLD: 1 red flag lost", output);
        Assert.Contains("LOST     chest_pain: red E1, now gone", output);
        Assert.DoesNotContain("crushing", output.Split("[")[0]);
        Assert.DoesNotContain("\"words\"", await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken));
        var lost = JsonDocument.Parse(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken)).RootElement
            .GetProperty("results")[1].GetProperty("lost")[0];
        Assert.Equal((call.ToString(), "chest_pain"), (lost.GetProperty("call").GetString(), lost.GetProperty("category").GetString()));
        Assert.Contains("crushing chest pain", (await Run("--assist", "rules@v99", "--show-words")).Output);
    }

    [Fact]
    public async Task Judged_calls_become_cases_for_the_owners_eyes_and_the_gate_asks_for_a_red_cue_in_them()
    {
        await using (var store = SqliteEventStore.Open(folder))
        {
            await Write(store, "something is not right with my breakfast", Judgements.ShouldHaveBeenUrgent, "chest_pain");
            await Write(store, "i have crushing chest pain", Judgements.WasNotUrgent);
            await Write(store, "i need a refill");
        }
        var cases = Path.Combine(folder, "cases.jsonl");
        var (code, output, error) = await Run("--cases", cases);
        Assert.Equal((0, ""), (code, output));
        Assert.Contains("personal data", error);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(cases));
        Assert.Equal(2, (await File.ReadAllLinesAsync(cases, TestContext.Current.CancellationToken)).Length);
        Assert.Contains("already exists", (await Run("--cases", cases)).Error);
        foreach (var calls in new[] { "all", cases })
        {
            (code, output, _) = await Run("--calls", calls, "--assist", "rules");
            Assert.Equal(1, code);
            Assert.Contains("GATE  rules: DOES NOT HOLD: 1 that should have been urgent not red", output);
            Assert.Matches("was not urgent +still red in 1 of 1", output);
        }
        var answers = Path.Combine(folder, "answers.jsonl");
        Assert.Equal(0, (await CommandLineTests.Run("eval", "cues", "--in", cases, "--out", answers)).Code);
    }

    [Fact]
    public async Task A_record_that_was_altered_is_named_and_no_gate_holds()
    {
        CallId altered;
        await using (var store = SqliteEventStore.Open(folder))
        {
            altered = await Write(store, "i have crushing chest pain");
            await Write(store, "i need a refill");
        }
        using (var file = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(folder, "calls.db")};Pooling=false"))
        {
            file.Open();
            using var command = file.CreateCommand();
            command.CommandText = "UPDATE event SET ciphertext = zeroblob(40) WHERE call_id = @call AND sequence = 3";
            command.Parameters.AddWithValue("@call", altered.Value.ToByteArray(bigEndian: true));
            Assert.Equal(1, command.ExecuteNonQuery());
        }
        var (code, output, _) = await Run("--assist", "rules");
        Assert.Equal(1, code);
        Assert.Contains($"BROKEN  {altered}", output);
        Assert.Contains("1 records are broken", output);
    }

    [Fact]
    public async Task A_gate_over_nothing_does_not_hold_it_says_that_nothing_was_compared()
    {
        await using (SqliteEventStore.Open(folder))
        {
        }
        var (code, output, error) = await Run("--calls", "since:2026-01-01", "--assist", "rules");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("nothing was compared", error);

        var cases = Path.Combine(folder, "unjudged.jsonl");
        await File.WriteAllTextAsync(cases, """{"id":"a","text":"i have crushing chest pain"}""", TestContext.Current.CancellationToken);
        (code, output, _) = await Run("--calls", cases, "--assist", "rules");
        Assert.Equal(2, code);
        Assert.Contains("NOTHING WAS COMPARED", output);
        Assert.DoesNotContain("holds", output);
        Candidate("cues-en@99", "stroke");
        Assert.Equal(0, (await Run("--calls", cases, "--assist", "rules,rules@v99")).Code);
    }

    [Theory]
    [InlineData("there is no such version; there is cues-", "--assist", "rules@v77")]
    [InlineData("no model is configured", "--assist", "model@gpt")]
    [InlineData("a side is recorded, rules", "--assist", "magic")]
    [InlineData("nothing to compare", "--assist", "recorded")]
    [InlineData("looks like 2026-03-01", "--calls", "since:yesterday")]
    [InlineData("1 of these 1 calls are not in", "--calls", "0123456789abcdef0123456789abcdef")]
    [InlineData("call ids with commas", "--calls", "everything")]
    [InlineData("no such file", "--calls", "no-such.jsonl")]
    [InlineData("no such folder", "--floors", "/no/such/floors")]
    public async Task What_is_named_wrongly_gets_one_line_and_exit_code_2(string says, params string[] arguments)
    {
        await using (SqliteEventStore.Open(folder))
        {
        }
        var (code, output, error) = await Run(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(says, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Task<(int Code, string Output, string Error)> Run(params string[] arguments) => CommandLineTests.Run(["replay", "--data", folder, .. arguments]);

    /// <summary>The shipped floor under another version, without one category.</summary>
    private void Candidate(string version, string without)
    {
        using var shipped = new StreamReader(typeof(CueFloor).Assembly.GetManifestResourceStream(
            typeof(CueFloor).Assembly.GetManifestResourceNames().Single(n => n.EndsWith("cue-floor-english.json", StringComparison.Ordinal)))!);
        var floor = JsonNode.Parse(shipped.ReadToEnd())!;
        floor["version"] = version;
        var categories = floor["categories"]!.AsArray();
        categories.Remove(categories.Single(c => (string?)c!["name"] == without));
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "floors")).FullName, "candidate.json"), floor.ToJsonString());
    }

    /// <summary>A call in which the caller says this and the shipped rules hear it, as a live call writes it.</summary>
    private static async Task<CallId> Write(IEventStore store, string text, string? judgement = null, string? category = null)
    {
        var call = new CallId(Guid.NewGuid());
        (string Command, CallEvent Event)[] events =
        [
            ("start", new CallStarted("demo", "main", "test", null)), ("notice", new NoticeEnded("", 5000)),
            ("said", new UtteranceHeard(new Utterance("u1", LegRole.Caller, text, [], 0, 1000, "scripted"))),
            .. CueFloor.Default.Find(text).Select((c, i) => ($"said/{c.Category}/{c.Assertion}", (CallEvent)new CueRaised($"c{i + 1}", c, 0, 1, false, "rules"))),
            ("close", new MessageSent("m", new string('0', 64), "op-1")), ("close", new CallClosed(Outcomes.MessageSent, "op-1")),
            .. judgement is null ? Array.Empty<(string, CallEvent)>() : [("judge", new JudgementGiven(judgement, category, "because", "pr-1"))],
        ];
        var fresh = events.Select(e => new NewEvent(Noon, "system", e.Command, e.Event)).ToList();
        var state = CallState.Fold(call, fresh.Select((e, n) => new StoredEvent(call, n + 1, e.At, e.Actor, e.Command, e.Event)));
        await store.Append(call, 0, fresh, state.Row());
        return call;
    }
}
