using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Tests.Cues;

/// <summary>A word that was hardly heard takes nothing away.</summary>
public class CueConfidenceTests
{
    private readonly CueListener _listener = new(CueFloor.Default);

    private IReadOnlyList<Cue> Say(string text, params string[] unsure) => _listener.Hear(
        LegRole.Caller, "u1", text, final: true,
        [.. text.Split(' ').Select((word, i) => new Word(word, i * 200, (i * 200) + 180, unsure.Contains(word) ? 0.3 : 0.9))]);

    [Fact]
    public void A_negator_heard_with_little_confidence_does_not_deny() =>
        Assert.Contains(Say("there is no chest pain", "no"), c => c is { Category: "chest_pain", IsRed: true });

    [Fact]
    public void A_negator_heard_well_turns_the_cue_amber() =>
        Assert.Contains(Say("there is no chest pain"), c => c is { Category: "chest_pain", Assertion: CueAssertion.Negated });

    [Fact]
    public void A_partial_without_confidence_denies_and_the_final_words_raise_it_after_all()
    {
        Assert.DoesNotContain(_listener.Hear(LegRole.Caller, "u1", "there is no chest pain", final: false), c => c.IsRed);
        Assert.Contains(Say("there is no chest pain", "no"), c => c is { Category: "chest_pain", IsRed: true });
    }

    [Fact]
    public void A_no_that_was_hardly_heard_answers_no_question()
    {
        _listener.Hear(LegRole.Operator, "o1", "Any chest pain?", final: true);

        Assert.Empty(Say("no", "no"));
    }

    [Fact]
    public void Confidences_that_do_not_belong_to_the_words_are_passed_over() =>
        Assert.Contains(
            _listener.Hear(LegRole.Caller, "u1", "there is no chest pain", final: true, [new Word("there", 0, 100, 0.1)]),
            c => c is { Category: "chest_pain", Assertion: CueAssertion.Negated });
}
