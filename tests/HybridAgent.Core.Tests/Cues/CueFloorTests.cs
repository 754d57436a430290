using System.Diagnostics;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Tests.Cues;

public class CueFloorTests
{
    [Theory]
    [InlineData("chest_pain", "there is a heavy pressure across my chest and it goes into my shoulder")]
    [InlineData("chest_pain", "my chess pain is back since breakfast")]
    [InlineData("breathing", "my grandfather can hardly breathe")]
    [InlineData("stroke", "one side of her face is sagging")]
    [InlineData("anaphylaxis", "his tongue is getting really thick after the cashews")]
    [InlineData("bleeding", "the blood keeps gushing from his arm")]
    [InlineData("suicide_self_harm", "sometimes I think I should just end my life")]
    [InlineData("overdose_poisoning", "our little boy swallowed some of the drain cleaner")]
    [InlineData("seizure", "my wife had a seizure, please help")]
    [InlineData("altered_consciousness", "my aunt is unresponsive on the couch")]
    [InlineData("seizure", "she has been convulsing for a while")]
    [InlineData("trauma", "he fell from a ladder")]
    [InlineData("trauma", "she takes ellie kiss and she tripped on the rug")]
    [InlineData("severe_headache", "this is the worst headache I have ever had")]
    [InlineData("choking", "there is a piece of steak stuck in his throat")]
    [InlineData("harm_to_others", "he is threatening to shoot my brother")]
    [InlineData("pregnancy", "I am twenty six weeks pregnant and I am spotting")]
    [InlineData("newborn_fever", "our newborn has a temperature of a hundred point nine")]
    [InlineData("postop", "my stitches came open and there is pus")]
    [InlineData("diabetic", "the glucose meter shows thirty eight")]
    [InlineData("sepsis_infection", "I had chemo on Monday and now I have chills")]
    [InlineData("syncope_heart", "I fainted twice this afternoon")]
    [InlineData("gi_bleed", "he is vomiting blood")]
    [InlineData("severe_abdominal", "the pain in my stomach is unbearable")]
    [InlineData("eye_limb", "I got bleach in my eye")]
    [InlineData("burn_heat_cold", "boiling water went over her arm")]
    [InlineData("dehydration_child", "the toddler has no tears at all")]
    [InlineData("abuse_violence", "my boyfriend punched me again")]
    [InlineData("med_error_withdrawal", "the nurse gave him the wrong dose")]
    public void Plain_words_of_an_emergency_are_red(string category, string text) =>
        Assert.Contains(CueFloor.Default.Find(text), c => c.Category == category && c.IsRed);

    [Theory]
    [InlineData(CueAssertion.Negated, "I have no chest pain")]
    [InlineData(CueAssertion.Negated, "she does not have any trouble breathing")]
    [InlineData(CueAssertion.Hypothetical, "what should I do if I get chest pain")]
    [InlineData(CueAssertion.Historical, "I had a seizure about twelve years ago")]
    [InlineData(CueAssertion.Family, "strokes run in my family, both my parents had a stroke")]
    [InlineData(CueAssertion.Figurative, "I always get choked up at weddings")]
    public void Other_assertions_are_amber_and_never_lost(CueAssertion assertion, string text)
    {
        var cues = CueFloor.Default.Find(text);

        Assert.NotEmpty(cues);
        Assert.DoesNotContain(cues, c => c.IsRed);
        Assert.Contains(cues, c => c.Assertion == assertion);
    }

    [Theory]
    [InlineData("my dad is having chest pain")]
    [InlineData("my mother has chest pain")]
    [InlineData("I had a heart attack in 2012 and this feels exactly the same")]
    [InlineData("no fever, no cough, it's my chest that hurts")]
    [InlineData("I don't know if this is chest pain but my chest really hurts")]
    public void Words_that_only_seem_to_deny_stay_red(string text) =>
        Assert.Contains(CueFloor.Default.Find(text), c => c.Category == "chest_pain" && c.IsRed);

    [Theory]
    [InlineData("I would like to move my appointment to Thursday")]
    [InlineData("could you send my bill to the new address please")]
    [InlineData("I need a refill of my blood pressure pills")]
    [InlineData("we started a new diet and the kids are driving me crazy")]
    public void Routine_calls_raise_nothing_red(string text) =>
        Assert.DoesNotContain(CueFloor.Default.Find(text), c => c.IsRed);

    [Fact]
    public void A_cue_points_at_the_words_it_was_heard_in()
    {
        var cue = Assert.Single(CueFloor.Default.Find("well, um, I think my chest hurts now"), c => c.IsRed);

        Assert.Equal("chest hurts", cue.Words);
        Assert.Equal(5, cue.FirstWord);
        Assert.Equal(6, cue.LastWord);
        Assert.StartsWith("cues-en@", cue.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shipped_floor_has_all_categories_and_says_that_nobody_signed_it()
    {
        Assert.Equal(26, CueFloor.Default.Categories.Count);
        Assert.Equal(13, CueFloor.Default.Categories.Values.Count(level => level == CueLevel.E1));
        Assert.Equal("unsigned sample", CueFloor.Default.Signature);
    }

    [Theory]
    [InlineData("""{"version":"x"}""", "not readable")]
    [InlineData("[", "not readable")]
    [InlineData("""{"version":"x","signature":"s","words":{},"assertion":{},"categories":[]}""", "assertion list")]
    public void A_broken_floor_is_refused_with_a_reason(string json, string says) =>
        Assert.Contains(says, Assert.Throws<CueFloorException>(() => CueFloor.Load(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("<chest> _5", "begin and end")]
    [InlineData("<nowhere>", "word list 'nowhere'")]
    [InlineData("a _99 b", "gap")]
    [InlineData("ab*", "too short")]
    [InlineData("it's", "is not a word")]
    [InlineData("#a..b", "no range")]
    [InlineData("took [all at once/twice", "does not close")]
    [InlineData("chest + @nothing", "the fact 'nothing'")]
    public void A_wrong_pattern_is_named(string pattern, string says)
    {
        var json = CueFloor.Resource("cue-floor-english.json").Replace("\"myocardial infarction\"", $"\"{pattern}\"", StringComparison.Ordinal);

        Assert.Contains(says, Assert.Throws<CueFloorException>(() => CueFloor.Load(json)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("took the tablets all at once", true)]
    [InlineData("took the tablets twice", true)]
    [InlineData("took the tablets once", false)]
    public void Brackets_hold_alternatives_of_several_words(string text, bool found)
    {
        var floor = CueFloor.Default.With(new CueAdditions("test@1", "test", [new("bracket_test", ["took _3 [all at once/twice]"], CueLevel.E2)]));

        Assert.Equal(found, floor.Find(text).Any(c => c.Category == "bracket_test"));
    }

    [Theory]
    [InlineData("chest ")]
    [InlineData("chest pain no ")]
    [InlineData("zzzzqqxx")]
    [InlineData("a b c d chest e f pain forty two hundred ")]
    [InlineData("<chest> _5 <pain> + @baby \0 ‮ ")]
    public void A_megabyte_of_hostile_text_is_read_in_bounded_time(string piece)
    {
        _ = CueFloor.Default.Find("warm");
        var text = string.Concat(Enumerable.Repeat(piece, (1 << 20) / piece.Length));
        var watch = Stopwatch.StartNew();

        _ = CueFloor.Default.Find(text);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed} for one megabyte");
    }
}
