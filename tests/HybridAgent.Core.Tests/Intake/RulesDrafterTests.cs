using CsCheck;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Intake;

public class RulesDrafterTests
{
    [Fact]
    public void A_call_for_a_daughter_fills_the_note()
    {
        var note = Dialogue.Draft(Dialogue.All[0]);

        Assert.Equal("daughter", note[FieldNames.Relationship].Value);
        Assert.Equal("Josie Haldane", note[FieldNames.PatientName].Value);
        Assert.Equal("2019-03-03", note[FieldNames.DateOfBirth].Value);
        Assert.Equal("two days", note[FieldNames.Onset].Value);
        Assert.Equal("amoxicillin, peanuts", note[FieldNames.Allergies].Value);
        Assert.Equal("Walgreens on Harbor Street", note[FieldNames.Pharmacy].Value);
        Assert.Equal("+14155550192", note[FieldNames.CallbackNumber].Value);
        Assert.False(note.ContainsKey(FieldNames.CallerName));
        Assert.All(note.Values, d => Assert.Equal(RulesDrafter.Provenance, d.By));
    }

    [Fact]
    public void A_correction_replaces_the_end_of_a_number()
    {
        var note = Dialogue.Draft(Dialogue.All[1]);

        Assert.Equal("+12125550147", note[FieldNames.CallbackNumber].Value);
        Assert.Equal("1958-11-23", note[FieldNames.DateOfBirth].Value);
        Assert.Equal("Walter Brandt", note[FieldNames.CallerName].Value);
        Assert.Equal("none", note[FieldNames.Allergies].Value);
        Assert.Equal("Dr. Whitfield", note[FieldNames.Provider].Value);
        Assert.Equal("metoprolol", note[FieldNames.Medications].Value);
        Assert.Equal("self", note[FieldNames.Relationship].Value);
    }

    [Fact]
    public void A_read_back_is_corrected_by_its_last_digits()
    {
        var note = Dialogue.Draft("""
            O: What number can I call you back on?
            C: six one seven five five five zero one three three
            O: 617 555 0133?
            C: no, four seven
            """);

        Assert.Equal("+16175550147", note[FieldNames.CallbackNumber].Value);
    }

    [Fact]
    public void Wishes_onset_and_medicines_are_taken_from_answers()
    {
        var note = Dialogue.Draft(Dialogue.All[2]);

        Assert.Equal("Ana Quiroga", note[FieldNames.CallerName].Value);
        Assert.Equal("knee pain", note[FieldNames.Reason].Value);
        Assert.Equal("ibuprofen, lisinopril", note[FieldNames.Medications].Value);
        Assert.Equal("Thursday morning", note[FieldNames.AppointmentWish].Value);
    }

    [Theory]
    [InlineData("the ninth of October nineteen sixty one", "1961-10-09")]
    [InlineData("October 9th, 1961", "1961-10-09")]
    [InlineData("10/9/61", "1961-10-09")]
    [InlineData("january twenty second two thousand and four", "2004-01-22")]
    [InlineData("seven four ninety", "1990-07-04")]
    [InlineData("june the ninth two thousand thousand and six", "2006-06-09")]
    [InlineData("oh, it's june the first twenty eleven", "2011-06-01")]
    public void Dates_of_birth_are_understood_as_spoken(string said, string date) =>
        Assert.Equal(date, Dialogue.Draft($"O: Date of birth?\nC: {said}")[FieldNames.DateOfBirth].Value);

    [Theory]
    [InlineData("thirteen forty nineteen ninety")]
    [InlineData("february thirtieth nineteen ninety")]
    [InlineData("march third twenty fifty")]
    public void What_is_no_date_leaves_the_field_empty(string said) =>
        Assert.False(Dialogue.Draft($"O: Date of birth?\nC: {said}").ContainsKey(FieldNames.DateOfBirth));

    [Theory]
    [InlineData("five five five oh one nine")]
    [InlineData("I forget it")]
    public void An_incomplete_number_leaves_the_field_empty(string said) =>
        Assert.False(Dialogue.Draft($"O: Your phone number?\nC: {said}").ContainsKey(FieldNames.CallbackNumber));

    [Fact]
    public void Denied_medicines_and_symptoms_are_not_written_down()
    {
        var note = Dialogue.Draft("O: How can I help?\nC: I have a cough but no fever, and I am not taking ibuprofen");

        Assert.Equal("cough", note[FieldNames.Symptoms].Value);
        Assert.False(note.ContainsKey(FieldNames.Medications));
    }

    [Fact]
    public void Words_heard_with_low_confidence_mark_the_draft()
    {
        Word[] words = [new("Ana", 0, 200, 0.9), new("Quiroga", 200, 500, 0.31)];
        Utterance[] said =
        [
            new("u1", LegRole.Operator, "What is the patient's name?", [], 0, 900, "scripted"),
            new("u2", LegRole.Caller, "Ana Quiroga", words, 0, 500, "scripted"),
        ];

        Assert.True(Dialogue.Draft(said)[FieldNames.PatientName].Heard);
        Assert.False(Dialogue.Draft([said[0], said[1] with { Words = [words[0], words[1] with { Confidence = 0.8 }] }])[FieldNames.PatientName].Heard);
    }

    [Fact]
    public void Whatever_is_said_every_draft_is_derived_from_its_words()
    {
        string[] words =
        [
            "0000", "january", "third", "twenty", "oh", "nineteen", "5", "99999999999", "double", "no", "wait", "my", "name", "is", "b", "as", "in", "boy",
            "allergic", "to", "none", "since", "last", "week", "a", "doctor", "pharmacy", "cvs", "for", "son", "first", "last", "monday", "?", "-", "ibuprofen", "née", "١٢", "I", "have",
        ];
        string[] questions = ["Date of birth?", "Phone number?", "The patient's name?", "Any allergies?", "Which pharmacy?", "How can I help?", "When would you like to come in?", "Which provider?", "How long?"];
        Gen.Select(Gen.Int[0, questions.Length - 1], Gen.Int[0, words.Length - 1].List[0, 14]).List[1, 5].Sample(turns =>
        {
            var said = Dialogue.Read(string.Join('\n', turns.Select(t => $"O: {questions[t.Item1]}\nC: {string.Join(' ', t.Item2.Select(w => words[w]))}")));
            foreach (var draft in new RulesDrafter().Draft(said, Dialogue.Practice, Dialogue.Today))
            {
                Assert.True(Grounding.Derives(draft, said, out var why), why);
            }
        }, iter: 3000);
    }

    [Fact]
    public void An_empty_call_drafts_nothing() =>
        Assert.Empty(Dialogue.Draft(""));
}
