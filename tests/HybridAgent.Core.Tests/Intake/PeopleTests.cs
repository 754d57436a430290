using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Intake;

public class PeopleTests
{
    [Theory]
    [InlineData("Haldane, H as in horse, A, L, D, A, N as in napkin, E", "Haldane")]
    [InlineData("bravo romeo alpha november delta tango", "Brandt")]
    [InlineData("it's Ferelle, F E R E double L E", "Ferelle")]
    [InlineData("B-R-A-N-D-T", "Brandt")]
    [InlineData("bee are A N D T", "Brandt")]
    [InlineData("W O L D E, M A R I A M", "Woldemariam")]
    [InlineData("with an E, A B E R N E T H Y", "Abernethy")]
    public void Spelled_names_are_taken_by_their_letters(string said, string family) =>
        Assert.Equal(family, Dialogue.Draft($"O: Could you spell the last name?\nC: {said}")[FieldNames.PatientName].Value);

    [Theory]
    [InlineData("Mateo Villareal-Stone, with a hyphen", "Mateo Villareal-Stone")]
    [InlineData("Dwayne, D W A Y N E, Pettigrew", "Dwayne Pettigrew")]
    [InlineData("Otis, Otis Bledsoe", "Otis Bledsoe")]
    [InlineData("first name Tesfaye, last name Woldemariam", "Tesfaye Woldemariam")]
    [InlineData("Ferrer-Quintana... Odalys", "Ferrer-Quintana")]
    public void Names_are_taken_as_they_are_given(string said, string name) =>
        Assert.Equal(name, Dialogue.Draft($"O: What's the patient's name?\nC: {said}")[FieldNames.PatientName].Value);

    [Fact]
    public void A_part_of_a_double_name_is_spelled_into_its_place() => Assert.Equal("Mateo Villarreal-Stone", Dialogue.Draft("""
        O: What's the patient's name?
        C: Mateo Villareal-Stone
        O: How is that spelled?
        C: Villareal is V I L L A R R E A L
        """)[FieldNames.PatientName].Value);

    [Fact]
    public void Caller_and_patient_are_two_people()
    {
        var note = Dialogue.Draft("""
            O: Thank you for calling, can I get your name?
            C: my name is Wilhelmina Berg but I'm calling for my partner
            O: and your partner's name?
            C: Josephine Castillo
            """);

        Assert.Equal("Wilhelmina Berg", note[FieldNames.CallerName].Value);
        Assert.Equal("Josephine Castillo", note[FieldNames.PatientName].Value);
        Assert.Equal("partner", note[FieldNames.Relationship].Value);
    }

    [Theory]
    [InlineData("my mom needs an appointment, I'm her daughter", "daughter")]
    [InlineData("hello, I'm the case manager for a member", "case manager")]
    [InlineData("hi this is his wife", "wife")]
    [InlineData("I'm calling about my little brother", "brother")]
    [InlineData("I need a work note", "self")]
    public void Who_calls_is_said_outright_or_by_whom_it_is_for(string said, string relationship) =>
        Assert.Equal(relationship, Dialogue.Draft($"O: How can I help?\nC: {said}")[FieldNames.Relationship].Value);

    [Fact]
    public void Who_is_greeted_with_a_proxy_is_not_the_patient()
    {
        var note = Dialogue.Draft("O: How can I help?\nC: I'm calling for my son\nO: okay Bridget, what's his name?\nC: Mateo Stone");

        Assert.Equal("Bridget", note[FieldNames.CallerName].Value);
        Assert.Equal("Mateo Stone", note[FieldNames.PatientName].Value);
    }

    [Theory]
    [InlineData("I'm tired")]
    [InlineData("I'm calling")]
    [InlineData("this is for my son")]
    public void What_somebody_is_or_does_is_no_name(string said) => Assert.False(Dialogue.Draft($"O: Hello\nC: {said}").ContainsKey(FieldNames.CallerName));

    [Fact]
    public void Who_calls_about_other_peoples_patients_names_both()
    {
        var note = Dialogue.Draft("O: How can I help?\nC: This is Karen from St. Anne's lab, potassium of 6.4 for patient Diane Moss, date of birth March fourth nineteen fifty.");

        Assert.Equal("Karen", note[FieldNames.CallerName].Value);
        Assert.Equal("Diane Moss", note[FieldNames.PatientName].Value);
        Assert.Equal("potassium of 6.4", note[FieldNames.Reason].Value);
        Assert.Equal("1950-03-04", note[FieldNames.DateOfBirth].Value);
        Assert.False(note.ContainsKey(FieldNames.Medications));
    }
}
