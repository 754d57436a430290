using System.Text.Json.Serialization;

namespace HybridAgent.Core.Cues;

/// <summary>
/// What a practice adds to the floor, in the floor's own grammar. It can only add: it becomes a list of its own that listens beside
/// the shipped ones, so that nothing in it changes what those hear.
/// </summary>
/// <param name="Version">The practice's own, for example "cardiology@3"; stands in the record with each cue it raises.</param>
/// <param name="Signature">The clinician who signed it; "unsigned sample" when nobody did.</param>
/// <param name="Words">Word lists; the name of a shipped list adds to that list, unless it serves to turn cues amber.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CueAdditions(
    string Version, string Signature, IReadOnlyList<CueAdditions.Category> Categories, IReadOnlyDictionary<string, IReadOnlyList<string>>? Words = null)
{
    /// <param name="Name">A category of the floor, or a new one in lower case with underscores.</param>
    /// <param name="Level">Needed for a new category. For one of the floor E1 raises it; a lower one is refused.</param>
    /// <param name="Patterns">In the grammar that the floor's file explains.</param>
    /// <param name="Red">Sentences that must raise it; checked when the practice is loaded.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    public sealed record Category(string Name, IReadOnlyList<string> Patterns, CueLevel? Level = null, IReadOnlyList<string>? Red = null, IReadOnlyList<string>? NotRed = null);

    /// <summary>The list that listens beside <paramref name="floor"/>: the practice's patterns, and those of the floor in which its words may be said.</summary>
    /// <exception cref="CueFloorException">The addition is malformed or could lower something; the message says where.</exception>
    internal CueFloorData Beside(CueFloorData floor)
    {
        CheckWhole();
        var lists = new WordListUse(floor);
        var words = floor.Words.ToDictionary(w => w.Key, w => w.Value, StringComparer.Ordinal);
        foreach (var (name, list) in Words ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            if (lists.TurnsAmber(name))
            {
                throw new CueFloorException($"The word list '{name}' also serves to turn cues amber: a practice's words in it could lower one. Give the words a list of their own.");
            }

            words[name] = words.TryGetValue(name, out var shipped) ? [.. shipped, .. list] : list;
        }

        foreach (var added in Categories)
        {
            CheckLevel(added, floor.Categories.FirstOrDefault(c => c.Name == added.Name));
        }

        var touched = lists.Containing(Words?.Keys ?? []);
        var categories = floor.Categories.Select(c => Beside(c, Categories.Where(a => a.Name == c.Name).ToList(), touched))
            .Where(c => c.Patterns.Count + c.AskBack.Count > 0)
            .Concat(Categories.Where(a => floor.Categories.All(c => c.Name != a.Name)).Select(New));
        return floor with { Version = Version, Signature = Signature, Words = words, Categories = [.. categories] };
    }

    private static CueFloorData.CategoryData Beside(CueFloorData.CategoryData shipped, List<Category> added, WordListUse.Touched touched)
    {
        var level = added.Select(a => a.Level ?? shipped.Level).Append(shipped.Level).Min();
        var whole = level != shipped.Level || added.Exists(a => a is { Red.Count: > 0 } or { NotRed.Count: > 0 });
        bool Stays(string pattern) => whole || touched.Has(pattern);
        return shipped with
        {
            Level = level,
            Patterns = [.. shipped.Patterns.Where(Stays), .. added.SelectMany(a => a.Patterns)],
            AskBack = [.. shipped.AskBack.Where(Stays)],
            Red = [.. added.SelectMany(a => a.Red ?? [])],
            NotRed = [.. added.SelectMany(a => a.NotRed ?? [])],
        };
    }

    private static CueFloorData.CategoryData New(Category added) => new()
    {
        Name = added.Name,
        Level = added.Level!.Value,
        Patterns = added.Patterns,
        Red = added.Red ?? [],
        NotRed = added.NotRed ?? [],
    };

    private static void CheckLevel(Category added, CueFloorData.CategoryData? shipped)
    {
        if (added.Level is { } level && !Enum.IsDefined(level))
        {
            throw new CueFloorException($"The level of '{added.Name}' is none: E1 or E2.");
        }

        if (shipped is null)
        {
            if (added.Name.Length is 0 or > 60 || added.Name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_'))
            {
                throw new CueFloorException($"'{added.Name}' is no name for a category: lower-case letters, digits and underscores.");
            }

            if (added.Level is null)
            {
                throw new CueFloorException($"The new category '{added.Name}' needs a level, E1 or E2.");
            }
        }
        else if (added.Level > shipped.Level)
        {
            throw new CueFloorException($"The category '{added.Name}' is {shipped.Level}: a practice may raise a level, never lower one.");
        }
    }

    /// <summary>A file may leave out anything.</summary>
    private void CheckWhole()
    {
        if (string.IsNullOrWhiteSpace(Version) || string.IsNullOrWhiteSpace(Signature))
        {
            throw new CueFloorException("A practice's additions need a version and a signature.");
        }

        if (Categories is null || Categories.Any(c => c is not { Name: not null, Patterns: not null }))
        {
            throw new CueFloorException("A practice's additions need categories, each with a name and patterns (an empty list will do).");
        }

        foreach (var category in Categories)
        {
            if (category.Patterns.Concat(category.Red ?? []).Concat(category.NotRed ?? []).Any(string.IsNullOrWhiteSpace))
            {
                throw new CueFloorException($"The category '{category.Name}' has an empty pattern or example.");
            }
        }

        foreach (var (name, list) in Words ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            if (list is null || list.Any(string.IsNullOrWhiteSpace))
            {
                throw new CueFloorException($"The word list '{name}' is empty or has an empty entry.");
            }
        }
    }
}
