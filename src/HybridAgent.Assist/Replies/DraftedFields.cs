using System.Globalization;
using System.Text.Json;
using HybridAgent.Assist.Transcript;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;

namespace HybridAgent.Assist.Replies;

/// <summary>The answer to Intake/Extract: {"fields":[{"field","value","evidence":[{"utterance","quote"}]}]}.</summary>
internal sealed record DraftedFields(IReadOnlyList<FieldDraft> Drafts, int Ungrounded)
{
    private const int MostFields = 40;
    private const int MostEvidence = 8;
    private const int LongestValue = 500;
    private const int LongestQuote = 600;

    /// <param name="today">No date of birth lies after it.</param>
    /// <exception cref="ReplyException">The answer has not this shape.</exception>
    public static DraftedFields Read(string? text, IReadOnlyList<Utterance> utterances, DateOnly today, string by)
    {
        var found = new Dictionary<string, FieldDraft>(StringComparer.Ordinal);
        var ungrounded = 0;
        foreach (var item in ReplyJson.Items(text, "fields").EnumerateArray().Take(MostFields))
        {
            if (ReplyJson.Text(item, "field", 60) is not { } field || !FieldNames.All.Contains(field) || found.ContainsKey(field)
                || ReplyJson.Text(item, "value", LongestValue) is not { } value)
            {
                continue;
            }

            if (Evidence(item, utterances) is { } evidence
                && new FieldDraft(field, value, evidence, by, evidence.Any(s => Quotation.Unsure(utterances.First(u => u.Id == s.Utterance), s))) is var draft
                && Grounding.Derives(draft, utterances, out _)
                && !(field == FieldNames.DateOfBirth && DateOnly.Parse(value, CultureInfo.InvariantCulture) > today))
            {
                found[field] = draft;
            }
            else
            {
                ungrounded++;
            }
        }

        return new DraftedFields([.. FieldNames.All.Where(found.ContainsKey).Select(f => found[f])], ungrounded);
    }

    /// <summary>Every citation must stand; one that was never said spoils the value.</summary>
    private static List<Span>? Evidence(JsonElement item, IReadOnlyList<Utterance> utterances)
    {
        if (!item.TryGetProperty("evidence", out var citations) || citations.ValueKind != JsonValueKind.Array
            || citations.GetArrayLength() is 0 or > MostEvidence)
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
