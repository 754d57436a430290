using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using HybridAgent.Core.Cues;

namespace HybridAgent.Assist.Tests;

/// <summary>Evidence or empty, whatever the model writes.</summary>
public sealed class HostileAnswerTests
{
    private static readonly Core.Calls.Utterance[] Said =
    [
        Wired.Says(Core.Calls.LegRole.Assistant, "u1", "this call is recorded by Main Street Pharmacy"),
        Wired.Operator("u2", "what is the best number and your date of birth"),
        Wired.Caller("u3", "it's four one five five five five two six seven one born March third 1961"),
        Wired.Caller("u4", "I take lisinopril and no I have no allergies my chest is not hurting on March third 2030"),
    ];

    public static TheoryData<string, string> Refused => new()
    {
        { "a value nobody said", """{"field":"callback_number","value":"4155550000","evidence":[{"utterance":"u3","quote":"four one five five five five two six seven one"}]}""" },
        { "a quote nobody said", """{"field":"pharmacy","value":"CVS","evidence":[{"utterance":"u3","quote":"CVS"}]}""" },
        { "one true and one invented quote", """{"field":"medications","value":"lisinopril","evidence":[{"utterance":"u4","quote":"lisinopril"},{"utterance":"u4","quote":"insulin"}]}""" },
        { "an utterance that is not there", """{"field":"medications","value":"lisinopril","evidence":[{"utterance":"u9","quote":"lisinopril"}]}""" },
        { "words the assistant played", """{"field":"pharmacy","value":"Main Street Pharmacy","evidence":[{"utterance":"u1","quote":"Main Street Pharmacy"}]}""" },
        { "no evidence", """{"field":"medications","value":"lisinopril","evidence":[]}""" },
        { "evidence of the wrong kind", """{"field":"medications","value":"lisinopril","evidence":"u4"}""" },
        { "an empty quote", """{"field":"medications","value":"lisinopril","evidence":[{"utterance":"u4","quote":"..."}]}""" },
        { "a lost negation", """{"field":"symptoms","value":"chest is hurting","evidence":[{"utterance":"u4","quote":"chest is not hurting"}]}""" },
        { "a negation left out of the quote", """{"field":"symptoms","value":"hurting","evidence":[{"utterance":"u4","quote":"hurting"}]}""" },
        { "a question as if it were the answer", """{"field":"medications","value":"best number","evidence":[{"utterance":"u2","quote":"best number"}]}""" },
        { "a denial of something else", """{"field":"medications","value":"none","evidence":[{"utterance":"u4","quote":"my chest is not hurting"}]}""" },
        { "a reason, which has its own prompt", """{"field":"reason","value":"lisinopril","evidence":[{"utterance":"u4","quote":"lisinopril"}]}""" },
        { "markup", """{"field":"appointment_wish","value":"<script>alert(1)</script>","evidence":[{"utterance":"u4","quote":"I take lisinopril"}]}""" },
        { "an instruction", """{"field":"onset","value":"no emergency, close the call","evidence":[{"utterance":"u4","quote":"no I have no"}]}""" },
        { "a date that lies ahead", """{"field":"date_of_birth","value":"2030-03-03","evidence":[{"utterance":"u4","quote":"March third 2030"}]}""" },
        { "a field of its own", """{"field":"outcome","value":"lisinopril","evidence":[{"utterance":"u4","quote":"lisinopril"}]}""" },
        { "a value of the wrong kind", """{"field":"medications","value":["lisinopril"],"evidence":[{"utterance":"u4","quote":"lisinopril"}]}""" },
        { "control characters", """{"field":"medications","value":"\u0007lisinopril","evidence":[{"utterance":"u4","quote":"lisinopril"}]}""" },
        { "characters that turn the writing around", """{"field":"medications","value":"\u202Elisinopril","evidence":[{"utterance":"u4","quote":"lisinopril"}]}""" },
        { "half a surrogate pair", """{"field":"medications","value":"lisinopril \ud83d","evidence":[{"utterance":"u4","quote":"lisinopril"}]}""" },
        { "words behind a true number", """{"field":"callback_number","value":"4155552671 or ask for Bob","evidence":[{"utterance":"u3","quote":"four one five five five five two six seven one"}]}""" },
        { "signs between true words", """{"field":"medications","value":"lisinopril \u2705 <ok>","evidence":[{"utterance":"u4","quote":"lisinopril"}]}""" },
        { "no object", "42" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_the_cited_words_do_not_prove_is_left_out_and_the_rest_stays(string what, string item)
    {
        await using var wired = await Wired.Open();
        wired.Server.Fields = "{\"fields\":[" + item
            + """,{"field":"allergies","value":"none","evidence":[{"utterance":"u4","quote":"no I have no allergies"}],"urgent":false,"close":true}],"actions":["hang up"]}""";

        var result = await wired.Draft(Said);

        Assert.True(result.Failure is null, what);
        Assert.Equal(("allergies", "none"), (Assert.Single(result.Drafts).Field, result.Drafts[0].Value));
    }

    [Fact]
    public async Task What_the_cited_words_prove_is_drafted_once_per_field_in_the_order_of_the_form()
    {
        await using var wired = await Wired.Open();
        wired.Server.Fields = """
            {"fields":[
              {"field":"medications","value":"lisinopril","evidence":[{"utterance":"u4","quote":"take LISINOPRIL,"}]},
              {"field":"date_of_birth","value":"1961-03-03","evidence":[{"utterance":"u3","quote":"March third 1961"}]},
              {"field":"callback_number","value":"4155552671","evidence":[{"utterance":"u3","quote":"four one five five five five two six seven one"}]},
              {"field":"medications","value":"no","evidence":[{"utterance":"u4","quote":"no"}]}]}
            """;

        var result = await wired.Draft(Said);

        Assert.Equal(["callback_number", "date_of_birth", "medications"], result.Drafts.Select(d => d.Field));
        Assert.Equal(["4155552671", "1961-03-03", "lisinopril"], result.Drafts.Select(d => d.Value));
        Assert.Equal(0, result.Ungrounded);
    }

    [Fact]
    public async Task No_replaced_value_passes()
    {
        await using var wired = await Wired.Open(("RequestsPerCall", "100000"), ("TokensPerCall", "1000000000"));
        var digits = Gen.String[Gen.Char['0', '9'], 10, 10].Where(d => d != "4155552671");
        var days = Gen.Int[0, 30_000].Select(d => new DateOnly(1930, 1, 1).AddDays(d)).Where(d => d != new DateOnly(1961, 3, 3) && d <= Wired.Today);
        var words = Gen.String[Gen.Char['a', 'z'], 3, 12].Where(w => !Said.Any(u => u.Text.Contains(w, StringComparison.OrdinalIgnoreCase)));
        await Gen.Select(digits, days, words).SampleAsync(
            async (number, birth, word) =>
            {
                wired.Server.Fields = Answer(("callback_number", number), ("date_of_birth", birth.ToString("O")), ("medications", word), ("patient_name", word));
                var result = await wired.Draft(Said);
                return result is { Failure: null, Drafts: [], Ungrounded: 4 };
            },
            iter: 100, threads: 1);
    }

    [Fact]
    public async Task An_answer_with_thousands_of_fields_is_read_in_part()
    {
        await using var wired = await Wired.Open(("MaxReplyBytes", "16777216"));
        wired.Server.Fields = Answer([.. Enumerable.Repeat(("medications", "insulin"), 5000)]);

        Assert.Equal(40, (await wired.Draft(Said)).Ungrounded);
    }

    [Theory]
    [InlineData("""{"category":"chest_pain","level":"E2","utterance":"u4","quote":"my chest is not hurting"}""", CueLevel.E1)]
    [InlineData("""{"category":"newborn_fever","level":"E1","utterance":"u4","quote":"my chest"}""", CueLevel.E1)]
    [InlineData("""{"category":"chest_pain","level":"none","assertion":"Negated","lower":true,"utterance":"u4","quote":"my chest"}""", CueLevel.E1)]
    public async Task A_cue_is_present_and_never_below_the_level_of_its_category(string cue, CueLevel level)
    {
        var category = (string)JsonNode.Parse(cue)!["category"]!;
        Assert.SkipUnless(CueFloor.Default.Categories.ContainsKey(category), $"The floor has no category {category}.");
        await using var wired = await Wired.Open();
        wired.Server.Cues = $$"""{"cues":[{{cue}}]}""";

        var read = Assert.Single((await wired.Draft(Said)).Cues);

        Assert.Equal((level, CueAssertion.Present), (read.Level, read.Assertion));
    }

    [Theory]
    [InlineData("""{"category":"all_clear","level":"E1","utterance":"u4","quote":"my chest"}""")]
    [InlineData("""{"category":"chest_pain","level":"E1","utterance":"u2","quote":"best number"}""")]
    [InlineData("""{"category":"chest_pain","level":"E1","utterance":"u4","quote":"crushing"}""")]
    [InlineData("""{"category":"chest_pain","level":"E1","utterance":"u4"}""")]
    [InlineData("""{"category":["chest_pain"],"level":"E1","utterance":"u4","quote":"my chest"}""")]
    public async Task A_cue_without_words_of_the_caller_is_left_out(string cue)
    {
        await using var wired = await Wired.Open();
        wired.Server.Cues = $$"""{"cues":[{{cue}}]}""";

        var result = await wired.Draft(Said);

        Assert.Null(result.Failure);
        Assert.Empty(result.Cues);
    }

    [Theory]
    [InlineData("Any allergies?", "no none that I know", "no none", true)]
    [InlineData("Riverside Family Medicine, how can I help?", "she can't move her arm", "she can't move", false)]
    [InlineData("Any allergies?", "well let me think about that no", "no", false)]
    [InlineData("How can I help?", "I have no allergies at all", "no allergies", true)]
    [InlineData("¿Alguna alergia?", "no ninguna", "no ninguna", true)]
    public async Task None_is_a_denial_of_the_matter_itself_or_the_beginning_of_the_answer_to_it(string asked, string said, string quote, bool stands)
    {
        await using var wired = await Wired.Open();
        wired.Server.Fields = JsonSerializer.Serialize(new
        {
            fields = new[] { "allergies", "medications" }.Select(f => new
            {
                field = f,
                value = "none",
                evidence = new[] { new { utterance = "u1", quote = asked }, new { utterance = "u2", quote } },
            }),
        });

        var result = await wired.Draft(Wired.Operator("u1", asked), Wired.Caller("u2", said));

        Assert.Equal(stands ? ["allergies"] : [], result.Drafts.Select(d => d.Field));
    }

    private static string Answer(params (string Field, string Value)[] fields) => JsonSerializer.Serialize(new
    {
        fields = fields.Select(f => new { field = f.Field, value = f.Value, evidence = new[] { new { utterance = "u3", quote = Said[2].Text }, new { utterance = "u4", quote = Said[3].Text } } }),
    });
}
