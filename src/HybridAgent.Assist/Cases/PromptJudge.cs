using HybridAgent.Assist.Transcript;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;

namespace HybridAgent.Assist.Cases;

/// <summary>Holds an answer, as an operator would see it, against what a case expects.</summary>
internal static class PromptJudge
{
    /// <summary>What is wrong, one line each; empty when the case is passed.</summary>
    public static IReadOnlyList<string> Problems(PromptCase asked, IReadOnlyList<FieldDraft> drafts, IReadOnlyList<Cue> cues) =>
    [
        .. (asked.Expect.Fields ?? []).Select(e => Missing(e, drafts.FirstOrDefault(d => d.Field == e.Field))).OfType<string>(),
        .. (asked.Expect.Cues ?? []).Where(e => !cues.Any(c => c.Category == e.Category && (e.Level is null || c.Level == e.Level)))
            .Select(e => $"no cue {e.Category}{(e.Level is { } level ? $" {level}" : "")}"),
        .. drafts.Where(d => asked.Never?.Fields?.Contains(d.Field) == true).Select(d => $"{d.Field} must stay empty, is \"{d.Value}\""),
        .. drafts.SelectMany(d => (asked.Never?.Words ?? []).Where(w => Holds(d.Value, w)).Select(w => $"\"{w}\" must not be in {d.Field}")),
        .. cues.Where(c => asked.Never?.Cues is { } never && (never.Contains("*") || never.Contains(c.Category)))
            .Select(c => $"cue {c.Category} must not be raised (\"{c.Words}\")"),
    ];

    private static string? Missing(ExpectedField expected, FieldDraft? draft)
    {
        if (draft is null)
        {
            return $"{expected.Field} is empty, should be \"{expected.Value}\"";
        }

        if (expected.Words is { Count: > 0 } words)
        {
            return words.FirstOrDefault(w => !Holds(draft.Value, w)) is { } lacking ? $"{expected.Field} lacks \"{lacking}\": \"{draft.Value}\"" : null;
        }

        return new[] { expected.Value }.Concat(expected.Or ?? []).Any(right => Same(expected.Field, right, draft.Value))
            ? null
            : $"{expected.Field} is \"{draft.Value}\", should be \"{expected.Value}\"";
    }

    private static bool Same(string field, string right, string value) => field switch
    {
        FieldNames.CallbackNumber => Digits(right) == Digits(value),
        FieldNames.Symptoms or FieldNames.Medications or FieldNames.Allergies =>
            right.Split(',').Select(Plain).Order(StringComparer.Ordinal).SequenceEqual(value.Split(',').Select(Plain).Order(StringComparer.Ordinal)),
        _ => Plain(right) == Plain(value),
    };

    private static bool Holds(string value, string words) => $" {Plain(value)} ".Contains($" {Plain(words)} ", StringComparison.Ordinal);

    private static string Plain(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(SaidWords.Plain).Where(w => w.Length > 0));

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit)) is ['1', .. { Length: 10 } ten] ? ten : string.Concat(text.Where(char.IsAsciiDigit));
}
