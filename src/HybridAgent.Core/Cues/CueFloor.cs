using System.Reflection;
using System.Text;

namespace HybridAgent.Core.Cues;

/// <summary>
/// The rules floor: versioned patterns that find words of emergency, offline and in bounded time, on partials as well.
/// Immutable and safe to share between calls. The shipped data is an unsigned sample that no clinician has reviewed.
/// </summary>
public sealed class CueFloor
{
    private static readonly Lazy<CueFloor> Shipped = new(() => Load(Resource("cue-floor-english.json")));

    private readonly Dictionary<string, CuePattern[]> _facts;

    private CueFloor(CueFloorData data)
    {
        Version = data.Version;
        Signature = data.Signature;
        Lexicon = new Lexicon(data);
        Assertion = new SpokenAssertion(data, Lexicon);
        _facts = data.Facts.ToDictionary(
            f => f.Key, f => f.Value.Select(text => CuePattern.Compile(text, Lexicon)).ToArray(), StringComparer.Ordinal);
        Rules = [.. data.Categories.Select(c => new CategoryRules(c, Lexicon))];
        Validate(data);
    }

    /// <summary>The floor that ships with the product.</summary>
    public static CueFloor Default => Shipped.Value;

    public string Version { get; }

    /// <summary>Who signed the data; "unsigned sample" as shipped.</summary>
    public string Signature { get; }

    /// <summary>Category names with their levels, in the order of the data.</summary>
    public IReadOnlyDictionary<string, CueLevel> Categories => Rules.ToDictionary(r => r.Name, r => r.Level);

    internal Lexicon Lexicon { get; }

    internal SpokenAssertion Assertion { get; }

    internal IReadOnlyList<CategoryRules> Rules { get; }

    internal IReadOnlyDictionary<string, CuePattern[]> Facts => _facts;

    /// <summary>Reads a floor.</summary>
    /// <exception cref="CueFloorException">The data is malformed; the message names the list or pattern.</exception>
    public static CueFloor Load(string json) => new(CueFloorData.Parse(json));

    /// <summary>All cues in a text taken as one caller utterance: at most one red and one amber per category.</summary>
    public IReadOnlyList<Cue> Find(string text) => new CueListener(this).Hear(Calls.LegRole.Caller, "text", text, final: true);

    internal sealed class CategoryRules
    {
        public CategoryRules(CueFloorData.CategoryData data, Lexicon lexicon)
        {
            (Name, Level) = (data.Name, data.Level);
            Patterns = [.. data.Patterns.Select(text => CuePattern.Compile(text, lexicon))];
            Otherwise = [.. data.Otherwise.Select(text => CuePattern.Compile(text, lexicon))];
        }

        public string Name { get; }

        public CueLevel Level { get; }

        public IReadOnlyList<CuePattern> Patterns { get; }

        public IReadOnlyList<CuePattern> Otherwise { get; }
    }

    private void Validate(CueFloorData data)
    {
        if (string.IsNullOrWhiteSpace(data.Version) || string.IsNullOrWhiteSpace(data.Signature))
        {
            throw new CueFloorException("The cue floor needs a version and a signature (\"unsigned sample\" when nobody signed it).");
        }

        var twice = Rules.GroupBy(r => r.Name).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            throw new CueFloorException($"The category '{twice.Key}' is there twice.");
        }

        foreach (var rule in Rules)
        {
            if (rule.Patterns.Count == 0)
            {
                throw new CueFloorException($"The category '{rule.Name}' has no patterns.");
            }

            var fact = rule.Patterns.SelectMany(p => p.Parts).Select(p => p.Fact).FirstOrDefault(f => f is not null && !_facts.ContainsKey(f));
            if (fact is not null)
            {
                throw new CueFloorException($"The category '{rule.Name}' speaks of the fact '{fact}', which is not there.");
            }
        }
    }

    internal static string Resource(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var full = assembly.GetManifestResourceNames().Single(n => n.EndsWith("." + name, StringComparison.Ordinal));
        using var stream = assembly.GetManifestResourceStream(full)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
