using CsCheck;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Intake;

public class GroundingTests
{
    [Fact]
    public void Every_draft_of_the_rules_is_derived_from_its_words()
    {
        foreach (var lines in Dialogue.All)
        {
            var said = Dialogue.Read(lines);
            var drafts = new RulesDrafter().Draft(said, Dialogue.Practice, Dialogue.Today);
            Assert.NotEmpty(drafts);
            Assert.All(drafts, d => Assert.True(Grounding.Derives(d, said, out var why), $"{d.Field}: {why}"));
        }
    }

    [Fact]
    public void Any_other_value_is_rejected()
    {
        var drafts = Dialogue.All.Select(Dialogue.Read)
            .SelectMany(said => new RulesDrafter().Draft(said, Dialogue.Practice, Dialogue.Today).Select(d => (Draft: d, Said: said))).ToArray();
        var word = Gen.Char['a', 'z'].Array[4, 9].Select(c => new string(c));
        Gen.Select(Gen.Int[0, drafts.Length - 1], word, Gen.Int[0, 9999999]).Sample((pick, other, number) =>
        {
            var (draft, said) = drafts[pick];
            var value = draft.Field switch
            {
                FieldNames.CallbackNumber => $"+1305{number:0000000}",
                FieldNames.DateOfBirth => new DateOnly(1930, 1, 1).AddDays(number % 30000).ToString("yyyy-MM-dd"),
                FieldNames.PatientName or FieldNames.CallerName => draft.Value.Split(' ')[0] + " " + other,
                _ => draft.Value + " " + other,
            };
            if (value != draft.Value)
            {
                Assert.False(Grounding.Derives(draft with { Value = value }, said, out var why));
                Assert.NotEqual("", why);
            }
        }, iter: 5000);
    }

    [Fact]
    public void A_value_of_another_field_is_rejected_too()
    {
        var said = Dialogue.Read(Dialogue.All[0]);
        var drafts = new RulesDrafter().Draft(said, Dialogue.Practice, Dialogue.Today);
        foreach (var draft in drafts)
        {
            foreach (var other in drafts.Where(o => o.Field != draft.Field && o.Value != draft.Value && !draft.Value.Contains(o.Value, StringComparison.OrdinalIgnoreCase)))
            {
                if (draft.Field is FieldNames.CallbackNumber or FieldNames.DateOfBirth or FieldNames.PatientName or FieldNames.Pharmacy or FieldNames.Allergies)
                {
                    Assert.False(Grounding.Derives(draft with { Value = other.Value }, said, out _), $"{draft.Field} took the value of {other.Field}");
                }
            }
        }
    }

    [Fact]
    public void A_lost_negation_is_rejected()
    {
        var said = Dialogue.Read("C: I am not short of breath");

        Assert.False(Grounding.Derives(new FieldDraft(FieldNames.Reason, "short breath", [new Span("u1", 2, 5)], "model"), said, out _));
        Assert.True(Grounding.Derives(new FieldDraft(FieldNames.Reason, "not short of breath", [new Span("u1", 2, 5)], "model"), said, out _));
    }

    [Theory]
    [InlineData("u9", 0, 1)]
    [InlineData("u1", 0, 99)]
    [InlineData("u1", -1, 1)]
    [InlineData("u1", 3, 2)]
    public void Words_that_are_not_there_prove_nothing(string utterance, int first, int last)
    {
        var said = Dialogue.Read("C: sore throat since Monday");

        Assert.False(Grounding.Derives(new FieldDraft(FieldNames.Reason, "sore throat", [new Span(utterance, first, last)], "model"), said, out var why));
        Assert.Contains("cited", why, StringComparison.Ordinal);
    }
}
