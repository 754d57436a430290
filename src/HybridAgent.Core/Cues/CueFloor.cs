using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using HybridAgent.Core.Practices;

namespace HybridAgent.Core.Cues;

/// <summary>
/// The rules floor: versioned lists that find words of emergency, offline and in bounded time, on partials as well. One list a
/// language; all of them listen to every call. Immutable and safe to share between calls. The shipped lists are an unsigned
/// sample that no clinician has reviewed. A list must do what its own examples say, or it is not loaded.
/// </summary>
public sealed class CueFloor
{
    private static readonly Lazy<CueFloor> Shipped = new(() => Load(Resource("cue-floor-english.json"), Resource("cue-floor-spanish.json")));

    private readonly ConditionalWeakTable<CueAdditions, CueFloor> _practices = [];

    private CueFloor(IReadOnlyList<CueLanguage> languages, IEnumerable<CueAdditions.Category>? raised = null)
    {
        Languages = languages;
        Version = string.Join('+', Languages.Select(l => l.Version));
        Signature = string.Join("; ", Languages.Select(l => l.Signature).Distinct(StringComparer.Ordinal));
        Categories = Languages.SelectMany(l => l.Rules).Select(r => (r.Name, r.Level))
            .Concat((raised ?? []).Where(r => r.Level is not null).Select(r => (r.Name, Level: r.Level!.Value)))
            .GroupBy(r => r.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Min(r => r.Level), StringComparer.Ordinal);
        foreach (var language in Languages)
        {
            CueExamples.Check(this, language);
        }
    }

    /// <summary>The floor that ships with the product.</summary>
    public static CueFloor Default => Shipped.Value;

    /// <summary>The versions of its lists, for example "cues-en@2+cues-es@1".</summary>
    public string Version { get; }

    /// <summary>Who signed the lists; "unsigned sample" as shipped.</summary>
    public string Signature { get; }

    /// <summary>Category names with their levels, in the order of the data: the gravest that any list gives.</summary>
    public IReadOnlyDictionary<string, CueLevel> Categories { get; }

    internal IReadOnlyList<CueLanguage> Languages { get; }

    /// <summary>A cue has its category's level, whichever list found it.</summary>
    internal Cue AtItsLevel(Cue cue) => Categories[cue.Category] < cue.Level ? cue with { Level = Categories[cue.Category] } : cue;

    /// <summary>Reads a floor, one document a language.</summary>
    /// <exception cref="CueFloorException">A document is malformed or does not do what its examples say; the message names the list, pattern or example.</exception>
    public static CueFloor Load(params IReadOnlyList<string> documents) => new([.. documents.Select(d => new CueLanguage(CueFloorData.Parse(d)))]);

    /// <summary>This floor and what a practice adds to it. A practice adds words and raises levels; nothing it writes removes or lowers anything.</summary>
    /// <exception cref="CueFloorException">The addition is malformed or would lower a level; the message says where.</exception>
    public CueFloor With(CueAdditions additions)
    {
        ArgumentNullException.ThrowIfNull(additions);
        var beside = new CueLanguage(additions.Beside(Languages[0].Data));
        var everyday = new EverydayPatterns(beside);
        foreach (var pattern in additions.Categories.SelectMany(c => c.Patterns))
        {
            if (everyday.Fulfil(CuePattern.Compile(pattern, beside.Lexicon)))
            {
                throw new CueFloorException($"The pattern '{pattern}' is fulfilled by one or two everyday words: every call would raise it. Add a word that is said for this alone.");
            }
        }

        return new CueFloor([.. Languages, beside], additions.Categories);
    }

    /// <summary>This floor with another version of one of its lists (the same name before the "@"), or with one list more.</summary>
    /// <exception cref="CueFloorException">As <see cref="Load"/>.</exception>
    public CueFloor WithList(string document)
    {
        var list = CueFloorData.Parse(document);
        var lists = Languages.ToList();
        var at = lists.FindIndex(l => Name(l.Data) == Name(list));
        if (at >= 0)
        {
            lists[at] = new CueLanguage(list);
        }
        else
        {
            lists.Add(new CueLanguage(list));
        }

        return new CueFloor(lists);

        static string Name(CueFloorData data) => data.Version.Split('@')[0];
    }

    /// <summary>The floor that listens to a practice's calls: this one, with what the practice adds.</summary>
    /// <exception cref="CueFloorException">As <see cref="With"/>; a practice whose additions are wrong does not pass the start.</exception>
    public CueFloor For(Practice? practice) =>
        practice?.Cues is { } additions ? _practices.GetValue(additions, With) : this;

    /// <summary>All cues in a text taken as one caller utterance: at most one red and one amber per category.</summary>
    public IReadOnlyList<Cue> Find(string text) => new CueListener(this).Hear(Calls.LegRole.Caller, "text", text, final: true);

    internal static string Resource(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var full = assembly.GetManifestResourceNames().Single(n => n.EndsWith("." + name, StringComparison.Ordinal));
        using var stream = assembly.GetManifestResourceStream(full)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
