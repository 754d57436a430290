namespace HybridAgent.Core.Cues;

/// <summary>
/// Words of the floor that a token may have been meant as: the same Double Metaphone key and nearly the same letters, or one
/// letter off in words of five and more. Weak evidence: it counts in a pattern only beside words that were heard as written.
/// </summary>
internal sealed class SoundAlikes
{
    private const int Shortest = 3;
    private const int ShortestForEdits = 5;
    private static readonly string[] Endings = ["s", "es", "ies", "ed", "d", "ing", "er", "ly"];
    private readonly Dictionary<string, List<string>> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _byDeletion = new(StringComparer.Ordinal);
    private readonly HashSet<string> _everyday;

    public SoundAlikes(IEnumerable<string> words, IEnumerable<string> everyday)
    {
        _everyday = [.. everyday];
        foreach (var word in words.Where(w => w.Length > Shortest && w.All(char.IsAsciiLetter)))
        {
            var (first, second) = DoubleMetaphone.Keys(word);
            Put(_byKey, first, word);
            Put(_byKey, second, word);
            if (word.Length >= ShortestForEdits)
            {
                foreach (var key in Deletions(word).Append(word))
                {
                    Put(_byDeletion, key, word);
                }
            }
        }
    }

    public IReadOnlyList<string> Of(string token)
    {
        if (token.Length < Shortest || token.Length > 20 || !token.All(char.IsAsciiLetter) || IsEveryday(token))
        {
            return [];
        }

        var meant = new HashSet<string>(StringComparer.Ordinal);
        var (first, second) = DoubleMetaphone.Keys(token);
        Add(_byKey, first, token.Length <= ShortestForEdits ? 2 : 3);
        Add(_byKey, second, token.Length <= ShortestForEdits ? 2 : 3);
        if (token.Length >= ShortestForEdits)
        {
            foreach (var key in Deletions(token).Append(token))
            {
                Add(_byDeletion, key, 1);
            }
        }

        meant.Remove(token);
        return [.. meant];

        void Add(Dictionary<string, List<string>> map, string key, int farthest)
        {
            if (key.Length > 0 && map.TryGetValue(key, out var words))
            {
                meant.UnionWith(words.Where(word => NearWords.Distance(token, word) <= farthest));
            }
        }
    }

    /// <summary>An everyday word or a plain form of one: "checked", "putting", "stories".</summary>
    private bool IsEveryday(string token)
    {
        if (_everyday.Contains(token))
        {
            return true;
        }

        foreach (var ending in Endings)
        {
            if (token.Length - ending.Length >= 2 && token.EndsWith(ending, StringComparison.Ordinal))
            {
                var root = token[..^ending.Length];
                if (_everyday.Contains(root) || _everyday.Contains(root + "e") || _everyday.Contains(root + "y")
                    || (root.Length > 2 && root[^1] == root[^2] && _everyday.Contains(root[..^1])))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static IEnumerable<string> Deletions(string word)
    {
        for (var i = 0; i < word.Length; i++)
        {
            yield return word.Remove(i, 1);
        }
    }

    private static void Put(Dictionary<string, List<string>> map, string key, string word)
    {
        if (key.Length == 0)
        {
            return;
        }

        if (!map.TryGetValue(key, out var list))
        {
            map[key] = list = [];
        }

        if (!list.Contains(word))
        {
            list.Add(word);
        }
    }
}
