using System.Text.Json;
using HybridAgent.Assist.Transcript;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;

namespace HybridAgent.Assist.Replies;

/// <summary>Reads what an answer cites: "evidence":[{"utterance","quote"}].</summary>
internal static class Citations
{
    private const int Most = 8;
    private const int LongestQuote = 600;

    /// <summary>The spans of all citations. Every one must stand: one that was never said spoils the value, and null comes back.</summary>
    public static IReadOnlyList<Span>? Read(JsonElement item, IReadOnlyList<Utterance> utterances)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("evidence", out var citations)
            || citations.ValueKind != JsonValueKind.Array || citations.GetArrayLength() is 0 or > Most)
        {
            return null;
        }

        var spans = new List<Span>();
        foreach (var citation in citations.EnumerateArray())
        {
            var said = ReplyJson.Text(citation, "utterance", 60) is { } id ? utterances.FirstOrDefault(u => u.Id == id) : null;
            if (said is null or { Leg: LegRole.Assistant } || ReplyJson.Text(citation, "quote", LongestQuote) is not { } quote
                || Quotation.Find(said, quote) is not { } span)
            {
                return null;
            }

            spans.Add(span);
        }

        return spans;
    }
}
