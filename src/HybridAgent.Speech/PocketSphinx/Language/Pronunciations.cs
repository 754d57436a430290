using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace HybridAgent.Speech.PocketSphinx.Language;

/// <summary>
/// How words sound that the model's dictionary does not have: from the list that ships with the product, else as flite's
/// letter-to-sound rules (program t2p) would say them. A word nobody can pronounce is left out, and then cannot be heard.
/// </summary>
internal sealed class Pronunciations
{
    private static readonly HashSet<string> Phones =
    [
        .. "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH".Split(' '),
    ];
    private static readonly TimeSpan LongestGuess = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> _known = [];
    private readonly Dictionary<string, string> _shipped = [];
    private readonly ConcurrentDictionary<string, string?> _guessed = [];
    private readonly string _program;
    private volatile bool _noGuesses;

    /// <param name="dictionary">The model's own dictionary.</param>
    /// <param name="shipped">The product's: a word and its phones a line.</param>
    /// <param name="program">t2p, by name or path.</param>
    /// <exception cref="IOException">The dictionary cannot be read.</exception>
    public Pronunciations(string dictionary, TextReader shipped, string program = "t2p")
    {
        _program = program;
        foreach (var line in File.ReadLines(dictionary)) _known.Add(line[..Math.Max(0, line.IndexOf(' ', StringComparison.Ordinal))]);
        while (shipped.ReadLine() is { } line)
            if (line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var at && line[0] != '#') _shipped[line[..at]] = line[(at + 1)..].Trim();
    }

    /// <summary>The model's dictionary has the word.</summary>
    public bool Knows(string word) => _known.Contains(word);

    /// <summary>Phones of a word that is not in the dictionary, separated by blanks; null when nobody can tell.</summary>
    public string? Of(string word) => _shipped.TryGetValue(word, out var phones) ? phones : _guessed.GetOrAdd(word, Guess);

    private string? Guess(string word)
    {
        // Only plain words reach the program, and no shell is involved.
        if (_noGuesses || word.Length > 30 || word.Any(c => c is not ((>= 'a' and <= 'z') or '\'')) || !word.Any(char.IsLetter)) return null;
        try
        {
            using var process = Process.Start(new ProcessStartInfo(_program, [word]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(LongestGuess) || !said.Wait(LongestGuess))
            {
                process.Kill();
                return null;
            }
            return Read(said.Result);
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            _noGuesses = true;
            return null;
        }
    }

    /// <summary>From flite's names ("pau ow k ax f er pau", vowels with their stress) to the dictionary's ("OW K AH F ER").</summary>
    internal static string? Read(string said)
    {
        var phones = said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(p => p.TrimEnd('0', '1', '2').ToUpperInvariant())
            .Where(p => p != "PAU").Select(p => p switch { "AX" => "AH", "AXR" => "ER", "HV" => "HH", "EL" => "L", "EM" => "M", "EN" => "N", _ => p }).ToArray();
        return phones.Length > 0 && phones.All(Phones.Contains) ? string.Join(' ', phones) : null;
    }
}
