using System.Text.Json;
using HybridAgent.Core.Calls;

namespace HybridAgent.Core.Evaluation;

/// <summary>One item: a text, or turns of a dialogue, or a sentence with a concept in it.</summary>
internal sealed record EvaluationItem(string Id, string? Text, IReadOnlyList<EvaluationItem.Turn> Turns, string? Concept)
{
    internal sealed record Turn(LegRole Leg, string Text);

    /// <exception cref="EvaluationException">A line is no item.</exception>
    public static IEnumerable<EvaluationItem> Read(IEnumerable<string> lines)
    {
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Parse(line, number);
            }
        }
    }

    private static EvaluationItem Parse(string line, int number)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(line);
            root = document.RootElement.Clone();
        }
        catch (JsonException problem)
        {
            throw new EvaluationException(number, "this is not JSON.", problem);
        }

        if (root.ValueKind != JsonValueKind.Object || String(root, "id") is not { Length: > 0 } id)
        {
            throw new EvaluationException(number, "an item is a JSON object with an \"id\".");
        }

        var turns = new List<Turn>();
        if (root.TryGetProperty("turns", out var list) && list.ValueKind != JsonValueKind.Null)
        {
            if (list.ValueKind != JsonValueKind.Array)
            {
                throw new EvaluationException(number, "\"turns\" is a list.");
            }

            foreach (var turn in list.EnumerateArray())
            {
                if (turn.ValueKind != JsonValueKind.Object || String(turn, "speaker") is not { } speaker || String(turn, "text") is not { } said)
                {
                    throw new EvaluationException(number, "a turn has a \"speaker\" and a \"text\".");
                }

                turns.Add(new Turn(Leg(speaker, number), said));
            }
        }

        var text = String(root, "text");
        if (text is null && turns.Count == 0)
        {
            throw new EvaluationException(number, "an item has a \"text\" or \"turns\".");
        }

        return new EvaluationItem(id, text, turns, String(root, "concept"));
    }

    private static LegRole Leg(string speaker, int line) => speaker switch
    {
        "patient" or "caller" or "caller_other" => LegRole.Caller,
        "operator" or "clinician" => LegRole.Operator,
        "assistant" => LegRole.Assistant,
        _ => throw new EvaluationException(line, "a speaker is one of patient, caller, caller_other, operator, clinician, assistant."),
    };

    private static string? String(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
