using System.Runtime.CompilerServices;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>What the other side had asked for when something was said.</summary>
internal enum Topic
{
    None, Reason, Name, PatientName, CallerName, LastName, FirstName, BirthDate, Phone, Allergies, Medications, Pharmacy, Provider, Appointment, Onset, Relationship,
}

/// <summary>An utterance as the drafter reads it.</summary>
/// <param name="Answers">For a caller's line: the question before it; for another's, what it asks.</param>
/// <param name="Also">What was asked in the same breath ("the name and date of birth?").</param>
internal sealed record Line(Utterance Said, List<SpokenToken> Tokens, Topic Answers, Topic Also)
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

    /// <summary>A call is read again after every utterance: what was said before is cut into tokens once.</summary>
    private static readonly ConditionalWeakTable<Utterance, List<SpokenToken>> AlreadyRead = [];

    private const int ShortQuestion = 7;

    /// <summary>Reads a call; each caller line knows the question it answers.</summary>
    public static List<Line> Read(IReadOnlyList<Utterance> utterances)
    {
        var lines = new List<Line>(utterances.Count);
        var (topic, also) = (Topic.None, Topic.None);
        foreach (var said in utterances)
        {
            var tokens = AlreadyRead.GetValue(said, static s => SpokenWords.Read(Text(s)));
            if (said.Leg != LegRole.Caller)
            {
                // "Walter Brandt?" or "okay" keeps the question open; a longer remark, or another question, ends it.
                var (asked, second) = Questions.In(tokens);
                if (asked == Topic.None && tokens.Exists(Dated))
                {
                    // "We've got Tuesday or Thursday": what comes next is a wish.
                    (asked, second) = (topic is Topic.BirthDate or Topic.Onset ? topic : Topic.Appointment, Topic.None);
                }

                if (asked != Topic.None || tokens.Count > ShortQuestion || AsksElse(tokens))
                {
                    (topic, also) = (asked, second);
                }
            }

            lines.Add(new Line(said, tokens, topic, also));
        }

        return lines;
    }

    private static bool Dated(SpokenToken token) => token.Plain.TrimEnd('s') is "monday" or "tuesday" or "wednesday" or "thursday" or "friday" or "saturday" or "tomorrow";

    /// <summary>"Any swelling", "does it hurt": a question that no topic stands for.</summary>
    private static bool AsksElse(List<SpokenToken> tokens)
    {
        var i = 0;
        while (i < tokens.Count && tokens[i].Plain is "okay" or "ok" or "and" or "so" or "alright")
        {
            i++;
        }

        return i < tokens.Count && tokens[i].Plain is "any" or "do" or "does" or "are" or "have" or "has" or "did" or "how" or "where" or "fever" or "pain" or "swelling"
            && !tokens.Exists(t => t.Plain is "right" or "correct" or "that" or "spell" or "spelled");
    }
}
