namespace HybridAgent.Speech.Azure;

/// <summary>The words a session should expect: the practice's own first, then everybody's.</summary>
internal static class PhraseList
{
    /// <summary>The service takes no more.</summary>
    public const int Most = 500;
    private const int Longest = 100;

    /// <summary>Trimmed, without control characters, each once (whatever its case), at most <see cref="Most"/>.</summary>
    public static IReadOnlyList<string> Of(params IEnumerable<string>[] sources)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var phrases = new List<string>();
        foreach (var phrase in sources.SelectMany(s => s))
        {
            var clean = string.Join(' ', new string([.. phrase.Select(c => char.IsControl(c) ? ' ' : c)]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
            if (clean.Length is > 0 and <= Longest && seen.Add(clean)) phrases.Add(clean);
            if (phrases.Count == Most) break;
        }
        return phrases;
    }
}
