using System.Collections.Frozen;
using System.Text.Json;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>The word lists that the rules drafter knows, from its embedded data.</summary>
/// <param name="CommonMedicines">What a speech engine is told to expect; the drafter knows many more (<see cref="DrugNames"/>).</param>
/// <param name="Symptoms">Of one word or several; the longer first.</param>
/// <param name="Sites">Parts of the body.</param>
/// <param name="Sides">Words that say which of several parts.</param>
/// <param name="Complaints">What may be wrong with a part, or with a person.</param>
/// <param name="ComplaintPhrases">The same, in several words.</param>
/// <param name="Errands">What else people call a practice for.</param>
internal sealed record IntakeWords(
    string Version, string About, IReadOnlyList<string> CommonMedicines, IReadOnlyList<string> Allergens, IReadOnlyList<string> Pharmacies, IReadOnlyList<string> Symptoms,
    IReadOnlyList<string> Sites, IReadOnlyList<string> Sides, IReadOnlyList<string> Complaints, IReadOnlyList<string> ComplaintPhrases,
    IReadOnlyList<string> Errands, IReadOnlyList<string> GivenNames)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static IntakeWords Default { get; } =
        JsonSerializer.Deserialize<IntakeWords>(CueFloor.Resource("intake-words.json"), Json)!;

    public FrozenSet<string> AllergenSet { get; } = Allergens.ToFrozenSet();

    public FrozenSet<string> SiteSet { get; } = Sites.ToFrozenSet();

    public FrozenSet<string> SideSet { get; } = Sides.ToFrozenSet();

    public FrozenSet<string> ComplaintSet { get; } = Complaints.ToFrozenSet();

    public FrozenSet<string> ErrandSet { get; } = Errands.ToFrozenSet();

    public FrozenSet<string> GivenNameSet { get; } = GivenNames.ToFrozenSet();

    public Phrases SymptomPhrases { get; } = new(Symptoms);

    public Phrases ComplaintPhraseSet { get; } = new(ComplaintPhrases);

    public Phrases PharmacyPhrases { get; } = new(Pharmacies);

    /// <summary>Sequences of words, looked up by the first of them.</summary>
    internal sealed class Phrases
    {
        private readonly FrozenDictionary<string, string[][]> _byFirst;

        public Phrases(IEnumerable<string> phrases) => _byFirst = phrases
            .Select(p => SpokenWords.Read(p).Select(t => t.Plain).ToArray())
            .Where(p => p.Length > 0)
            .GroupBy(p => p[0])
            .ToFrozenDictionary(g => g.Key, g => g.OrderByDescending(p => p.Length).ToArray());

        /// <summary>One of the phrases is said somewhere.</summary>
        public bool In(IReadOnlyList<SpokenToken> tokens)
        {
            for (var i = 0; i < tokens.Count; i++)
            {
                if (At(tokens, i) > 0)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>How many words of the longest phrase begin at this token; 0 for none.</summary>
        public int At(IReadOnlyList<SpokenToken> tokens, int at)
        {
            if (_byFirst.TryGetValue(tokens[at].Plain, out var phrases))
            {
                foreach (var phrase in phrases)
                {
                    var k = 1;
                    while (k < phrase.Length && at + k < tokens.Count && tokens[at + k].Plain == phrase[k])
                    {
                        k++;
                    }

                    if (k == phrase.Length)
                    {
                        return k;
                    }
                }
            }

            return 0;
        }
    }
}
