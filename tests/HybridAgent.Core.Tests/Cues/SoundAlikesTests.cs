using CsCheck;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Tests.Cues;

public class SoundAlikesTests
{
    [Theory]
    [InlineData("gi_bleed", "there was flood in my stool this morning")]
    [InlineData("harm_to_others", "I am going to keel my landlord")]
    [InlineData("diabetic", "her cigar won't come up")]
    public void A_word_misheard_for_one_that_sounds_alike_counts_beside_words_heard_as_they_are(string category, string text)
    {
        var cue = Assert.Single(CueFloor.Default.Find(text), c => c.IsRed && c.Category == category);

        Assert.EndsWith("(sounds alike)", cue.Rule, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("she checked me in at the front desk")]
    [InlineData("I have been putting it off")]
    [InlineData("it is all on my chart")]
    public void Everyday_words_are_meant_as_they_were_said(string text) =>
        Assert.DoesNotContain(CueFloor.Default.Find(text), c => c.IsRed);

    [Fact]
    public void One_word_alone_is_never_taken_for_another() =>
        Assert.Empty(CueFloor.Default.Find("keel"));

    [Fact]
    public void What_a_word_may_have_been_meant_as_has_its_sound_or_differs_by_one_letter()
    {
        string[] words = ["blood", "fever", "kill", "stiff", "sugar", "breathe", "stroke", "throat"];
        var alike = new SoundAlikes(words, ["flow"]);
        Gen.Char['a', 'z'].Array[3, 9].Select(letters => new string(letters)).Sample(
            token => alike.Of(token).All(word => word != token && words.Contains(word) && NearWords.Distance(token, word) <= 3), iter: 20_000);
    }
}
