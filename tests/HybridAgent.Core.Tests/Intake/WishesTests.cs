using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Intake;

public class WishesTests
{
    [Theory]
    [InlineData("doctor Witfield", "Dr. Whitfield", true)]
    [InlineData("doctor Prakesh", "Dr. Prakash", true)]
    [InlineData("doctor Whitfield", "Dr. Whitfield", false)]
    [InlineData("doctor Smith", "Dr. Smith", false)]
    public void A_misheard_provider_of_the_practice_is_found_and_marked(string said, string provider, bool heard)
    {
        var draft = Dialogue.Draft($"O: Which provider do you see?\nC: {said}")[FieldNames.Provider];

        Assert.Equal((provider, heard), (draft.Value, draft.Heard));
    }

    [Theory]
    [InlineData("corner farmacy", "Corner Pharmacy", true)]
    [InlineData("um, it's Super D over on Lamar", "Super D over on Lamar", false)]
    [InlineData("we were at Rite Aid but it closed, so now it's the Fred Meyer on Foster", "Fred Meyer on Foster", false)]
    public void A_pharmacy_is_one_of_the_practices_or_what_was_said(string said, string pharmacy, bool heard)
    {
        var draft = Dialogue.Draft($"O: Which pharmacy?\nC: {said}")[FieldNames.Pharmacy];

        Assert.Equal((pharmacy, heard), (draft.Value, draft.Heard));
    }

    [Fact]
    public void Who_sent_the_caller_is_not_the_provider_asked_for() =>
        Assert.False(Dialogue.Draft("O: Have you been here?\nC: no, Doctor Ferris sent me").ContainsKey(FieldNames.Provider));

    [Fact]
    public void A_pharmacy_that_is_ruled_out_gives_way_to_the_one_that_is_meant() =>
        Assert.Equal("Kroger on Mill Road", Dialogue.Draft("O: Which pharmacy?\nC: Not the Costco, the Kroger on Mill Road.")[FieldNames.Pharmacy].Value);

    [Fact]
    public void A_pharmacy_that_is_only_ruled_out_fills_nothing() =>
        Assert.False(Dialogue.Draft("O: Which pharmacy?\nC: not Costco").ContainsKey(FieldNames.Pharmacy));
}
