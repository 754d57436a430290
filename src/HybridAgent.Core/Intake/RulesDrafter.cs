using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Practices;

namespace HybridAgent.Core.Intake;

/// <summary>
/// Drafts the note by rules alone: who asked what, and what the caller answered. Deterministic; every draft is derived again
/// from the words it cites before it leaves here. A word heard with a confidence under 0.5 in a name, number, date or medicine, and a
/// name that was only sounded out, mark the draft as heard.
/// </summary>
public sealed class RulesDrafter
{
    public const string Provenance = "rules@2";

    private readonly IntakeWords _words = IntakeWords.Default;
    private readonly DrugNames _drugs = DrugNames.Default;

    /// <summary>Drafts for what was said so far; at most one per field, in the order of the form, the practice's own fields last.</summary>
    /// <param name="today">In the practice's time zone; no date of birth lies after it.</param>
    /// <param name="from">The number that calls (E.164), for "the number I am calling from"; null when it is not known.</param>
    public IReadOnlyList<FieldDraft> Draft(IReadOnlyList<Utterance> utterances, Practice practice, DateOnly today, string? from = null)
    {
        var draft = new Drafting(utterances.Any(u => u.IsSpotted) ? [.. utterances.Where(u => !u.IsSpotted)] : utterances, practice, today, from, _words, _drugs);
        People.Read(draft);
        Contact.Read(draft);
        Birth.Read(draft);
        Complaint.Read(draft);
        Clinical.Read(draft);
        Medicines.Read(draft);
        Wishes.Read(draft);
        Appointment.Read(draft);
        PracticeFields.Read(draft);
        Refusal.Read(draft);
        return draft.Result();
    }

    /// <summary>What one pass over a call has found so far.</summary>
    internal sealed class Drafting
    {
        private readonly Dictionary<string, FieldDraft> _found = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string?> _numbers = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);

        public Drafting(IReadOnlyList<Utterance> utterances, Practice practice, DateOnly today, string? from, IntakeWords words, DrugNames drugs)
        {
            (Practice, Today, From, Words, Drugs) = (practice, today, from, words, drugs);
            Surnames = [.. practice.Providers.Select(p => SpokenWords.Read(p).Select(t => t.Plain).LastOrDefault(t => t is not ("md" or "do" or "np" or "pa"))).OfType<string>().Where(s => s.Length > 2)];
            Pharmacies = new IntakeWords.Phrases(practice.Pharmacies);
            Lines = Line.Read(utterances);
            foreach (var line in Lines)
            {
                _lines.TryAdd(line.Said.Id, line);
            }
        }

        public IReadOnlyList<Line> Lines { get; }

        public Practice Practice { get; }

        /// <summary>The practice's providers, by the name they are asked for.</summary>
        public IReadOnlyList<string> Surnames { get; }

        public IntakeWords.Phrases Pharmacies { get; }

        public IntakeWords Words { get; }

        public DrugNames Drugs { get; }

        public DateOnly Today { get; }

        public string? From { get; }

        public FieldDraft? this[string field] => _found.GetValueOrDefault(field);

        /// <summary>The telephone number of these digits (E.164), parsed once however often it is said; null for none.</summary>
        public string? PhoneNumber(string digits)
        {
            if (!_numbers.TryGetValue(digits, out var number))
            {
                _numbers[digits] = number = Contact.Number(digits);
            }

            return number;
        }

        /// <summary>The cited tokens, one after the other.</summary>
        public List<SpokenToken> Tokens(IEnumerable<Span> evidence) =>
            [.. evidence.SelectMany(s => _lines[s.Utterance].Tokens.Where(t => t.Word >= s.FirstWord && t.Word <= s.LastWord))];

        /// <summary>Puts a value in place of an earlier one, if the cited words derive it.</summary>
        public bool Put(string field, string value, params Span[] evidence) => Put(field, value, null, heard: false, evidence);

        /// <param name="meaning">See <see cref="FieldDraft"/>.</param>
        /// <param name="heard">True for a value that the words only sound like; hardly heard words mark it anyway.</param>
        public bool Put(string field, string value, string? meaning, bool heard, params Span[] evidence)
        {
            var unsure = heard || evidence.Any(s => Grounding.HardlyHeard(_lines[s.Utterance].Said, s));
            var draft = new FieldDraft(field, value, evidence, Provenance, unsure, Meaning: meaning);
            if (!Grounding.Derives(draft, id => _lines.TryGetValue(id, out var line) ? (line.Said, line.Tokens) : null, out _, Practice, From))
            {
                return false;
            }

            _found[field] = draft;
            return true;
        }

        /// <summary>Adds an item to a list field; "none" gives way to any item.</summary>
        public void Add(string field, string item, Span evidence, bool heard = false)
        {
            if (this[field] is not { } before || before.Value == "none")
            {
                Put(field, item, null, heard, evidence);
            }
            else if (!before.Value.Split(", ").Contains(item))
            {
                Put(field, before.Value + ", " + item, null, heard || before.Heard, [.. before.Evidence, evidence]);
            }
        }

        /// <summary>Asked, and not given.</summary>
        public void Decline(string field, Span evidence) => Put(field, "", FieldDraft.Declined, heard: false, evidence);

        public void Drop(string field) => _found.Remove(field);

        public IReadOnlyList<FieldDraft> Result() =>
            [.. FieldNames.All.Concat(_found.Keys.Except(FieldNames.All).Order(StringComparer.Ordinal)).Where(_found.ContainsKey).Select(f => _found[f])];
    }
}
