using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Intake;

public class RefusalTests
{
    [Theory]
    [InlineData("Date of birth?", "I'd rather not say", FieldNames.DateOfBirth)]
    [InlineData("Your phone number?", "I don't want to give it", FieldNames.CallbackNumber)]
    [InlineData("What's the patient's name?", "I'm not comfortable with that", FieldNames.PatientName)]
    public void What_is_declined_is_a_hint_and_no_value(string question, string said, string field)
    {
        var draft = Dialogue.Draft($"O: {question}\nC: {said}")[field];

        Assert.Equal(("", FieldDraft.Declined), (draft.Value, draft.Meaning));
        Assert.NotEmpty(draft.Evidence);
    }

    [Fact]
    public void A_later_answer_takes_its_place() => Assert.Equal("1980-03-02", Dialogue.Draft("""
        O: Date of birth?
        C: I'd rather not say
        O: I need it to find the chart. Date of birth?
        C: march second nineteen eighty
        """)[FieldNames.DateOfBirth].Value);

    [Fact]
    public void Nobody_declined_in_words_that_do_not_say_so() => Assert.False(Grounding.Derives(
        new FieldDraft(FieldNames.DateOfBirth, "", [new Span("u1", 0, 1)], "model", Meaning: FieldDraft.Declined), Dialogue.Read("C: sore throat"), out _));
}
