using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Practices;

namespace HybridAgent.Core.Intake;

/// <summary>The fields that a practice asks for with a reason of its own: drafted by the same rules as the rest of the note.</summary>
public static class PracticeFields
{
    /// <summary>
    /// The practice's own fields that belong on this call's form: of the reasons its note names, and those that hold something already.
    /// </summary>
    public static IReadOnlyList<ReasonField> On(Practice? practice, CallState state)
    {
        if (practice?.Reasons is not { Count: > 0 } reasons)
        {
            return [];
        }

        var note = SpokenWords.Read(state.FieldOf(FieldNames.Reason).Value ?? "");
        return
        [
            .. reasons.SelectMany(reason => About(reason, note)
                ? reason.Fields
                : reason.Fields.Where(f => state.FieldOf(f.Name) is { State: not FieldState.Empty } or { Meaning: not null })).DistinctBy(f => f.Name),
        ];
    }

    private static bool About(CallReason reason, IReadOnlyList<SpokenToken> tokens) => new IntakeWords.Phrases(reason.Words).In(tokens);

    /// <summary>The practice's own fields that may be drafted: of the reasons that a caller named in these words.</summary>
    public static IReadOnlyList<ReasonField> Named(Practice? practice, IReadOnlyList<Utterance> utterances) =>
        practice?.Reasons is { Count: > 0 } ? Named(practice, Line.Read(utterances)) : [];

    private static IReadOnlyList<ReasonField> Named(Practice practice, IReadOnlyList<Line> lines) =>
    [
        .. (practice.Reasons ?? [])
            .Where(reason => new IntakeWords.Phrases(reason.Words) is var words && lines.Any(l => l.Caller && words.In(l.Tokens)))
            .SelectMany(reason => reason.Fields),
    ];

    internal static void Read(RulesDrafter.Drafting draft)
    {
        foreach (var field in Named(draft.Practice, draft.Lines))
        {
            Read(draft, field);
        }
    }

    private static void Read(RulesDrafter.Drafting draft, ReasonField field)
    {
        var ask = new IntakeWords.Phrases(field.Ask);
        var asked = false;
        foreach (var line in draft.Lines)
        {
            var at = After(ask, line.Tokens);
            if (!line.Caller)
            {
                asked = at >= 0 || (asked && line.Answers == Topic.None);
                continue;
            }

            // "My member number is ...", or the answer to the question.
            if ((at >= 0 || asked) && FieldParser.Read(field.Kind, line, at >= 0 ? at : 0, draft.Today) is var (value, first, last))
            {
                draft.Put(field.Name, value, line.Span(first, last));
                asked = false;
            }
            else if (asked && Refusal.Find(line.Tokens) is var (a, b) && draft[field.Name] is null)
            {
                draft.Decline(field.Name, line.Span(a, b));
                asked = false;
            }
        }
    }

    private static int After(IntakeWords.Phrases ask, List<SpokenToken> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (ask.At(tokens, i) is > 0 and var words)
            {
                return i + words;
            }
        }

        return -1;
    }
}
