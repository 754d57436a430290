using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>"I'd prefer to keep that to myself": asked, and declined.</summary>
internal static class Refusal
{
    private static readonly IntakeWords.Phrases Ways = new(
    [
        "rather not", "prefer not", "dont want to", "do not want to", "not comfortable", "not going to give", "not giving", "wont give", "dont give",
        "dont feel comfortable", "none of your business", "decline to", "not gonna", "not willing", "refuse", "id like to keep that", "not telling",
        "wont say", "cant give that", "not going to say", "rather keep that", "not over the phone",
    ]);

    /// <summary>Index of the first and the last word of it; null when nobody declines.</summary>
    public static (int First, int Last)? Find(IReadOnlyList<SpokenToken> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (Ways.At(tokens, i) is > 0 and var words)
            {
                return (i, i + words - 1);
            }
        }

        return null;
    }

    public static void Read(RulesDrafter.Drafting draft)
    {
        foreach (var line in draft.Lines)
        {
            if (!line.Caller || Field(line.Answers, draft) is not { } field || draft[field] is not null)
            {
                continue;
            }

            if (Find(line.Tokens) is var (first, last))
            {
                draft.Decline(field, line.Span(first, last));
            }
        }
    }

    private static string? Field(Topic topic, RulesDrafter.Drafting draft) => topic switch
    {
        Topic.BirthDate => FieldNames.DateOfBirth,
        Topic.Phone => FieldNames.CallbackNumber,
        Topic.PatientName or Topic.Name => FieldNames.PatientName,
        Topic.CallerName => FieldNames.CallerName,
        Topic.LastName or Topic.FirstName => draft[FieldNames.CallerName] is null ? FieldNames.PatientName : FieldNames.CallerName,
        Topic.Medications => FieldNames.Medications,
        Topic.Allergies => FieldNames.Allergies,
        Topic.Pharmacy => FieldNames.Pharmacy,
        Topic.Reason => FieldNames.Reason,
        Topic.Relationship => FieldNames.Relationship,
        _ => null,
    };
}
