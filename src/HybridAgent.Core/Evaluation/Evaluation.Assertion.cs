using System.Text.Json;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Evaluation;

public static partial class Evaluation
{
    /// <summary>{id, text, concept} to {id, negation, temporality, experiencer}.</summary>
    /// <exception cref="EvaluationException">While enumerating, when a line cannot be read or names no concept.</exception>
    public static IEnumerable<string> Assertion(IEnumerable<string> lines)
    {
        var number = 0;
        foreach (var item in EvaluationItem.Read(lines))
        {
            number++;
            if (item.Text is null || item.Concept is null)
            {
                throw new EvaluationException(number, "an item has a \"text\" and a \"concept\".");
            }

            var reading = AssertionReader.Read(item.Text, item.Concept);
            yield return JsonSerializer.Serialize(new
            {
                id = item.Id,
                negation = reading.Negation,
                temporality = reading.Temporality,
                experiencer = reading.Experiencer,
            });
        }
    }
}
