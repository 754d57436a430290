using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Intake;

public class MedicinesTests
{
    [Theory]
    [InlineData("I take mitoprolol every morning", "metoprolol")]
    [InlineData("just ator va statin", "atorvastatin")]
    public void A_misheard_medicine_is_matched_and_marked_as_heard(string said, string name)
    {
        var utterances = Dialogue.Read($"O: Any medications?\nC: {said}");
        var draft = Dialogue.Draft(utterances)[FieldNames.Medications];

        Assert.Equal(name, draft.Value);
        Assert.True(draft.Heard);
        Assert.False(Grounding.Derives(draft with { Heard = false }, utterances, out _));
    }

    [Fact]
    public void A_medicine_said_in_full_is_not_marked() => Assert.False(Dialogue.Draft("O: Any medications?\nC: metoprolol")[FieldNames.Medications].Heard);

    [Fact]
    public void What_the_other_side_named_and_the_caller_agreed_to_counts() => Assert.Equal("naprosyn", Dialogue.Draft("""
        O: Any drug allergies?
        C: yes, I forget the name
        O: Naprosyn?
        C: yes, that's it
        """)[FieldNames.Allergies].Value);

    [Theory]
    [InlineData("I was on Zoloft in school but not anymore")]
    [InlineData("I used to take Zoloft")]
    public void What_is_taken_no_more_is_not_written_down(string said) => Assert.False(Dialogue.Draft($"O: Any medications?\nC: {said}").ContainsKey(FieldNames.Medications));

    [Theory]
    [InlineData("ibuprofen bothers my stomach but I'm not allergic")]
    [InlineData("none that I know of")]
    [InlineData("not a thing")]
    [InlineData("negative")]
    public void No_allergy_is_none(string said) => Assert.Equal("none", Dialogue.Draft($"O: Any allergies?\nC: {said}")[FieldNames.Allergies].Value);

    [Theory]
    [InlineData("I'm not sure.")]
    [InlineData("I don't remember what it was called.")]
    [InlineData("I do not recall the name, it's something for the heart.")]
    [InlineData("I don't think so, I'd have to check.")]
    [InlineData("You have that, I'm not going through it again.")]
    [InlineData("I don't know the names.")]
    public void Who_does_not_know_has_denied_nothing(string said)
    {
        Assert.False(Dialogue.Draft($"O: Any allergies?\nC: {said}").ContainsKey(FieldNames.Allergies));
        Assert.False(Dialogue.Draft($"O: What medications do you take?\nC: {said}").ContainsKey(FieldNames.Medications));
    }

    [Theory]
    [InlineData("I don't take any of those fancy new blood thinners like Eliquis.")]
    [InlineData("I used to be on metformin.")]
    public void Medicines_denied_or_of_former_times_are_not_taken(string said) =>
        Assert.DoesNotContain(Dialogue.Draft($"O: What medications do you take?\nC: {said}").Values.Select(d => d.Value), v => v is "eliquis" or "metformin" or "none");
}
