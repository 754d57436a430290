using System.Text.Json;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;

namespace HybridAgent.Core.Evaluation;

public static partial class Evaluation
{
    private static readonly Practice AnyPractice = new("evaluation", "Evaluation", "", "", "America/New_York", "evaluation", [], []);

    /// <summary>{id, turns} to {id, fields}: the drafter's note in the scorer's names; gender and age are read beside it, they are no fields of the note.</summary>
    /// <param name="today">No date of birth lies after it.</param>
    /// <exception cref="EvaluationException">While enumerating, when a line cannot be read.</exception>
    public static IEnumerable<string> Intake(IEnumerable<string> lines, DateOnly today)
    {
        var drafter = new RulesDrafter();
        foreach (var item in EvaluationItem.Read(lines))
        {
            IReadOnlyList<Utterance> said = item.Turns.Count > 0
                ? [.. item.Turns.Select((turn, i) => new Utterance($"u{i + 1}", turn.Leg, turn.Text, [], i * 1000, (i * 1000) + 999, "evaluation"))]
                : [new Utterance("u1", LegRole.Caller, item.Text!, [], 0, 999, "evaluation")];
            var drafts = drafter.Draft(said, AnyPractice, today).Where(d => d.Value.Length > 0).ToDictionary(d => d.Field, d => d.Value);
            yield return JsonSerializer.Serialize(new { id = item.Id, fields = Fields(drafts, said) });
        }
    }

    private static Dictionary<string, object> Fields(Dictionary<string, string> drafts, IReadOnlyList<Utterance> said)
    {
        var fields = new Dictionary<string, object>(StringComparer.Ordinal);
        var name = drafts.GetValueOrDefault(FieldNames.PatientName) ?? drafts.GetValueOrDefault(FieldNames.CallerName);
        if (name?.Split(' ') is { Length: > 0 } parts)
        {
            // "Mrs. Cole" has no first name.
            if (parts[0] is not ("Mr." or "Mrs." or "Ms." or "Miss" or "Mister"))
            {
                fields["first_name"] = parts[0];
            }

            if (parts.Length > 1)
            {
                fields["last_name"] = string.Join(' ', parts[1..]);
            }
        }

        foreach (var (field, known) in new[]
        {
            (FieldNames.Reason, "reason"), (FieldNames.DateOfBirth, "dob"), (FieldNames.CallbackNumber, "phone"), (FieldNames.Provider, "provider"),
            (FieldNames.AppointmentWish, "appointment_wish"), (FieldNames.Onset, "duration"), (FieldNames.Pharmacy, "pharmacy"), (FieldNames.Relationship, "relationship"),
        })
        {
            if (drafts.TryGetValue(field, out var value))
            {
                fields[known] = value;
            }
        }

        foreach (var (field, known) in new[] { (FieldNames.Allergies, "allergies"), (FieldNames.Medications, "medications"), (FieldNames.Symptoms, "symptoms") })
        {
            if (drafts.TryGetValue(field, out var value))
            {
                fields[known] = value == "none" ? [] : value.Split(", ");
            }
        }

        Described(said, fields);
        return fields;
    }

    /// <summary>"... is a 50-year-old female": age and gender as somebody says them outright.</summary>
    private static void Described(IReadOnlyList<Utterance> said, Dictionary<string, object> fields)
    {
        foreach (var utterance in said)
        {
            var tokens = SpokenWords.Read(utterance.Text);
            for (var i = 0; i + 2 < tokens.Count; i++)
            {
                if (tokens[i + 1].Plain is "year" or "years" && tokens[i + 2].Plain == "old" && !fields.ContainsKey("age"))
                {
                    var numbers = new List<SpokenNumber>();
                    SpokenNumber.Read(tokens, Math.Max(0, i - 1), i + 1, numbers);
                    if (numbers.Count > 0)
                    {
                        fields["age"] = numbers[^1].Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
                    }
                }
            }

            if (Gender(utterance.Leg, tokens) is { } gender)
            {
                fields.TryAdd("gender", gender);
            }
        }
    }

    /// <summary>"A 50-year-old female", "Mrs. Cole", "yes, ma'am", "she's a ...": outright, never from a name.</summary>
    private static string? Gender(LegRole leg, List<SpokenToken> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var described = i > 1 && tokens[i - 1].Plain is "old" or "pleasant" or "year";
            var gender = tokens[i].Plain switch
            {
                "female" => "female",
                "male" => "male",
                "woman" or "lady" or "girl" when described => "female",
                "man" or "gentleman" or "boy" when described => "male",
                "mrs" or "miss" or "ms" or "maam" when leg != LegRole.Caller => "female",
                "mr" or "mister" or "sir" when leg != LegRole.Caller => "male",
                _ => null,
            };
            if (gender is not null)
            {
                return gender;
            }
        }

        return null;
    }
}
