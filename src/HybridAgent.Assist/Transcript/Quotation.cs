using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;

namespace HybridAgent.Assist.Transcript;

/// <summary>
/// Finds quoted words in an utterance. Models copy words well and count them badly, so they quote and plain code counts.
/// </summary>
internal static class Quotation
{
    /// <summary>The span of the quoted words; null when they were not said like that, in one piece.</summary>
    public static Span? Find(Utterance said, string quote)
    {
        var wanted = quote.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(SaidWords.Plain).Where(w => w.Length > 0).ToArray();
        if (wanted.Length == 0)
        {
            return null;
        }

        // Marks that stand alone ("-") are words to a span and nothing to a quotation.
        var words = SaidWords.Of(said).Select((w, i) => (Plain: SaidWords.Plain(w), Index: i)).Where(w => w.Plain.Length > 0).ToArray();
        for (var at = 0; at + wanted.Length <= words.Length; at++)
        {
            var k = 0;
            while (k < wanted.Length && words[at + k].Plain == wanted[k])
            {
                k++;
            }

            if (k == wanted.Length)
            {
                return new Span(said.Id, words[at].Index, words[at + k - 1].Index);
            }
        }

        return null;
    }

    /// <summary>True when a cited word was heard with a confidence under 0.5.</summary>
    public static bool Unsure(Utterance said, Span span) =>
        said.Words.Count == SaidWords.Of(said).Length
        && said.Words.Skip(span.FirstWord).Take(span.LastWord - span.FirstWord + 1).Any(w => w.Confidence < 0.5);
}
