using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;

namespace HybridAgent.Assist.Replies;

/// <summary>What an answer drafts, once checked.</summary>
/// <param name="Drafts">In the order of the form, one a field.</param>
/// <param name="Ungrounded">Values that were left out because the cited words do not prove them.</param>
internal sealed record DraftedFields(IReadOnlyList<FieldDraft> Drafts, int Ungrounded)
{
    private const int MostFields = 40;
    private const int LongestValue = 500;
    private const int LongestReason = 200;

    /// <summary>Reads the answer to Intake/Extract: {"fields":[{"field","value","evidence":[{"utterance","quote"}]}]}.</summary>
    /// <param name="asked">The fields of this call's form; others are passed over.</param>
    /// <exception cref="ReplyException">The answer has not this shape.</exception>
    public static DraftedFields Read(string? text, IReadOnlyList<Utterance> utterances, AskedFor asked, DraftSource source)
    {
        var found = new Dictionary<string, FieldDraft>(StringComparer.Ordinal);
        var ungrounded = 0;
        foreach (var item in ReplyJson.Items(text, "fields").EnumerateArray().Take(MostFields))
        {
            // The reason has its own prompt.
            if (ReplyJson.Text(item, "field", 60) is not { } field || field == FieldNames.Reason || !asked.Fields.Contains(field)
                || found.ContainsKey(field) || ReplyJson.Text(item, "value", LongestValue) is not { } value)
            {
                continue;
            }

            if (Citations.Read(item, utterances) is { } evidence && Proof.Of(field, value, evidence, utterances, asked, source) is { } draft)
            {
                found[field] = draft;
            }
            else
            {
                ungrounded++;
            }
        }

        return new DraftedFields([.. asked.Fields.Where(found.ContainsKey).Select(f => found[f])], ungrounded);
    }

    /// <summary>Reads the answer to Reason/Summary: {"reason","evidence":[{"utterance","quote"}]}; an empty reason is a good answer.</summary>
    /// <exception cref="ReplyException">The answer has not this shape.</exception>
    public static DraftedFields ReadReason(string? text, IReadOnlyList<Utterance> utterances, AskedFor asked, DraftSource source)
    {
        var answer = ReplyJson.WithItems(text, "evidence");
        if (ReplyJson.IsEmptyText(answer, "reason"))
        {
            return new DraftedFields([], 0);
        }

        return ReplyJson.Text(answer, "reason", LongestReason) is { } reason && Citations.Read(answer, utterances) is { } evidence
            && Proof.Of(FieldNames.Reason, reason, evidence, utterances, asked, source) is { } draft
                ? new DraftedFields([draft], 0)
                : new DraftedFields([], 1);
    }
}
