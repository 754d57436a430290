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
    [InlineData("no")]
    [InlineData("no allergies")]
    [InlineData("nope, not that I know of")]
    [InlineData("not that I can remember")]
    [InlineData("None that I can recall.")]
    [InlineData("no I don't have any")]
    [InlineData("I don't know of any")]
    [InlineData("she isn't allergic to anything")]
    [InlineData("um nothing")]
    [InlineData("no known drug allergies")]
    public void An_answer_that_closes_the_question_is_none(string said) => Assert.Equal("none", Dialogue.Draft($"O: Any allergies?\nC: {said}")[FieldNames.Allergies].Value);

    [Theory]
    [InlineData("I'm not sure.")]
    [InlineData("I don't remember what it was called.")]
    [InlineData("I don't think so, I'd have to check.")]
    [InlineData("You have that, I'm not going through it again.")]
    [InlineData("no idea")]
    [InlineData("no, I'm not certain")]
    [InlineData("I never know what to say to that")]
    [InlineData("I can't remember")]
    [InlineData("none of your business")]
    [InlineData("I don't take any blood thinners")]
    [InlineData("no allergies to latex")]
    [InlineData("I don't take anything for pain")]
    [InlineData("no, except for one that I can't pronounce")]
    [InlineData("I don't have the list with me")]
    [InlineData("No, but there was something they gave me in the hospital")]
    public void An_answer_that_leaves_the_question_open_is_not_none(string said)
    {
        Assert.NotEqual("none", Dialogue.Draft($"O: Any allergies?\nC: {said}").GetValueOrDefault(FieldNames.Allergies)?.Value);
        Assert.NotEqual("none", Dialogue.Draft($"O: Any medications?\nC: {said}").GetValueOrDefault(FieldNames.Medications)?.Value);
    }

    [Fact]
    public void What_is_not_recalled_by_name_may_still_be_known_by_kind() =>
        Assert.Equal("sulfa", Dialogue.Draft("O: Any allergies?\nC: I do not recall the name, it's a sulfa drug.")[FieldNames.Allergies].Value);

    [Theory]
    [InlineData("I don't know the names.", null)]
    [InlineData("She doesn't take anything.", "none")]
    [InlineData("I don't take any medicines", "none")]
    [InlineData("I don't take any of those fancy new blood thinners like Eliquis.", null)]
    [InlineData("I don't think I take metoprolol", null)]
    [InlineData("I don't smoke and I take metoprolol", "metoprolol")]
    [InlineData("No, I take metoprolol", "metoprolol")]
    [InlineData("no i take metoprolol", "metoprolol")]
    [InlineData("No really, metoprolol", "metoprolol")]
    [InlineData("Not the aspirin, the Tylenol.", "tylenol")]
    [InlineData("I can't take ibuprofen", null)]
    public void A_denial_reaches_to_the_beginning_of_its_clause(string said, string? value) =>
        Assert.Equal(value, Dialogue.Draft($"O: Any medications?\nC: {said}").GetValueOrDefault(FieldNames.Medications)?.Value);

    [Theory]
    [InlineData("I used to be on metformin. Now it's Jardiance.", "jardiance")]
    [InlineData("I was on metformin but now I take Jardiance", "jardiance")]
    [InlineData("they took me off metformin and I'm on Jardiance", "jardiance")]
    [InlineData("I quit the metformin, now it's Jardiance", "jardiance")]
    [InlineData("I took metformin but they stopped it. Jardiance.", "jardiance")]
    [InlineData("my doctor stopped the metformin because of my kidneys", null)]
    [InlineData("I had metformin until they took me off it", null)]
    [InlineData("I was taking metformin but I stopped", null)]
    [InlineData("Metformin, I quit that last year. Jardiance now.", "jardiance")]
    [InlineData("Jardiance and I was on metformin but not anymore", "jardiance")]
    [InlineData("Jardiance and I stopped the metformin", "jardiance")]
    public void What_was_given_up_is_not_taken(string said, string? value) =>
        Assert.Equal(value, Dialogue.Draft($"O: Any medications?\nC: {said}").GetValueOrDefault(FieldNames.Medications)?.Value);

    [Theory]
    [InlineData("a critical potassium of 6.8", null)]
    [InlineData("her lithium level was one point two", null)]
    [InlineData("the magnesium came back at 0.9", null)]
    [InlineData("insulin at 20 units", "insulin")]
    public void What_a_laboratory_found_is_no_medicine(string said, string? value) =>
        Assert.Equal(value, Dialogue.Draft($"O: How can I help?\nC: I take {said}").GetValueOrDefault(FieldNames.Medications)?.Value);
}
