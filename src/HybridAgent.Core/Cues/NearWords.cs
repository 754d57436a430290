namespace HybridAgent.Core.Cues;

/// <summary>
/// Finds the key word that a token almost is: one letter wrong, missing, added or swapped; two in words of nine letters and
/// more. Looked up by deletions, so the cost does not grow with the number of key words.
/// </summary>
internal sealed class NearWords
{
    private const int Shortest = 6;
    private readonly Dictionary<string, List<string>> _byDeletion = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ordinary;

    public NearWords(IEnumerable<string> words, IEnumerable<string> ordinary)
    {
        _ordinary = [.. ordinary];
        foreach (var word in words)
        {
            if (word.Length < Shortest)
            {
                throw new CueFloorException($"'{word}' is too short to be recognised with a wrong letter: at least {Shortest} letters.");
            }

            foreach (var key in Deletions(word).Append(word))
            {
                if (!_byDeletion.TryGetValue(key, out var list))
                {
                    _byDeletion[key] = list = [];
                }

                list.Add(word);
            }
        }
    }

    public string? Of(string token)
    {
        if (token.Length < Shortest - 1 || token.Length > 24 || _ordinary.Contains(token))
        {
            return null;
        }

        string? best = null;
        var least = int.MaxValue;
        foreach (var key in Deletions(token).Append(token))
        {
            if (!_byDeletion.TryGetValue(key, out var list))
            {
                continue;
            }

            foreach (var word in list)
            {
                var distance = Distance(token, word);
                if (distance <= (word.Length >= 9 ? 2 : 1) && distance < least)
                {
                    (best, least) = (word, distance);
                }
            }
        }

        return best;
    }

    private static IEnumerable<string> Deletions(string word)
    {
        for (var i = 0; i < word.Length; i++)
        {
            yield return word.Remove(i, 1);
        }
    }

    /// <summary>Edits between two words, a swap of neighbours counting one (optimal string alignment).</summary>
    internal static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
