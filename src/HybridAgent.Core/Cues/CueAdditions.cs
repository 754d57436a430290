namespace HybridAgent.Core.Cues;

/// <summary>What a practice adds to the floor, in the floor's own grammar. It can only add.</summary>
/// <param name="Version">The practice's own, for example "cardiology@3"; stands in the record with each cue it raises.</param>
/// <param name="Signature">The clinician who signed it; "unsigned sample" when nobody did.</param>
/// <param name="Words">Word lists; the name of a shipped list adds to that list.</param>
public sealed record CueAdditions(
    string Version, string Signature, IReadOnlyList<CueAdditions.Category> Categories, IReadOnlyDictionary<string, IReadOnlyList<string>>? Words = null)
{
    /// <param name="Name">A category of the floor, or a new one in lower case with underscores.</param>
    /// <param name="Level">Needed for a new category. For one of the floor E1 raises it; a lower one is refused.</param>
    /// <param name="Patterns">In the grammar that the floor's file explains.</param>
    /// <param name="Red">Sentences that must raise it; checked when the practice is loaded.</param>
    public sealed record Category(string Name, IReadOnlyList<string> Patterns, CueLevel? Level = null, IReadOnlyList<string>? Red = null, IReadOnlyList<string>? NotRed = null);

    internal CueFloorData To(CueFloorData floor)
    {
        if (string.IsNullOrWhiteSpace(Version) || string.IsNullOrWhiteSpace(Signature))
        {
            throw new CueFloorException("A practice's additions need a version and a signature.");
        }

        var words = floor.Words.ToDictionary(w => w.Key, w => w.Value, StringComparer.Ordinal);
        foreach (var (name, list) in Words ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            words[name] = words.TryGetValue(name, out var shipped) ? [.. shipped, .. list] : list;
        }

        var categories = floor.Categories.ToList();
        foreach (var added in Categories)
        {
            var at = categories.FindIndex(c => c.Name == added.Name);
            if (at < 0)
            {
                categories.Add(New(added));
                continue;
            }

            var before = categories[at];
            if (added.Level > before.Level)
            {
                throw new CueFloorException($"The category '{added.Name}' is {before.Level}: a practice may raise a level, never lower one.");
            }

            categories[at] = before with
            {
                Level = added.Level ?? before.Level,
                Patterns = [.. before.Patterns, .. added.Patterns],
                Red = [.. before.Red, .. added.Red ?? []],
                NotRed = [.. before.NotRed, .. added.NotRed ?? []],
            };
        }

        return floor with { Version = $"{floor.Version}+{Version}", Signature = $"{floor.Signature}; {Signature}", Words = words, Categories = categories };
    }

    private static CueFloorData.CategoryData New(Category added)
    {
        if (added.Name.Length is 0 or > 60 || added.Name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_'))
        {
            throw new CueFloorException($"'{added.Name}' is no name for a category: lower-case letters, digits and underscores.");
        }

        return new CueFloorData.CategoryData
        {
            Name = added.Name,
            Level = added.Level ?? throw new CueFloorException($"The new category '{added.Name}' needs a level, E1 or E2."),
            Patterns = added.Patterns,
            Red = added.Red ?? [],
            NotRed = added.NotRed ?? [],
        };
    }
}
