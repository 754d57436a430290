using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Intake;

public class ComplaintTests
{
    [Theory]
    [InlineData("O: How can I help?\nC: I'm calling about a refill of my amlodipine", "refill of amlodipine")]
    [InlineData("O: How can I help?\nC: I'm calling about my son, he's had this cough", "cough")]
    [InlineData("O: What brings you in?\nC: I am having burning along the side of my left foot", "burning along side of left foot")]
    [InlineData("O: Marta is a 52-year-old patient here for swelling of her ankle. She runs.\nC: yes", "swelling of ankle")]
    [InlineData("O: He has a history of gout, who presents for a vaccination.\nC: yes", "vaccination")]
    [InlineData("C: I need an appointment\nO: what's the appointment for\nC: she's been having trouble sleeping", "trouble sleeping")]
    public void The_stated_purpose_is_the_reason(string lines, string reason) => Assert.Equal(reason, Dialogue.Draft(lines)[FieldNames.Reason].Value);

    [Fact]
    public void The_side_said_later_belongs_to_it()
    {
        var note = Dialogue.Draft("""
            O: What's going on?
            C: my knee hurts
            O: which knee is it?
            C: the right one
            """);

        Assert.Equal("right knee hurts", note[FieldNames.Reason].Value);
        Assert.Equal(2, note[FieldNames.Reason].Evidence.Count);
    }

    [Fact]
    public void What_the_other_side_asks_about_is_no_complaint() => Assert.False(Dialogue.Draft("""
        O: Any trouble breathing, hives, swelling?
        C: no
        """).ContainsKey(FieldNames.Reason));

    [Theory]
    [InlineData("O: Is it swollen?\nC: yes a little", "swollen")]
    [InlineData("O: Any fever or chills?\nC: yes", null)]
    [InlineData("O: Any fever?\nC: no", null)]
    public void A_question_and_its_answer_make_a_symptom(string lines, string? symptom) =>
        Assert.Equal(symptom, Dialogue.Draft(lines).GetValueOrDefault(FieldNames.Symptoms)?.Value);
}
