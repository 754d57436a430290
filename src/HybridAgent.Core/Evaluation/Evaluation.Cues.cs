using System.Text.Json;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Evaluation;

/// <summary>
/// Answers evaluation files with the same code that runs in a call: JSON lines in, JSON lines of predictions out, in order.
/// Pure and lazy. Blank lines are passed over.
/// </summary>
public static partial class Evaluation
{
    /// <summary>{id, text | turns} to {id, emergency, categories, amber}. Turns are heard one by one, as in a call.</summary>
    /// <exception cref="EvaluationException">While enumerating, when a line cannot be read.</exception>
    public static IEnumerable<string> Cues(IEnumerable<string> lines) => Cues(lines, CueFloor.Default);

    /// <inheritdoc cref="Cues(IEnumerable{string})"/>
    public static IEnumerable<string> Cues(IEnumerable<string> lines, CueFloor floor)
    {
        foreach (var item in EvaluationItem.Read(lines))
        {
            var listener = new CueListener(floor);
            var cues = new List<Cue>();
            if (item.Turns.Count > 0)
            {
                for (var i = 0; i < item.Turns.Count; i++)
                {
                    cues.AddRange(listener.Hear(item.Turns[i].Leg, $"u{i + 1}", item.Turns[i].Text, final: true));
                }
            }
            else
            {
                cues.AddRange(listener.Hear(LegRole.Caller, "u1", item.Text!, final: true));
            }

            var red = cues.Where(c => c.IsRed).Select(c => c.Category).Distinct().ToArray();
            yield return JsonSerializer.Serialize(new
            {
                id = item.Id,
                emergency = red.Length > 0,
                categories = red,
                amber = cues.Where(c => !c.IsRed).Select(c => new { category = c.Category, assertion = c.Assertion.ToString() }),
                rules = cues.Where(c => c.IsRed).Select(c => c.Rule),
                words = cues.Where(c => c.IsRed).Select(c => c.Words),
            });
        }
    }
}
