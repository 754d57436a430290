using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Intake;

public class ContactTests
{
    private static string? Number(string lines, string? from = null) =>
        new RulesDrafter().Draft(Dialogue.Read(lines), Dialogue.Practice, Dialogue.Today, from).FirstOrDefault(d => d.Field == FieldNames.CallbackNumber)?.Value;

    [Theory]
    [InlineData("two one two, five five five, oh one nine two", "+12125550192")]
    [InlineData("area code two one two then triple five oh one double eight", "+12125550188")]
    [InlineData("212-555-0146", "+12125550146")]
    [InlineData("two one two five five five one thousand", "+12125551000")]
    [InlineData("it's two one two. five five five. oh one. eighty four", "+12125550184")]
    [InlineData("two one two five five five zero one nine one no sorry that is old zero one nine four", "+12125550194")]
    [InlineData("my cell is two one two five five five oh one three six, but use hers, that's two one two five five five oh one three nine", "+12125550139")]
    [InlineData("hers is two one two five five five oh one three six. mine's six four six five five five oh one three nine", "+12125550136")]
    public void Numbers_are_understood_as_spoken(string said, string? number) => Assert.Equal(number, Number($"O: What is your phone number?\nC: {said}"));

    [Fact]
    public void A_number_in_pieces_is_put_together() => Assert.Equal("+12125550192", Number("""
        O: Your number?
        C: two one two
        O: okay
        C: five five five
        O: mhm
        C: oh one nine two
        """));

    [Fact]
    public void What_was_read_back_and_agreed_to_is_the_number() => Assert.Equal("+12125550193", Number("""
        O: Your number?
        C: two one two five five five oh one nine two
        O: 212 555 0193?
        C: yes that's right
        """));

    [Fact]
    public void What_was_read_back_and_denied_is_no_number() => Assert.Null(Number("""
        O: Your number?
        C: two one two five five five oh one nine two
        O: 212 555 0192?
        C: no
        """));

    [Fact]
    public void A_denied_number_is_mended_by_its_last_digits() => Assert.Equal("+12125550174", Number("""
        O: Your number?
        C: two one two five five five oh one nine two
        O: 212 555 0192?
        C: no
        O: sorry, once more?
        C: no it's seven four at the end
        """));

    [Fact]
    public void An_area_code_is_corrected_at_the_front() => Assert.Equal("+17185550192", Number("""
        O: Your number?
        C: seven eight one five five five oh one nine two
        O: 781 555 0192?
        C: the area code is seven one eight, not seven eight one
        """));

    [Fact]
    public void The_number_that_calls_is_taken_when_the_caller_says_so() =>
        Assert.Equal("+16145550100", Number("O: What number can we reach you at?\nC: the same number I'm calling from", "+16145550100"));

    [Theory]
    [InlineData("not the number I'm calling from", "+16145550100")]
    [InlineData("the same number I'm calling from", null)]
    public void The_number_that_calls_is_never_guessed(string said, string? from) => Assert.Null(Number($"O: What number can we reach you at?\nC: {said}", from));

    [Fact]
    public void A_number_that_no_area_has_is_only_heard()
    {
        var draft = Dialogue.Draft("O: Your number?\nC: one one two five five five oh one nine two")[FieldNames.CallbackNumber];

        Assert.True(draft.Heard);
        Assert.NotNull(draft.Meaning);
    }
}
