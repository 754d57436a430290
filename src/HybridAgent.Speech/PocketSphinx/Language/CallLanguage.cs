using System.Collections.Concurrent;
using System.Reflection;

namespace HybridAgent.Speech.PocketSphinx.Language;

/// <summary>What is said on the calls of one practice: a language model, and how its uncommon words sound.</summary>
/// <param name="Key">The same for the same phrases.</param>
/// <param name="Model">The ARPA file.</param>
/// <param name="Keyphrases">The file of phrases the second ear listens for.</param>
/// <param name="Telephone">The file that moves the acoustic model towards telephone audio (deploy/telephone-ear.py).</param>
/// <param name="Words">Words to add to the dictionary, with their phones.</param>
internal sealed record CallLanguage(string Key, string Model, string Keyphrases, string Telephone, IReadOnlyList<(string Word, string Phones)> Words);

/// <summary>
/// Builds the languages of practices: the sentences that ship with the product (deploy/speech-sentences.py tells where they
/// come from) and some around each of the practice's own phrases. Takes about a second the first time; kept until disposal.
/// </summary>
internal sealed class CallLanguages : IDisposable
{
    /// <summary>How much likelier than any other sounds a phrase must be to be heard; see docs/speech-evaluation.md.</summary>
    private const string KeyphraseThreshold = "1e-8";

    // A failure is not remembered: a disk that was full is asked again by the next call.
    private const LazyThreadSafetyMode TryAgain = LazyThreadSafetyMode.PublicationOnly;
    private readonly ConcurrentDictionary<string, Lazy<CallLanguage>> _built = [];
    private int _files;
    private readonly string _folder = Directory.CreateTempSubdirectory("hybrid-agent-ear-").FullName;
    private readonly Lazy<Pronunciations> _pronunciations;
    private readonly Lazy<string> _keyphrases, _telephone;
    private readonly Lazy<string[]> _sentences = new(() => Lines("medical-calls.txt"));

    public CallLanguages(PocketSphinxSettings settings)
    {
        _pronunciations = new(() => new Pronunciations(Path.Combine(settings.ModelFolder, "cmudict-en-us.dict"), Resource("medical-words.dict")), TryAgain);
        _keyphrases = new(() => Written("keyphrases", KeyphraseList().Select(phrase => $"{phrase}/{KeyphraseThreshold}/")), TryAgain);
        _telephone = new(() => Written("telephone", Lines("telephone.mllr")), TryAgain);
    }

    /// <summary>What the second ear listens for.</summary>
    public static IEnumerable<string> KeyphraseList() => Lines("keyphrases.txt").Where(line => line[0] != '#');

    /// <summary>Lines as a file, which is how the library wants them.</summary>
    private string Written(string name, IEnumerable<string> lines)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllLines(file, lines);
        return file;
    }

    private static string[] Lines(string resource) => Resource(resource).ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static string KeyOf(IReadOnlyList<string> phrases) => string.Join('\n', phrases);

    /// <exception cref="IOException">There is no room for the model.</exception>
    public CallLanguage For(IReadOnlyList<string> phrases) =>
        _built.GetOrAdd(KeyOf(phrases), key => new(() => Build(key, phrases, Path.Combine(_folder, $"{Interlocked.Increment(ref _files)}.lm")), TryAgain)).Value;

    private CallLanguage Build(string key, IReadOnlyList<string> phrases, string file)
    {
        var pronunciations = _pronunciations.Value;
        var added = new SortedDictionary<string, string>(StringComparer.Ordinal);
        bool CanBeHeard(string word)
        {
            if (pronunciations.Knows(word) || added.ContainsKey(word)) return true;
            if (pronunciations.Of(word) is not { } phones) return false;
            added[word] = phones;
            return true;
        }

        var model = new Trigrams();
        foreach (var sentence in _sentences.Value.Concat(phrases.SelectMany(Around)))
        {
            var words = sentence.Split(' ');
            if (words.All(CanBeHeard)) model.Count(words);
        }
        using (var arpa = new StreamWriter(file)) model.Write(arpa);
        return new CallLanguage(key, file, _keyphrases.Value, _telephone.Value, [.. added.Select(w => (w.Key, w.Value))]);
    }

    /// <summary>How a name of the practice comes up in a call. Nobody says whether it is a doctor, a pharmacy or a medicine.</summary>
    private static IEnumerable<string> Around(string phrase)
    {
        var words = Spoken(phrase);
        if (words.Length == 0) yield break;
        foreach (var around in (string[])["{0}", "doctor {0}", "with doctor {0}", "my {0}", "for {0}", "the {0}", "at {0}", "i take {0}", "to {0} pharmacy"])
            yield return string.Format(System.Globalization.CultureInfo.InvariantCulture, around, words);
    }

    private static string Spoken(string phrase)
    {
        var letters = phrase.ToLowerInvariant().Replace('’', '\'').Replace("dr.", "", StringComparison.Ordinal).Replace("dr ", "", StringComparison.Ordinal)
            .Select(c => c is (>= 'a' and <= 'z') or '\'' ? c : ' ');
        return string.Join(' ', string.Concat(letters).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w != "doctor"));
    }

    private static StreamReader Resource(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var full = assembly.GetManifestResourceNames().Single(n => n.EndsWith("." + name, StringComparison.Ordinal));
        return new StreamReader(assembly.GetManifestResourceStream(full)!);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
