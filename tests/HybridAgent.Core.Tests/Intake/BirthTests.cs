using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Intake;

public class BirthTests
{
    private static string? Date(string said) => Dialogue.Draft($"O: Date of birth?\nC: {said}").GetValueOrDefault(FieldNames.DateOfBirth)?.Value;

    [Theory]
    [InlineData("oh seven, oh four, nineteen ninety six", "1996-07-04")]
    [InlineData("zero three zero eight nineteen sixty one", "1961-03-08")]
    [InlineData("nineteen ninety eight, the sixth of May", "1998-05-06")]
    [InlineData("two fourteen twenty two", "2022-02-14")]
    [InlineData("she'll be twelve on the ninth of December, so that's twenty thirteen", "2013-12-09")]
    [InlineData("January the ninth, nineteen and sixty three", "1963-01-09")]
    [InlineData("1963-01-09", "1963-01-09")]
    [InlineData("01091963", "1963-01-09")]
    [InlineData("twelve one nineteen thirty three", "1933-12-01")]
    [InlineData("one January nineteen seventy", "1970-01-01")]
    public void Dates_are_understood_in_the_common_ways(string said, string date) => Assert.Equal(date, Date(said));

    [Theory]
    [InlineData("march third nineteen eighty, no, the fourth", "1980-03-04")]
    [InlineData("march third nineteen sixty seven, sorry, sixty eight", "1968-03-03")]
    [InlineData("march third nineteen sixty seven, I mean april", "1967-04-03")]
    [InlineData("8/6/1947 sorry 8/9/1947", "1947-08-09")]
    public void A_correction_changes_what_it_names(string said, string date) => Assert.Equal(date, Date(said));

    [Fact]
    public void A_read_back_is_corrected_by_its_day() => Assert.Equal("1980-03-22", Dialogue.Draft("""
        O: Date of birth?
        C: march second nineteen eighty
        O: March second 1980?
        C: no, the twenty second
        """)[FieldNames.DateOfBirth].Value);

    [Theory]
    [InlineData("June nineteen forty six")]
    [InlineData("march twenty fourteen")]
    public void A_date_without_a_day_is_no_date(string said) => Assert.Null(Date(said));

    [Fact]
    public void Ten_digits_read_back_are_no_birthday() => Assert.Equal("1987-01-23", Dialogue.Draft("""
        O: Date of birth?
        C: january twenty third nineteen eighty seven
        O: and the phone?
        C: two one two five five five oh one eight four
        O: two one two five five five oh one eight four
        C: yes
        """)[FieldNames.DateOfBirth].Value);

    [Fact]
    public void The_other_side_may_read_it_from_the_chart_and_a_later_date_is_not_it() => Assert.Equal("1957-09-14", Dialogue.Draft(
        "O: Patient is Carl Haldane. Date of birth 9/14/1957. He went to another practice on 2/6/24 with a cough.")[FieldNames.DateOfBirth].Value);

    [Fact]
    public void Two_digits_of_a_year_are_read_in_the_century_of_the_age() => Assert.Equal("1921-06-01", Dialogue.Draft("""
        O: How can I help?
        C: My grandmother is 104 years old and she fell
        O: Her date of birth?
        C: six one twenty one
        """)[FieldNames.DateOfBirth].Value);

    [Fact]
    public void A_date_that_does_not_fit_the_age_is_doubtful()
    {
        var draft = Dialogue.Draft("""
            O: How can I help?
            C: My son is seven years old and has a fever
            O: His date of birth?
            C: june first nineteen eighty
            """)[FieldNames.DateOfBirth];

        Assert.True(draft.Heard);
        Assert.Contains("7", draft.Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public void The_birthday_of_somebody_else_does_not_replace_the_patients()
    {
        Assert.Equal("1979-04-06", Dialogue.Draft("O: Date of birth?\nC: April sixth, nineteen seventy nine. My son's is June ninth two thousand eight.")[FieldNames.DateOfBirth].Value);
        Assert.Equal("1979-04-06", Dialogue.Draft("O: Date of birth?\nC: April sixth, nineteen seventy nine.\nC: My son's is June ninth two thousand eight.")[FieldNames.DateOfBirth].Value);
    }

    [Fact]
    public void Of_two_birthdays_the_patients_counts() => Assert.Equal("2008-06-09", Dialogue.Draft("""
        O: How can I help?
        C: I'm calling for my son
        O: Date of birth?
        C: Mine is April sixth, nineteen seventy nine. My son's is June ninth two thousand eight.
        """)[FieldNames.DateOfBirth].Value);
}
