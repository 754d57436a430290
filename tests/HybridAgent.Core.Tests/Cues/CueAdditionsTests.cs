using System.Text.Json;
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

    [Fact]
    public void The_example_of_the_README_may_be_copied()
    {
        const string Begins = "\"cues\": ";
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "README.md")))
        {
            folder = folder.Parent!;
        }

        var text = File.ReadAllText(Path.Combine(folder.FullName, "README.md"));
        var from = text.IndexOf(Begins, StringComparison.Ordinal) + Begins.Length;
        var example = JsonSerializer.Deserialize<CueAdditions>(text[from..text.IndexOf("```", from, StringComparison.Ordinal)], JsonSerializerOptions.Web)!;

        Assert.Contains(CueFloor.Default.With(example).Find("her heart pump has some alarm"), c => c is { Category: "syncope_heart", Level: CueLevel.E1, IsRed: true });
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
    public void A_practices_words_are_heard_in_the_patterns_of_the_floor()
    {
        var floor = CueFloor.Default.With(Adding() with { Words = new Dictionary<string, IReadOnlyList<string>> { ["pain"] = ["fizzing"] } });

        Assert.DoesNotContain(CueFloor.Default.Find("my chest is fizzing"), c => c.IsRed);
        Assert.Contains(floor.Find("my chest is fizzing"), c => c is { Category: "chest_pain", IsRed: true } && c.Rule.StartsWith("cardiology@1 ", StringComparison.Ordinal));
        Assert.Contains(floor.Find("my chest hurts"), c => c is { Category: "chest_pain", IsRed: true } && c.Rule.StartsWith("cues-en@", StringComparison.Ordinal));
        Assert.Equal($"{CueFloor.Default.Version}+cardiology@1", floor.Version);
    }

    [Fact]
    public void A_level_that_a_practice_raised_is_the_level_of_what_the_shipped_lists_hear_too()
    {
        var raised = CueFloor.Default.With(Adding(new CueAdditions.Category("syncope_heart", [], CueLevel.E1)));

        Assert.Equal(CueLevel.E2, Assert.Single(CueFloor.Default.Find("He slid off his chair and was out cold for a bit"), c => c is { Category: "syncope_heart", IsRed: true }).Level);
        Assert.Equal(CueLevel.E1, Assert.Single(raised.Find("He slid off his chair and was out cold for a bit"), c => c is { Category: "syncope_heart", IsRed: true }).Level);
    }

    [Theory]
    [InlineData("diagnosis")]
    [InlineData("oldkin")]
    public void A_word_list_that_can_turn_a_cue_amber_takes_no_words_of_a_practice(string list)
    {
        var refused = Assert.Throws<CueFloorException>(() => CueFloor.Default.With(
            Adding() with { Words = new Dictionary<string, IReadOnlyList<string>> { [list] = ["chest pain"] } }));

        Assert.Contains($"'{list}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("amber", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_of_a_practice_that_sounds_like_one_of_the_floor_is_still_heard_as_that()
    {
        var floor = CueFloor.Default.With(Adding(new CueAdditions.Category("mine", ["chess tournament"], CueLevel.E2)));
        string[] said = ["i have crashing chest pain", "i have crushing chast pain", "he has a sizure now", "i cant breeth"];
        foreach (var text in said)
        {
            var practices = CueFloor.Default.With(Adding(new CueAdditions.Category("mine", [.. text.Split(' ').Select(w => $"{w} tournament")], CueLevel.E2)));
            Assert.Subset(Red(practices, text), Red(CueFloor.Default, text));
        }
        Assert.Subset(Red(floor, "my chess hurts"), Red(CueFloor.Default, "my chess hurts"));
    }

    [Fact]
    public void Whatever_a_practice_adds_no_red_cue_of_the_floor_is_lost()
    {
        var additions = Adding(
            new CueAdditions.Category("chest_pain", ["fishy feeling"]), new CueAdditions.Category("mine", ["what is the", "<mine> fever"], CueLevel.E2)) with
        {
            Words = new Dictionary<string, IReadOnlyList<string>>
            {
                ["pain"] = ["years", "no", "crashing", "if"],
                ["chest"] = ["throat", "ago"],
                ["mine"] = ["my chest", "breathe", "blod"],
            },
        };
        var floor = CueFloor.Default.With(additions);
        string[] words =
        [
            "my", "chest", "hurts", "no", "he", "fell", "can't", "breathe", "blood", "years", "ago", "is", "the", "throat", "closing", "fever", "what", "if",
            "crashing", "chess", "blod", "pain", "mother", "in 2010",
        ];
        Gen.Int[0, words.Length - 1].List[1, 40].Sample(
            picks =>
            {
                var text = string.Join(' ', picks.Select(p => words[p]));
                Assert.Subset(Red(floor, text), Red(CueFloor.Default, text));
            },
            iter: 500);
    }

    [Theory]
    [InlineData("the")]
    [InlineData("what/is/my")]
    [InlineData("is _3 the")]
    [InlineData("the + water*")]
    [InlineData("<everywhere>")]
    [InlineData("[of course/ventilator]")]
    public void A_pattern_that_one_or_two_everyday_words_fulfil_is_refused(string pattern) =>
        Assert.Contains(
            $"'{pattern}'",
            Assert.Throws<CueFloorException>(() => CueFloor.Default.With(
                Adding(new CueAdditions.Category("mine", [pattern], CueLevel.E1)) with
                {
                    Words = new Dictionary<string, IReadOnlyList<string>> { ["everywhere"] = ["ventilator", "phone"] },
                })).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("tube fell out")]
    [InlineData("ventilator")]
    [InlineData("no _2 dialysis")]
    public void A_pattern_that_takes_more_than_two_everyday_words_is_not(string pattern) =>
        Assert.NotNull(CueFloor.Default.With(Adding(new CueAdditions.Category("mine", [pattern], CueLevel.E1))));

    [Theory]
    [InlineData("""{"version":"a@1","signature":"s","categories":[{"name":"mine","patterns":["ventilator"],"level":0}]}""")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[{"name":"mine","patterns":["ventilator"],"level":1}]}""")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[{"name":"mine","patterns":["ventilator"],"level":"0"}]}""")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[{"name":"mine","patterns":["ventilator"],"level":"E1","levle":"E1"}]}""")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[],"wrods":{}}""")]
    public void A_level_that_is_no_name_and_a_member_that_is_none_are_refused_in_a_file(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<CueAdditions>(json, JsonSerializerOptions.Web));

    [Fact]
    public void A_level_that_is_none_is_refused() =>
        Assert.Contains("level", Assert.Throws<CueFloorException>(() => CueFloor.Default.With(Adding(new CueAdditions.Category("stroke", [], (CueLevel)0)))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"version":"a@1","signature":"s"}""")]
    [InlineData("""{"version":null,"signature":"s","categories":[]}""")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[null]}""")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[{"name":null,"patterns":["x"]}]}""")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[{"name":"stroke","patterns":null}]}""")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[{"name":"stroke","patterns":[null]}]}""")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[{"name":"stroke","patterns":[""]}]}""")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[{"name":"stroke","patterns":[],"red":[null]}]}""")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[{"name":"stroke","patterns":[],"notRed":[null]}]}""")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[],"words":{"pain":null}}""")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[],"words":{"pain":[null]}}""")]
    public void What_is_empty_is_refused_with_a_word_about_it(string json) =>
        Assert.Throws<CueFloorException>(() => CueFloor.Default.With(JsonSerializer.Deserialize<CueAdditions>(json, JsonSerializerOptions.Web)!));

    private static HashSet<string> Red(CueFloor floor, string text) => [.. floor.Find(text).Where(c => c.IsRed).Select(c => c.Category)];

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
