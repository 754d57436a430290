using CsCheck;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Practices;

namespace HybridAgent.Core.Tests.Cues;

public class CueAdditionsTests
{
    private static CueAdditions Adding(params CueAdditions.Category[] categories) => new("cardiology@1", "Dr. A. Example", categories);

    [Fact]
    public void A_practices_own_words_raise_a_category_of_the_floor_and_say_whose_rule_it_was()
    {
        var floor = CueFloor.Default.With(Adding(new CueAdditions.Category("syncope_heart", ["lvad _4 alarm*"], Red: ["the LVAD is giving an alarm"])));

        var cue = Assert.Single(floor.Find("my LVAD has an alarm"), c => c.IsRed);

        Assert.Equal("syncope_heart", cue.Category);
        Assert.Contains("cardiology@1", cue.Rule, StringComparison.Ordinal);
        Assert.Contains("Dr. A. Example", floor.Signature, StringComparison.Ordinal);
        Assert.Empty(CueFloor.Default.Find("my LVAD has an alarm"));
    }

    [Fact]
    public void A_practice_may_add_a_category_of_its_own() =>
        Assert.Contains(
            CueFloor.Default.With(Adding(new CueAdditions.Category("ventilator", ["vent* _3 alarm*"], CueLevel.E1))).Find("the vent keeps alarming"),
            c => c is { Category: "ventilator", Level: CueLevel.E1, IsRed: true });

    [Fact]
    public void A_practice_may_raise_a_level_and_never_lower_one()
    {
        var raised = CueFloor.Default.With(Adding(new CueAdditions.Category("syncope_heart", [], CueLevel.E1)));

        Assert.Equal(CueLevel.E1, raised.Categories["syncope_heart"]);
        Assert.Contains(
            "never lower",
            Assert.Throws<CueFloorException>(() => CueFloor.Default.With(Adding(new CueAdditions.Category("stroke", [], CueLevel.E2)))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New Category!", "x y", "no name")]
    [InlineData("mine", "<nowhere> y", "nowhere")]
    public void A_wrong_addition_is_refused_with_its_place(string name, string pattern, string says) =>
        Assert.Contains(
            says,
            Assert.Throws<CueFloorException>(() => CueFloor.Default.With(Adding(new CueAdditions.Category(name, [pattern], CueLevel.E2)))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_addition_that_does_not_do_what_its_own_example_says_is_refused() =>
        Assert.Contains(
            "does not raise",
            Assert.Throws<CueFloorException>(() => CueFloor.Default.With(Adding(new CueAdditions.Category("mine", ["lvad"], CueLevel.E2, Red: ["the pump is beeping"])))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Whatever_a_practice_adds_no_red_cue_of_the_floor_is_lost()
    {
        var additions = Adding(
            new CueAdditions.Category("chest_pain", ["fishy feeling"]), new CueAdditions.Category("mine", ["what/is/the/my"], CueLevel.E2));
        var floor = CueFloor.Default.With(additions);
        string[] words = ["my", "chest", "hurts", "no", "he", "fell", "can't", "breathe", "blood", "years", "ago", "is", "the", "throat", "closing", "fever", "what", "if"];
        Gen.Int[0, words.Length - 1].List[1, 40].Sample(
            picks =>
            {
                var text = string.Join(' ', picks.Select(p => words[p]));
                var before = CueFloor.Default.Find(text).Where(c => c.IsRed).Select(c => c.Category);
                Assert.Subset(floor.Find(text).Where(c => c.IsRed).Select(c => c.Category).ToHashSet(), before.ToHashSet());
            },
            iter: 500);
    }

    [Fact]
    public void A_practice_without_additions_has_the_shipped_floor_and_one_with_additions_one_floor_of_its_own()
    {
        var plain = new Practice("plain", "Plain", "", "", "America/New_York", "main", [], []);
        var cardiology = plain with { Cues = Adding(new CueAdditions.Category("syncope_heart", ["lvad _4 alarm*"])) };

        Assert.Same(CueFloor.Default, CueFloor.Default.For(plain));
        Assert.Same(CueFloor.Default, CueFloor.Default.For(null));
        Assert.NotSame(CueFloor.Default, CueFloor.Default.For(cardiology));
        Assert.Same(CueFloor.Default.For(cardiology), CueFloor.Default.For(cardiology));
    }
}
