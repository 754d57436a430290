using CsCheck;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Intake;

public class DrugNamesTests
{
    private static readonly DrugNames Names = DrugNames.Default;

    [Fact]
    public void The_list_holds_thousands_of_names() => Assert.InRange(Names.Count, 4000, 10000);

    [Theory]
    [InlineData("metoprolol")]
    [InlineData("eliquis")]
    [InlineData("tylenol")]
    [InlineData("insulin")]
    [InlineData("ozempic")]
    [InlineData("benadryl")]
    public void Generic_and_brand_names_are_known(string name) => Assert.True(Names.Has(name));

    [Theory]
    [InlineData("head")]
    [InlineData("camila")]
    [InlineData("today")]
    [InlineData("heather")]
    [InlineData("women")]
    public void Everyday_words_and_given_names_are_no_medicines(string word) => Assert.False(Names.Has(word));

    [Theory]
    [InlineData("mitoprolol", "metoprolol")]
    [InlineData("lisinipril", "lisinopril")]
    [InlineData("amlodapine", "amlodipine")]
    [InlineData("gabapentine", "gabapentin")]
    [InlineData("zoloff", "zoloft")]
    [InlineData("eloquis", "eliquis")]
    [InlineData("atorvastaten", "atorvastatin")]
    public void A_misheard_name_is_found_by_its_sound(string said, string name) => Assert.Equal(name, Names.SoundsLike(said));

    [Theory]
    [InlineData("morning")]
    [InlineData("pharmacy")]
    [InlineData("appointment")]
    [InlineData("tomorrow")]
    [InlineData("question")]
    [InlineData("tablets")]
    [InlineData("doctor")]
    [InlineData("sleeping")]
    [InlineData("pressure")]
    public void Everyday_words_are_never_sounded_out(string word) => Assert.Null(Names.SoundsLike(word));

    [Fact]
    public void Whatever_is_said_costs_no_error_and_finds_only_names_of_the_list() => Gen.String[0, 40].Sample(said =>
    {
        if (Names.SoundsLike(said) is { } name)
        {
            Assert.True(Names.Has(name));
        }
    }, iter: 5000);
}
