using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>
/// Names of medicines, generic and brand, from Drugs@FDA (see the data file for source and licence). Knows a name as it is written,
/// and finds the name that misheard words sound like. What was only sounded out is a guess: its draft is marked as heard.
/// </summary>
internal sealed class DrugNames
{
    private const int ShortestGuess = 5;
    private const int LongestGuess = 24;
    private const int MostRemembered = 20_000;
    private const int KeyLength = 8;
    private const int ShortestKey = 3;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Endings of generic names: most medicines that no list knows still end like their class.</summary>
    private static readonly string[] Endings =
    [
        "pril", "olol", "sartan", "statin", "prazole", "cillin", "mycin", "oxacin", "cycline", "azepam", "zolam", "triptan",
        "gliptin", "gliflozin", "glutide", "dipine", "thiazide", "codone", "morphone", "caine", "azole", "tidine", "mab", "tinib",
    ];

    private static readonly Lazy<DrugNames> Shipped = new(() => new DrugNames(
        JsonSerializer.Deserialize<DrugNameData>(CueFloor.Resource("drug-names.json"), Json)!));

    private readonly ConcurrentDictionary<string, string?> _sounded = new(StringComparer.Ordinal);
    private readonly FrozenSet<string> _names;
    private readonly FrozenSet<string> _everyday;
    private readonly FrozenDictionary<string, string[]> _bySound;
    private readonly FrozenDictionary<string, string[]> _byDeletion;

    internal DrugNames(DrugNameData data)
    {
        Version = data.Version;
        _names = data.Names.ToFrozenSet();
        _everyday = data.Everyday.ToFrozenSet();
        var guessable = data.Names.Where(n => n.Length >= ShortestGuess).ToList();
        _bySound = Index(guessable, Sounds);
        _byDeletion = Index(guessable, n => Deletions(n).Append(n));
    }

    public static DrugNames Default => Shipped.Value;

    public string Version { get; }

    public int Count => _names.Count;

    /// <summary>A name of the list, as it is written.</summary>
    public bool Knows(string plain) => _names.Contains(plain);

    /// <summary>A name of the list, or a word that ends like a class of medicines.</summary>
    public bool Has(string plain) => _names.Contains(plain)
        || (plain.Length >= 8 && Endings.Any(e => plain.EndsWith(e, StringComparison.Ordinal)));

    /// <summary>
    /// The medicine that these letters sound or are spelled nearly like; null when there is none, when the word is an everyday one,
    /// or when it is a medicine itself.
    /// </summary>
    public string? SoundsLike(string letters)
    {
        if (letters.Length is < ShortestGuess or > LongestGuess || _names.Contains(letters) || _everyday.Contains(letters) || !letters.All(char.IsAsciiLetter))
        {
            return null;
        }

        // A call is drafted again after every utterance, with the same words: each is sounded out once.
        if (_sounded.TryGetValue(letters, out var known))
        {
            return known;
        }

        if (_sounded.Count >= MostRemembered)
        {
            _sounded.Clear();
        }

        return _sounded[letters] = Nearest(letters);
    }

    private string? Nearest(string letters)
    {
        var (best, least) = ((string?)null, int.MaxValue);
        foreach (var key in Sounds(letters))
        {
            Nearest(_bySound, key, letters, 3, ref best, ref least);
        }

        foreach (var key in Deletions(letters).Append(letters))
        {
            Nearest(_byDeletion, key, letters, 4, ref best, ref least);
        }

        return best;
    }

    /// <summary>Keeps the name of a bucket that has the fewest other letters: at most one in every <paramref name="share"/>.</summary>
    private static void Nearest(FrozenDictionary<string, string[]> index, string key, string letters, int share, ref string? best, ref int least)
    {
        if (!index.TryGetValue(key, out var names))
        {
            return;
        }

        foreach (var name in names)
        {
            if (Math.Abs(name.Length - letters.Length) > 3)
            {
                continue;
            }

            var distance = NearWords.Distance(letters, name);
            if (distance <= name.Length / share && (distance < least || (distance == least && string.CompareOrdinal(name, best) < 0)))
            {
                (best, least) = (name, distance);
            }
        }
    }

    private static FrozenDictionary<string, string[]> Index(IEnumerable<string> names, Func<string, IEnumerable<string>> keys) => names
        .SelectMany(name => keys(name).Distinct().Select(key => (Key: key, Name: name)))
        .GroupBy(pair => pair.Key, pair => pair.Name)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray());

    private static IEnumerable<string> Sounds(string letters)
    {
        var (first, second) = DoubleMetaphone.Keys(letters, KeyLength);
        if (first.Length >= ShortestKey)
        {
            yield return first;
        }

        if (second != first && second.Length >= ShortestKey)
        {
            yield return second;
        }
    }

    private static IEnumerable<string> Deletions(string word)
    {
        for (var i = 0; i < word.Length; i++)
        {
            yield return word.Remove(i, 1);
        }
    }

    /// <summary>The data file.</summary>
    /// <param name="Names">One word each, lower case.</param>
    /// <param name="Everyday">Words that are spelled nearly like a name and are never taken for it.</param>
    internal sealed record DrugNameData(
        string Version, string Source, string Licence, string Generator, IReadOnlyList<string> Names, IReadOnlyList<string> Everyday);
}
