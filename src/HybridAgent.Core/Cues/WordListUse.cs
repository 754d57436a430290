namespace HybridAgent.Core.Cues;

/// <summary>What the word lists of a floor are used for.</summary>
internal sealed class WordListUse(CueFloorData floor)
{
    private readonly HashSet<string> _amber = Amber(floor);

    /// <summary>True when the list helps to turn cues amber: its words deny, put into the past, mean something else.</summary>
    public bool TurnsAmber(string list) => _amber.Contains(list);

    /// <summary>What hears more when these lists grow: the lists that hold them, and the facts that are told by them.</summary>
    public Touched Containing(IEnumerable<string> lists)
    {
        var grown = lists.ToHashSet(StringComparer.Ordinal);
        while (floor.Words.Where(w => !grown.Contains(w.Key) && w.Value.Any(entry => Names(entry, grown))).Select(w => w.Key).ToList() is { Count: > 0 } more)
        {
            grown.UnionWith(more);
        }

        return new Touched(grown, [.. floor.Facts.Where(f => f.Value.Any(pattern => Names(pattern, grown))).Select(f => "@" + f.Key)]);
    }

    private static HashSet<string> Amber(CueFloorData floor)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(floor.Assertion.Values.SelectMany(texts => texts)
            .Concat(floor.Categories.SelectMany(c => c.Otherwise)).Concat(floor.Everyday).Concat(floor.Ordinary));
        while (open.TryDequeue(out var text))
        {
            foreach (var (name, entries) in floor.Words)
            {
                if (text.Contains($"<{name}>", StringComparison.Ordinal) && used.Add(name))
                {
                    foreach (var entry in entries)
                    {
                        open.Enqueue(entry);
                    }
                }
            }
        }

        return used;
    }

    private static bool Names(string text, HashSet<string> lists) => lists.Any(list => text.Contains($"<{list}>", StringComparison.Ordinal));

    internal sealed record Touched(HashSet<string> Lists, IReadOnlyList<string> Facts)
    {
        public bool Has(string pattern) => Names(pattern, Lists) || Facts.Any(f => pattern.Split(' ').Contains(f));
    }
}
