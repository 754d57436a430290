using HybridAgent.Core.Calls;
using HybridAgent.Core.Practices;

namespace HybridAgent.Core.Intake;

/// <summary>
/// Drafts the note by rules alone: who asked what, and what the caller answered. Deterministic; every draft is derived again
/// from the words it cites before it leaves here. A word heard with a confidence under 0.5 in a name, number, date or medicine
/// marks the draft as heard.
/// </summary>
public sealed class RulesDrafter
{
    public const string Provenance = "rules@1";

    private const double Unsure = 0.5;

    private readonly IntakeWords _words = IntakeWords.Default;

    /// <summary>Drafts for what was said so far; at most one per field, in the order of the form.</summary>
    /// <param name="today">In the practice's time zone; no date of birth lies after it.</param>
    public IReadOnlyList<FieldDraft> Draft(IReadOnlyList<Utterance> utterances, Practice practice, DateOnly today)
    {
        var draft = new Drafting(utterances, practice, today, _words);
        People.Read(draft);
        Contact.Read(draft);
        Clinical.Read(draft);
        Wishes.Read(draft);
        return draft.Result();
    }

    /// <summary>What one pass over a call has found so far.</summary>
    internal sealed class Drafting(IReadOnlyList<Utterance> utterances, Practice practice, DateOnly today, IntakeWords words)
    {
        private readonly Dictionary<string, FieldDraft> _found = new(StringComparer.Ordinal);

        public IReadOnlyList<Line> Lines { get; } = Line.Read(utterances);

        public Practice Practice { get; } = practice;

        public IntakeWords Words { get; } = words;

        public DateOnly Today { get; } = today;

        public FieldDraft? this[string field] => _found.GetValueOrDefault(field);

        /// <summary>Puts a value in place of an earlier one, if the cited words derive it.</summary>
        public void Put(string field, string value, params Span[] evidence)
        {
            var draft = new FieldDraft(field, value, evidence, Provenance, Heard(field, evidence));
            if (Grounding.Derives(draft, utterances, out _))
            {
                _found[field] = draft;
            }
        }

        /// <summary>Adds an item to a list field; "none" gives way to any item.</summary>
        public void Add(string field, string item, Span evidence)
        {
            if (this[field] is not { } before || before.Value == "none")
            {
                Put(field, item, evidence);
            }
            else if (!before.Value.Split(", ").Contains(item))
            {
                Put(field, before.Value + ", " + item, [.. before.Evidence, evidence]);
            }
        }

        public void Drop(string field) => _found.Remove(field);

        public IReadOnlyList<FieldDraft> Result() => [.. FieldNames.All.Where(_found.ContainsKey).Select(f => _found[f])];

        private bool Heard(string field, Span[] evidence) =>
            field is FieldNames.CallerName or FieldNames.PatientName or FieldNames.CallbackNumber or FieldNames.DateOfBirth or FieldNames.Medications
            && evidence.Any(span => utterances.First(u => u.Id == span.Utterance) is var said
                && said.Words.Skip(span.FirstWord).Take(span.LastWord - span.FirstWord + 1).Any(w => w.Confidence < Unsure));
    }
}
