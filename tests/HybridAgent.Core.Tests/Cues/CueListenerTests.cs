using CsCheck;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Tests.Cues;

public class CueListenerTests
{
    private readonly CueListener _listener = new(CueFloor.Default);

    private IReadOnlyList<Cue> Caller(string key, string text, bool final = true) => _listener.Hear(LegRole.Caller, key, text, final);

    [Fact]
    public void A_cue_is_raised_on_the_partial_that_has_its_words_and_only_once()
    {
        Assert.Empty(Caller("u1", "hi I have", final: false));
        Assert.Empty(Caller("u1", "hi I have crushing", final: false));
        Assert.Single(Caller("u1", "hi I have crushing chest pain", final: false), c => c is { Category: "chest_pain", IsRed: true });
        Assert.Empty(Caller("u1", "hi I have crushing chest pain since lunch", final: false));
        Assert.Empty(Caller("u1", "Hi, I have crushing chest pain since lunch."));
        Assert.DoesNotContain(Caller("u2", "my chest pain is terrible"), c => c.Category == "chest_pain");
    }

    [Fact]
    public void A_red_cue_may_follow_an_amber_one()
    {
        Assert.Contains(Caller("u1", "I have no chest pain"), c => c is { Category: "chest_pain", Assertion: CueAssertion.Negated });
        Assert.Contains(Caller("u2", "oh wait, my chest hurts now"), c => c is { Category: "chest_pain", IsRed: true });
    }

    [Fact]
    public void A_past_tense_on_a_partial_waits_for_the_rest()
    {
        Assert.DoesNotContain(Caller("u1", "my husband had a heart attack", final: false), c => c.IsRed);
        Assert.DoesNotContain(Caller("u1", "my husband had a heart attack in the spring of 2009"), c => c.IsRed);
    }

    [Fact]
    public void A_question_alone_raises_nothing() =>
        Assert.Empty(_listener.Hear(LegRole.Operator, "o1", "Any chest pain?", true));

    [Theory]
    [InlineData("yeah, since lunch", CueAssertion.Present)]
    [InlineData("no", CueAssertion.Negated)]
    [InlineData("yes, but that was years ago", CueAssertion.Historical)]
    public void An_answer_carries_the_question(string answer, CueAssertion assertion)
    {
        _listener.Hear(LegRole.Operator, "o1", "Okay. Any chest pain?", true);

        Assert.Contains(Caller("u1", answer), c => c.Category == "chest_pain" && c.Assertion == assertion);
    }

    [Theory]
    [InlineData("no wait, I really do have crushing chest pain")]
    [InlineData("well, yeah, since lunch actually, and it goes into my arm and up the neck a bit")]
    public void An_answer_that_only_begins_like_a_denial_or_goes_on_for_long_is_red(string answer)
    {
        _listener.Hear(LegRole.Operator, "o1", "I just have to ask, any chest pain", true);

        Assert.Contains(Caller("u1", answer), c => c is { Category: "chest_pain", IsRed: true });
    }

    [Fact]
    public void Talk_of_relatives_stays_with_them_until_the_patient_is_asked_about()
    {
        _listener.Hear(LegRole.Operator, "o1", "Any heart disease in your family?", true);
        Caller("u1", "yes my father");
        _listener.Hear(LegRole.Operator, "o2", "Okay.", true);
        Assert.DoesNotContain(Caller("u2", "he had many strokes"), c => c.IsRed);
        _listener.Hear(LegRole.Operator, "o3", "And how are you feeling?", true);

        Assert.Contains(Caller("u3", "my chest hurts"), c => c is { Category: "chest_pain", IsRed: true });
    }

    [Fact]
    public void An_answer_that_was_put_away_stays_away_however_it_goes_on_and_the_next_one_is_red_again()
    {
        _listener.Hear(LegRole.Operator, "o1", "Any chest pain?", true);
        Assert.Contains(Caller("u1", "yeah it is since lunch today", final: false), c => c is { Category: "chest_pain", IsRed: true });
        _listener.Forget("chest_pain");
        Assert.DoesNotContain(Caller("u1", "yeah it is since lunch today i guess or so"), c => c.IsRed);
        _listener.Hear(LegRole.Operator, "o2", "Do you really have chest pain?", true);
        Assert.Contains(Caller("u2", "yes"), c => c is { Category: "chest_pain", IsRed: true });
    }

    [Fact]
    public void Words_said_once_more_in_the_same_breath_after_they_were_put_away_are_new()
    {
        Assert.Contains(Caller("u1", "my chest hurts", final: false), c => c.IsRed);
        _listener.Forget("chest_pain");
        Assert.DoesNotContain(Caller("u1", "well yes my chest hurts", final: false), c => c.IsRed);
        Assert.Contains(Caller("u1", "well yes my chest hurts listen to me my chest hurts"), c => c is { Category: "chest_pain", IsRed: true });
    }

    [Fact]
    public void Whatever_is_put_away_the_same_utterance_stays_silent_and_another_one_is_as_red_as_ever()
    {
        string[] words = ["my", "chest", "hurts", "no", "he", "fell", "can't", "breathe", "blood", "years", "ago", "is", "the", "throat", "closing", "stroke", "now", "if"];
        Gen.Int[0, words.Length - 1].List[1, 80].Sample(
            picks =>
            {
                var listener = new CueListener(CueFloor.Default);
                var text = string.Join(' ', picks.Select(p => words[p]));
                var red = Red(listener, "u1", text);
                Assert.All(red, listener.Forget);
                Assert.Empty(Red(listener, "u1", text));
                Assert.Subset(Red(listener, "u2", text), red);
            },
            iter: 300);

        static HashSet<string> Red(CueListener listener, string key, string text) =>
            [.. listener.Hear(LegRole.Caller, key, text, final: true).Where(c => c.IsRed).Select(c => c.Category)];
    }

    [Theory]
    [InlineData("reason", "chest pain since noon, sweating", CueAssertion.Present)]
    [InlineData("reason", "denies fever, nausea or chest pain", CueAssertion.Negated)]
    [InlineData("reason", "med refill. PMH: seizure, asthma", CueAssertion.Historical)]
    public void What_an_operator_types_is_read_like_clinical_writing(string field, string typed, CueAssertion assertion) =>
        Assert.Contains(_listener.Read($"typed/{field}", typed), c => c.Assertion == assertion);

    [Fact]
    public void Only_the_next_answer_belongs_to_a_question()
    {
        _listener.Hear(LegRole.Operator, "o1", "Any chest pain?", true);
        Caller("u1", "hm let me think");
        Caller("u2", "no");

        Assert.Empty(Caller("u3", "yes"));
    }

    [Fact]
    public void A_fact_said_earlier_in_the_call_counts()
    {
        Caller("u1", "my mother takes warfarin every day");

        Assert.Contains(Caller("u2", "she tripped over the cat"), c => c is { Category: "trauma", IsRed: true });
    }

    [Theory]
    [InlineData("newborn_fever", "my baby is three weeks old and has a fever of one oh two")]
    [InlineData("stroke", "it's my mother, her face is drooping and her speech is slurred")]
    [InlineData("stroke", "my dad had a stroke please help")]
    public void The_greeting_asks_about_nothing_that_was_long_ago(string category, string text)
    {
        _listener.Hear(LegRole.Operator, "o1", "Riverside Family Medicine, how can I help you?", true);

        Assert.Contains(Caller("u1", text), c => c.Category == category && c.IsRed);
    }

    [Theory]
    [InlineData("I had meningitis as a baby")]
    [InlineData("I had angina ten years ago and I need a refill")]
    [InlineData("I take pills for my pressure and I also had a stroke")]
    [InlineData("at the tax office I thought I was going to have a heart attack")]
    [InlineData("she said my respiratory rate is twenty and my pulse is seventy two")]
    [InlineData("the dentist pulled my wisdom tooth")]
    public void What_an_ordinary_call_mentions_is_not_red_in_any_language(string text) =>
        Assert.DoesNotContain(Caller("u1", text), c => c.IsRed);

    [Theory]
    [InlineData("newborn_fever", "My baby has a fever of 102", "How old is the baby?", "She's six weeks")]
    [InlineData("sepsis_infection", "I've had chills and a fever of 101", "Anything else?", "I'm on chemo")]
    [InlineData("pregnancy", "I'm bleeding quite a bit", "Are you pregnant?", "Yes.")]
    public void A_fact_said_later_counts_for_what_was_said_before(string category, string first, string asked, string then)
    {
        Assert.DoesNotContain(Caller("u1", first), c => c.Category == category && c.IsRed);
        _listener.Hear(LegRole.Operator, "o1", asked, true);

        var cue = Assert.Single(Caller("u2", then), c => c.Category == category && c.IsRed);
        Assert.InRange(cue.LastWord, cue.FirstWord, then.Split(' ').Length - 1);
    }

    [Theory]
    [InlineData("breathing", "Is she breathing?", "No.")]
    [InlineData("altered_consciousness", "Is he awake?", "No.")]
    [InlineData("altered_consciousness", "Is he responding to you?", "No, nothing.")]
    [InlineData("bleeding", "Has the bleeding stopped?", "No.")]
    [InlineData("suicide_self_harm", "Are you thinking about killing yourself?", "I don't know, maybe.")]
    [InlineData("suicide_self_harm", "Any thoughts of hurting yourself?", "Yes.")]
    [InlineData("breathing", "Any chest pain, shortness of breath?", "No. Well, actually yes, the breathing.")]
    [InlineData("chest_pain", "Any chest pain?", "Right.")]
    [InlineData("chest_pain", "Any chest pain right now? Take your time.", "Yeah.")]
    public void An_answer_means_what_its_question_makes_of_it(string category, string asked, string answer)
    {
        _listener.Hear(LegRole.Operator, "o1", asked, true);

        Assert.Contains(Caller("u1", answer), c => c.Category == category && c.IsRed);
    }

    [Theory]
    [InlineData("Is she breathing okay?", "Yes she's fine")]
    [InlineData("Is she breathing?", "no she's breathing fine it's her ear")]
    [InlineData("If you have chest pain or trouble breathing call 911, okay?", "Yep")]
    [InlineData("Do you feel safe at home, anyone hurting you?", "No")]
    public void An_answer_to_a_question_after_the_good_or_to_advice_is_not_red(string asked, string answer)
    {
        _listener.Hear(LegRole.Operator, "o1", asked, true);

        Assert.DoesNotContain(Caller("u1", answer), c => c.IsRed);
    }

    [Fact]
    public void Are_you_safe_asks_after_the_good_too()
    {
        _listener.Hear(LegRole.Operator, "o1", "Are you safe right now?", true);

        Assert.Contains(Caller("u1", "No."), c => c is { Category: "abuse_violence", IsRed: true });
    }

    [Fact]
    public void A_filler_between_a_question_and_its_answer_leaves_it_asked_and_another_question_does_not()
    {
        _listener.Hear(LegRole.Operator, "o1", "Any trouble breathing?", true);
        _listener.Hear(LegRole.Operator, "o2", "Hello?", true);
        Assert.Contains(Caller("u1", "Yes, a lot."), c => c is { Category: "breathing", IsRed: true });

        _listener.Hear(LegRole.Operator, "o3", "Any chest pain?", true);
        _listener.Hear(LegRole.Operator, "o4", "Are you allergic to anything?", true);
        Assert.DoesNotContain(Caller("u2", "Yes"), c => c.IsRed);
    }

    [Theory]
    [InlineData("overdose_poisoning", "I took forty Tylenol pills an hour ago but I'm fine")]
    [InlineData("overdose_poisoning", "My toddler swallowed a button battery but she's eating fine")]
    [InlineData("anaphylaxis", "I got stung, my throat was closing so I used my EpiPen and it's better now")]
    [InlineData("stroke", "My arm went numb and I couldn't speak for ten minutes but it went away")]
    [InlineData("seizure", "He had a seizure, first one ever, it stopped after two minutes")]
    [InlineData("chest_pain", "When I was in the shower I got a crushing pain in my chest")]
    [InlineData("stroke", "my mom has a history of strokes and her speech is slurred")]
    [InlineData("chest_pain", "i had a bypass ten years ago my chest feels like somebody tightens a belt around it")]
    [InlineData("chest_pain", "I was doing paperwork and I got this crushing chest pain")]
    [InlineData("bleeding", "how long will the ambulance take she is bleeding everywhere")]
    [InlineData("overdose_poisoning", "My friend took a whole bottle of Tylenol")]
    [InlineData("breathing", "she's no longer breathing")]
    public void What_sounds_past_over_or_told_of_others_but_is_now_stays_red(string category, string text) =>
        Assert.Contains(Caller("u1", text), c => c.Category == category && c.IsRed);

    [Fact]
    public void The_full_stops_of_the_final_text_are_read_however_long_it_is()
    {
        var rest = string.Concat(Enumerable.Repeat(" and I wanted to tell the nurse about the form from the insurance", 6));
        Caller("u1", "i had a heart attack ten years ago this is about that bill crushing chest pain" + rest, final: false);

        Assert.Contains(Caller("u1", "I had a heart attack ten years ago. This is about that bill. Crushing chest pain." + rest), c => c is { Category: "chest_pain", IsRed: true });
    }

    [Fact]
    public void The_assistant_raises_nothing() =>
        Assert.Empty(_listener.Hear(LegRole.Assistant, "a1", "If you have chest pain hang up and dial nine one one", true));

    [Fact]
    public void What_partials_raised_the_final_text_raises_too()
    {
        string[] words = ["i", "my", "chest", "hurts", "no", "not", "he", "fell", "baby", "fever", "can't", "breathe", "blood", "since", "and", "but", "years", "ago", "is", "the", "six", "weeks", "old", "stop", "bleeding", "throat", "closing"];
        Gen.Int[0, words.Length - 1].List[1, 90].Sample(picks =>
        {
            var text = string.Join(' ', picks.Select(p => words[p]));
            var whole = new CueListener(CueFloor.Default).Hear(LegRole.Caller, "u", text, true).Select(c => c.Category).ToHashSet();
            var bit = new CueListener(CueFloor.Default);
            var heard = new HashSet<(string, bool)>();
            for (var n = 1; n <= picks.Count; n++)
            {
                foreach (var cue in bit.Hear(LegRole.Caller, "u", string.Join(' ', picks.Take(n).Select(p => words[p])), n == picks.Count))
                {
                    Assert.True(heard.Add((cue.Category, cue.IsRed)), "raised twice");
                }
            }

            // Whatever the whole text holds was raised on the way, red or amber.
            Assert.Subset(heard.Select(h => h.Item1).ToHashSet(), whole);
        }, iter: 300);
    }
}
