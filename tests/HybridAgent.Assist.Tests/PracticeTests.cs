using HybridAgent.Core.Cues;
using HybridAgent.Core.Practices;

namespace HybridAgent.Assist.Tests;

/// <summary>The model works for the practice whose call it is: its categories, its levels, its fields.</summary>
public sealed class PracticeTests
{
    private static readonly Practice Dialysis = new(
        "dialysis", "Dialysis", "", "", "America/New_York", "dialysis", [], [],
        Cues: new CueAdditions("dialysis@1", "unsigned sample",
        [
            new("access_trouble", ["fistula _4 buzzing"], CueLevel.E2),
            new("diabetic", ["sugar _2 nowhere"], CueLevel.E1),
        ]),
        Reasons:
        [
            new("missed", "Missed treatment", ["missed"],
                [new("last_treatment", "Last treatment", FieldKind.Text, ["last treatment"]), new("has_ride", "Has a ride", FieldKind.YesNo, ["a ride"])]),
        ]);

    [Fact]
    public async Task A_category_of_its_own_is_asked_for_and_its_cue_is_raised()
    {
        await using var wired = await Wired.Open();
        wired.Practice = Dialysis;
        wired.Server.Cues = """{"cues":[{"category":"access_trouble","level":"E2","utterance":"u1","quote":"it has gone quiet"}]}""";

        var result = await wired.Draft(Wired.Caller("u1", "my fistula it has gone quiet"));

        Assert.Equal(("access_trouble", CueLevel.E2), (Assert.Single(result.Cues).Category, result.Cues[0].Level));
        Assert.Contains(wired.Server.Asked, a => a.System.Contains("access_trouble E2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_level_that_it_raised_is_the_least_that_the_model_may_say()
    {
        await using var wired = await Wired.Open();
        wired.Server.Cues = """{"cues":[{"category":"diabetic","level":"E2","utterance":"u1","quote":"my sugar is strange"}]}""";
        var said = Wired.Caller("u1", "my sugar is strange");

        Assert.Equal(CueLevel.E2, Assert.Single((await wired.Draft(Wired.Another(1), said)).Cues).Level);
        wired.Practice = Dialysis;
        Assert.Equal(CueLevel.E1, Assert.Single((await wired.Draft(Wired.Another(2), said)).Cues).Level);
    }

    [Fact]
    public async Task Its_own_fields_are_drafted_once_the_caller_names_their_reason()
    {
        await using var wired = await Wired.Open();
        wired.Practice = Dialysis;
        wired.Server.Fields = """
            {"fields":[
              {"field":"last_treatment","value":"Friday afternoon","evidence":[{"utterance":"u3","quote":"Friday afternoon"}]},
              {"field":"has_ride","value":"yes","evidence":[{"utterance":"u3","quote":"no ride"}]}]}
            """;
        var asked = Wired.Operator("u2", "when was your last treatment");
        var answered = Wired.Caller("u3", "Friday afternoon and I have no ride");

        Assert.Empty((await wired.Draft(Wired.Another(1), Wired.Caller("u1", "hello"), asked, answered)).Drafts);

        var result = await wired.Draft(Wired.Another(2), Wired.Caller("u1", "I missed one"), asked, answered);
        Assert.Equal(("last_treatment", "Friday afternoon"), (Assert.Single(result.Drafts).Field, result.Drafts[0].Value));
        Assert.Equal(1, result.Ungrounded);
        Assert.Contains(wired.Server.Asked, a => a.System.Contains("last_treatment: Last treatment", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("I don't take any of those expensive new pills for the heart like Eliquis", "Eliquis")]
    [InlineData("I used to be on metformin", "metformin")]
    [InlineData("the doctor stopped my metformin", "metformin")]
    [InlineData("they took me off the metformin", "metformin")]
    [InlineData("I can't take penicillin", "penicillin")]
    public async Task What_was_denied_or_given_up_earlier_in_the_clause_is_no_medicine(string said, string quoted)
    {
        await using var wired = await Wired.Open();
        wired.Server.Fields = $$"""{"fields":[{"field":"medications","value":"{{quoted}}","evidence":[{"utterance":"u1","quote":"{{quoted}}"}]}]}""";

        Assert.Empty((await wired.Draft(Wired.Caller("u1", said))).Drafts);
    }

    [Theory]
    [InlineData("I'm not sure")]
    [InlineData("I don't remember the name")]
    [InlineData("I don't think so I'd have to check")]
    public async Task Not_knowing_is_no_denial(string said)
    {
        await using var wired = await Wired.Open();
        wired.Server.Fields = $$"""{"fields":[{"field":"allergies","value":"none","evidence":[{"utterance":"u2","quote":"{{said}}"}]}]}""";

        Assert.Empty((await wired.Draft(Wired.Operator("u1", "any allergies"), Wired.Caller("u2", said))).Drafts);
    }
}
