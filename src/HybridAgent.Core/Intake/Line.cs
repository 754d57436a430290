using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>What the other side had asked for when something was said.</summary>
internal enum Topic
{
    None, Reason, PatientName, CallerName, LastName, FirstName, BirthDate, Phone, Allergies, Medications, Pharmacy, Provider, Appointment, Onset, Relationship,
}

/// <summary>An utterance as the drafter reads it.</summary>
/// <param name="Answers">For a caller's line: the question before it.</param>
internal sealed record Line(Utterance Said, List<SpokenToken> Tokens, Topic Answers)
{
    public bool Caller => Said.Leg == LegRole.Caller;

    /// <summary>The words of an utterance as spans count them: its text where that has one piece per recognised word, else the words.</summary>
    public static string Text(Utterance said)
    {
        if (said.Words.Count == 0 || SpokenWords.Written(said.Text).Length == said.Words.Count)
        {
            return said.Text;
        }

        return string.Join(' ', said.Words.Select(w => w.Text));
    }

    public Span Span(int first, int last) => new(Said.Id, Tokens[first].Word, Tokens[last].Word);

    public bool Has(params ReadOnlySpan<string> phrase) => Find(0, phrase) >= 0;

    /// <summary>Index of the first occurrence of a sequence of words from <paramref name="from"/> on; -1 when there is none.</summary>
    public int Find(int from, params ReadOnlySpan<string> phrase)
    {
        for (var i = from; i + phrase.Length <= Tokens.Count; i++)
        {
            var k = 0;
            while (k < phrase.Length && (Tokens[i + k].Plain == phrase[k] || Tokens[i + k].Stem == phrase[k]))
            {
                k++;
            }

            if (k == phrase.Length)
            {
                return i;
            }
        }

        return -1;
    }

    private static readonly (string Phrase, Topic Topic)[] Questions =
    [
        ("patient name", Topic.PatientName), ("patients name", Topic.PatientName), ("name of the patient", Topic.PatientName), ("name and date", Topic.PatientName),
        ("your name", Topic.CallerName), ("your full name", Topic.CallerName), ("am i speaking", Topic.CallerName), ("who am i", Topic.CallerName), ("your first name", Topic.FirstName),
        ("last name", Topic.LastName), ("first name", Topic.FirstName), ("full name", Topic.PatientName), ("his name", Topic.PatientName), ("her name", Topic.PatientName), ("spell", Topic.LastName),
        ("date of birth", Topic.BirthDate), ("birthday", Topic.BirthDate), ("birth date", Topic.BirthDate), ("born", Topic.BirthDate), ("birthdate", Topic.BirthDate),
        ("number", Topic.Phone), ("reach you", Topic.Phone), ("call you back", Topic.Phone), ("callback", Topic.Phone),
        ("allergies", Topic.Allergies), ("allergic", Topic.Allergies), ("allergy", Topic.Allergies),
        ("medications", Topic.Medications), ("medication", Topic.Medications), ("medicines", Topic.Medications), ("medicine", Topic.Medications), ("taking anything", Topic.Medications), ("meds", Topic.Medications), ("prescriptions", Topic.Medications),
        ("pharmacy", Topic.Pharmacy), ("drugstore", Topic.Pharmacy),
        ("provider", Topic.Provider), ("which doctor", Topic.Provider), ("who do you see", Topic.Provider), ("your doctor", Topic.Provider), ("primary care", Topic.Provider),
        ("when would you like", Topic.Appointment), ("like to be seen", Topic.Appointment), ("works for you", Topic.Appointment), ("what day", Topic.Appointment), ("come in", Topic.Appointment), ("appointment", Topic.Appointment),
        ("how long", Topic.Onset), ("when did", Topic.Onset), ("since when", Topic.Onset),
        ("relationship", Topic.Relationship), ("related", Topic.Relationship), ("relation", Topic.Relationship),
        ("how can i help", Topic.Reason), ("how may i help", Topic.Reason), ("what can i", Topic.Reason), ("going on", Topic.Reason), ("calling about", Topic.Reason), ("brings you", Topic.Reason), ("reason for", Topic.Reason), ("the problem", Topic.Reason), ("what happened", Topic.Reason),
    ];

    private const int ShortQuestion = 7;

    /// <summary>Reads a call; each caller line knows the question it answers.</summary>
    public static List<Line> Read(IReadOnlyList<Utterance> utterances)
    {
        var lines = new List<Line>(utterances.Count);
        var topic = Topic.None;
        foreach (var said in utterances)
        {
            var tokens = SpokenWords.Read(Text(said));
            if (said.Leg != LegRole.Caller)
            {
                var asked = Asked(tokens);
                // "Owen Stokes?" or "okay" keeps the question open; a longer remark ends it.
                topic = asked != Topic.None ? asked : tokens.Count <= ShortQuestion ? topic : Topic.None;
            }

            lines.Add(new Line(said, tokens, topic));
        }

        return lines;
    }

    private static Topic Asked(List<SpokenToken> tokens)
    {
        var said = ' ' + string.Join(' ', tokens.Select(t => t.Plain)) + ' ';
        var best = (At: -1, Topic: Topic.None);
        foreach (var (phrase, topic) in Questions)
        {
            var at = said.LastIndexOf(' ' + phrase + ' ', StringComparison.Ordinal);
            // "How long has this been going on" asks for the onset: the more exact question stands first in it.
            if (at >= 0 && (best.At < 0 || (at > best.At && !(best.Topic == Topic.Onset && topic == Topic.Reason)) || (topic == Topic.Onset && best.Topic == Topic.Reason)))
            {
                best = (at, topic);
            }
        }

        // "Any allergies to medicines?"
        return best.Topic == Topic.Medications && said.Contains(" allerg", StringComparison.Ordinal) ? Topic.Allergies : best.Topic;
    }
}
