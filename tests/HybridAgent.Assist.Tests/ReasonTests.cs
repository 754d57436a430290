using System.Text.Json;
using HybridAgent.Core.Intake;

namespace HybridAgent.Assist.Tests;

/// <summary>The reason in one line: from the caller's words or not at all, and asked for only where nobody has one.</summary>
public sealed class ReasonTests
{
    private static readonly Core.Calls.Utterance[] Said =
    [
        Wired.Operator("u1", "Do you have any chest pain?"),
        Wired.Caller("u2", "No. It's my knee, it swelled up after the fall on Sunday and I can't bend it"),
        Wired.Operator("u3", "Is there a fever?"),
        Wired.Caller("u4", "yeah since last night, no chills"),
    ];

    public static TheoryData<string, string, string[]> Proven => new()
    {
        { "one piece", "knee swelled up after the fall on Sunday", ["u2 my knee, it swelled up after the fall on Sunday"] },
        { "two pieces and a kept negation", "knee swelled up, can't bend it", ["u2 my knee, it swelled up", "u2 can't bend it"] },
        { "a question with its answer", "fever since last night", ["u3 a fever?", "u4 yeah since last night"] },
    };

    public static TheoryData<string, string, string[]> Unproven => new()
    {
        { "a word nobody said", "broken knee", ["u2 my knee"] },
        { "a number nobody said", "knee swelled up 2 days", ["u2 my knee, it swelled up"] },
        { "a lost negation inside", "knee, bend it", ["u2 my knee, it swelled up after the fall on Sunday and I can't bend it"] },
        { "a lost negation before", "chills", ["u4 chills"] },
        { "a question that was denied", "chest pain", ["u1 chest pain?", "u2 No. It's my knee"] },
        { "a question alone", "chest pain", ["u1 chest pain?"] },
        { "a question with other words of the caller", "chest pain knee", ["u1 chest pain?", "u2 my knee"] },
        { "words turned around", "fall after knee", ["u2 my knee, it swelled up after the fall"] },
        { "an essay", new string('x', 201), ["u2 my knee"] },
    };

    [Theory]
    [MemberData(nameof(Proven))]
    public async Task A_reason_in_the_callers_words_is_drafted_with_model_prompt_and_latency(string what, string reason, string[] quotes)
    {
        await using var wired = await Wired.Open();
        wired.Server.Reason = Answer(reason, quotes);
        wired.Server.Instead = async (context, asked) =>
        {
            if (asked.Prompt == "Reason/Summary")
            {
                wired.Time.Advance(TimeSpan.FromMilliseconds(850));
            }

            await wired.Server.Answer(context, asked);
        };

        var result = await wired.DraftWithReason(Said);

        Assert.True(result.Failure is null, what);
        var draft = Assert.Single(result.Drafts);
        Assert.Equal((FieldNames.Reason, reason), (draft.Field, draft.Value));
        Assert.Matches("^model:local prompt:Reason/Summary@[0-9a-f]{8}$", draft.By);
        Assert.InRange(draft.LatencyMs, 850, 900);
        Assert.Contains("prompt:Reason/Summary@", result.Provenance, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Unproven))]
    public async Task A_reason_the_words_do_not_prove_is_left_out(string what, string reason, string[] quotes)
    {
        await using var wired = await Wired.Open();
        wired.Server.Reason = Answer(reason, quotes);

        var result = await wired.DraftWithReason(Said);

        Assert.True(result is { Failure: null, Drafts: [], Ungrounded: 1 }, what);
    }

    [Theory]
    [InlineData("""{"reason":"","evidence":[]}""", null)]
    [InlineData("""{"reason":"knee"}""", AssistFailure.Malformed)]
    [InlineData("""[{"reason":"knee"}]""", AssistFailure.Malformed)]
    [InlineData("knee", AssistFailure.Malformed)]
    public async Task No_reason_yet_is_a_good_answer_and_another_shape_is_not(string answer, string? failure)
    {
        await using var wired = await Wired.Open();
        wired.Server.Reason = answer;

        var result = await wired.DraftWithReason(Said);

        Assert.Equal(failure, result.Failure);
        Assert.Empty(result.Drafts);
        Assert.Equal(0, result.Ungrounded);
    }

    [Fact]
    public async Task Where_somebody_has_a_reason_the_model_is_not_asked_for_one()
    {
        await using var wired = await Wired.Open();
        await wired.Draft(Said);

        Assert.Equal(["Cues/Opinion", "Intake/Extract"], wired.Server.Asked.Select(a => a.Prompt).Order(StringComparer.Ordinal));
    }

    internal static string Answer(string reason, IEnumerable<string> quotes) => JsonSerializer.Serialize(new
    {
        reason,
        evidence = quotes.Select(q => q.Split(' ', 2)).Select(q => new { utterance = q[0], quote = q[1] }),
    });
}
