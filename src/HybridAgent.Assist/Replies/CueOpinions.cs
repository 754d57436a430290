using HybridAgent.Assist.Transcript;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Assist.Replies;

/// <summary>
/// The answer to Cues/Opinion: {"cues":[{"category","level","utterance","quote"}]}. It can only add: every cue is present, its level
/// is at least its category's, and an answer without cues takes nothing away from anybody.
/// </summary>
internal static class CueOpinions
{
    private const int MostCues = 8;
    private const int LongestQuote = 600;

    /// <param name="categories">The floor's categories with their levels; others are passed over.</param>
    /// <exception cref="ReplyException">The answer has not this shape.</exception>
    public static IReadOnlyList<Cue> Read(
        string? text, IReadOnlyList<Utterance> utterances, string by, IReadOnlyDictionary<string, CueLevel> categories)
    {
        var cues = new Dictionary<string, Cue>(StringComparer.Ordinal);
        foreach (var item in ReplyJson.Items(text, "cues").EnumerateArray())
        {
            if (cues.Count == MostCues)
            {
                break;
            }

            if (ReplyJson.Text(item, "category", 60) is not { } category || !categories.TryGetValue(category, out var least)
                || ReplyJson.Text(item, "utterance", 60) is not { } id || ReplyJson.Text(item, "quote", LongestQuote) is not { } quote
                || utterances.FirstOrDefault(u => u.Id == id) is not { Leg: LegRole.Caller } said
                || Quotation.Find(said, quote) is not { } span)
            {
                continue;
            }

            var level = least == CueLevel.E1 || ReplyJson.Text(item, "level", 2) == "E1" ? CueLevel.E1 : CueLevel.E2;
            if (!cues.TryGetValue(category, out var before) || level < before.Level)
            {
                var words = string.Join(' ', SaidWords.Of(said)[span.FirstWord..(span.LastWord + 1)]);
                cues[category] = new Cue(category, level, CueAssertion.Present, words, by, span.FirstWord, span.LastWord);
            }
        }

        return [.. cues.Values];
    }
}
