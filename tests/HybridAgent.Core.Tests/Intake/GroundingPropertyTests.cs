using CsCheck;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Intake;

/// <summary>Evidence or empty, over random values said in random ways.</summary>
public class GroundingPropertyTests
{
    private static readonly string[] Sure = [FieldNames.CallbackNumber, FieldNames.DateOfBirth, FieldNames.PatientName, FieldNames.Medications];

    /// <summary>At most one value in a hundred that was really said may be turned away.</summary>
    [Fact]
    public void A_value_that_was_said_is_accepted()
    {
        var (all, accepted) = (0, 0);
        Spoken.Any.Sample(value =>
        {
            var (draft, said) = Spoken.Cite(value);
            Interlocked.Increment(ref all);
            if (Grounding.Derives(draft, said, out _))
            {
                Interlocked.Increment(ref accepted);
            }
        }, iter: 20000);

        Assert.True(accepted >= 0.99 * all, $"{accepted} of {all}");
    }

    [Fact]
    public void Any_other_value_of_the_kind_is_rejected() => Gen.Select(Spoken.Any, Spoken.Any).Where((said, other) => said.Field == other.Field && !Same(said, other)).Sample((value, other) =>
    {
        var (draft, said) = Spoken.Cite(value);
        Assert.False(Grounding.Derives(draft with { Value = other.Text }, said, out var why));
        Assert.NotEqual("", why);
        Assert.DoesNotContain(other.Text, why, StringComparison.OrdinalIgnoreCase);
    }, iter: 20000);

    [Fact]
    public void One_digit_or_letter_changed_is_rejected() => Gen.Select(Gen.OneOf(Spoken.Phone, Spoken.Birth, Spoken.Name), Gen.Int[0, 99], Gen.Int[1, 9]).Sample((value, where, by) =>
    {
        var text = value.Text.ToCharArray();
        var at = where % text.Length;
        text[at] = char.IsDigit(text[at]) ? (char)('0' + ((text[at] - '0' + by) % 10)) : char.IsLetter(text[at]) ? (char)('a' + ((char.ToLowerInvariant(text[at]) - 'a' + by) % 26)) : text[at];
        var changed = new string(text);
        if (!changed.Equals(value.Text, StringComparison.OrdinalIgnoreCase))
        {
            var (draft, said) = Spoken.Cite(value);
            Assert.False(Grounding.Derives(draft with { Value = changed }, said, out _), $"{value.Field} took one change");
        }
    }, iter: 20000);

    [Fact]
    public void Words_that_were_hardly_heard_fill_no_name_number_date_or_medicine_as_a_fact() => Gen.Select(Spoken.Any, Gen.Int[0, 99], Gen.Double[0, 0.499]).Sample((value, where, confidence) =>
    {
        var count = value.Said.Split(' ').Length;
        var (draft, said) = Spoken.Cite(value, (word, i) => new Word(word, i * 100, (i * 100) + 90, i == where % count ? confidence : 0.9));
        Assert.Equal(!Sure.Contains(value.Field) && Grounding.Derives(draft with { Heard = true }, said, out _), Grounding.Derives(draft, said, out _));
    }, iter: 20000);

    [Fact]
    public void The_drafter_marks_what_was_hardly_heard() => Gen.Select(Gen.OneOf(Spoken.Phone, Spoken.Birth, Spoken.Name, Spoken.Drug), Gen.Double[0, 1]).Sample((value, confidence) =>
    {
        var question = value.Field switch
        {
            FieldNames.CallbackNumber => "What is your phone number?",
            FieldNames.DateOfBirth => "Date of birth?",
            FieldNames.PatientName => "What's the patient's name?",
            _ => "Any medications?",
        };
        var (_, said) = Spoken.Cite(value, (word, i) => new Word(word, i * 100, (i * 100) + 90, confidence));
        var drafts = new RulesDrafter().Draft([new("u0", LegRole.Operator, question, [], 0, 900, "scripted"), .. said], Dialogue.Practice, Dialogue.Today);
        foreach (var draft in drafts.Where(d => d.Field == value.Field))
        {
            Assert.Equal(confidence < Grounding.Unsure, draft.Heard);
        }
    }, iter: 5000);

    private static readonly string[] Fields = [FieldNames.Allergies, FieldNames.Medications, FieldNames.Symptoms];

    /// <summary>Whatever words are cited, "none" does not follow from an answer that knows, remembers or promises nothing.</summary>
    [Fact]
    public void None_never_follows_from_not_knowing()
    {
        string[] persons = ["I", "he", "she", "we", "they"];
        string[] negations = ["don't", "do not", "can't", "really don't", "doesn't"];
        string[] verbs = ["know", "remember", "recall", "know for sure"];
        string[] ends = ["", "the names", "what it was called", "the name, it is a blue pill", "that right now", "if there are any", "which ones"];
        string[] whole = ["I'm not sure", "I am not certain", "not sure, no", "no idea", "not going through that again", "no, I forgot", "I'd have to check"];
        var said = Gen.Select(One(persons), One(negations), One(verbs), One(ends)).Select((a, b, c, d) => $"{a} {b} {c} {d}".TrimEnd());
        Gen.Select(Gen.OneOf(said, One(whole)), One(["", "um ", "well, ", "oh "]), One(["", ".", "!"]), One(Fields), Gen.Int[0, 9], Gen.Int[0, 9]).Sample((open, before, after, field, a, b) =>
        {
            var (utterances, last) = (Dialogue.Read($"C: {before}{open}{after}"), (before + open).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length - 1);
            var (from, to) = (Math.Min(Math.Min(a, b), last), Math.Min(Math.Max(a, b), last));
            Assert.False(Grounding.Derives(new FieldDraft(field, "none", [new Span("u1", from, to)], "model"), utterances, out _), $"{before}{open}{after}");
        }, iter: 5000);
    }

    [Fact]
    public void None_follows_from_a_denial_cited_whole()
    {
        string[] denials = ["no", "none", "nope", "nothing", "no allergies", "not that I know of", "I don't have any", "she doesn't take anything", "none that I can remember", "not to my knowledge", "no, nothing at all"];
        Gen.Select(One(denials), One(["", "um ", "oh "]), One(["", ".", ", thanks"]), One(Fields)).Sample((denial, before, after, field) =>
        {
            var text = before + denial + after;
            Assert.True(Grounding.Derives(new FieldDraft(field, "none", [new Span("u1", 0, text.Split(' ').Length - 1)], "model"), Dialogue.Read($"C: {text}"), out var why), $"{text}: {why}");
        }, iter: 1000);
    }

    [Fact]
    public void None_does_not_follow_from_words_beside_the_denial() =>
        Assert.False(Grounding.Derives(new FieldDraft(FieldNames.Allergies, "none", [new Span("u1", 1, 2)], "model"), Dialogue.Read("C: no that's everything"), out _));

    private static Gen<string> One(string[] of) => Gen.Int[0, of.Length - 1].Select(i => of[i]);

    /// <summary>The same letters, or a list of fewer of the same medicines.</summary>
    private static bool Same(Spoken.Value said, Spoken.Value other) =>
        said.Text.Equals(other.Text, StringComparison.OrdinalIgnoreCase) || (said.Field == FieldNames.Medications && other.Text.Split(", ").All(said.Text.Split(", ").Contains));
}
