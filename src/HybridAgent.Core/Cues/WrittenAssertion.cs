using System.Text.Json;

namespace HybridAgent.Core.Cues;

/// <summary>
/// Reads how a piece of written clinical text stands to the patient, after NegEx and ConText (Chapman, Harkema): trigger phrases
/// before or after it, within its sentence, up to a word that ends their scope; and the section it stands in. In a call it reads
/// what is typed.
/// </summary>
internal sealed class WrittenAssertion
{
    private const int Reach = 40;
    private const int ReachAfter = 8;
    private const int FamilyReach = 25;
    private const int PastReach = 20;
    private const int LongestSentence = 60;
    private const int SectionReach = 400;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly Dictionary<string, string[][]> _lists;

    private WrittenAssertion(Data data) => _lists = data.Lists.ToDictionary(
        l => l.Key, l => l.Value.Select(phrase => phrase.Split(' ')).ToArray(), StringComparer.Ordinal);

    public static WrittenAssertion English { get; } = new(Parse("assertion-written-english.json"));

    /// <exception cref="CueFloorException">There is no such file.</exception>
    public static WrittenAssertion Load(string file) => file == "assertion-written-english.json"
        ? English
        : throw new CueFloorException($"There are no trigger phrases '{file}' for typed text.");

    private static Data Parse(string file) => JsonSerializer.Deserialize<Data>(CueFloor.Resource(file), Json)!;

    private sealed record Data(string Version, string About, IReadOnlyDictionary<string, IReadOnlyList<string>> Lists);

    /// <param name="place">Indexes into <paramref name="tokens"/>, inclusive.</param>
    public AssertionReading Read(List<SpokenToken> tokens, Found place)
    {
        var (start, end) = Sentence(tokens, place);
        var stop = ScopeStart(tokens, place, start);
        var section = Section(tokens, place);
        return new AssertionReading(
            IsNegated(tokens, place, stop, end) ? "Negated" : "Affirmed",
            When(tokens, place, start, stop, end, section),
            section == "familySections" ? "Family member" : Who(tokens, place, start));
    }

    private bool IsNegated(List<SpokenToken> tokens, Found place, int stop, int end)
    {
        for (var i = Math.Max(stop, place.First - Reach); i < place.First; i++)
        {
            if (At(tokens, i, "negatedBefore", place.First) && !IsIdiom(tokens, i, "notNegation"))
            {
                return true;
            }
        }

        for (var i = place.Last + 1; i <= Math.Min(end, place.Last + ReachAfter) && !At(tokens, i, "ends", tokens.Count); i++)
        {
            if (At(tokens, i, "negatedAfter", end + 1))
            {
                return true;
            }
        }

        return false;
    }

    private string When(List<SpokenToken> tokens, Found place, int start, int stop, int end, string? section)
    {
        // A condition holds to the end of its sentence: "call if any of these are noted: ...".
        for (var i = Math.Max(start, place.First - Reach); i < place.First; i++)
        {
            if (At(tokens, i, "conditional", place.First) && !(i > 0 && tokens[i - 1].Plain is "no" or "any" or "without"))
            {
                return "Not particular";
            }
        }

        for (var i = Math.Max(stop, place.First - PastReach); i < place.First; i++)
        {
            if (At(tokens, i, "past", place.First) && !IsIdiom(tokens, i, "notPast"))
            {
                return "Historical";
            }
        }

        for (var i = place.Last + 1; i <= Math.Min(end, place.Last + ReachAfter); i++)
        {
            if (At(tokens, i, "pastAfter", end + 1))
            {
                return "Historical";
            }
        }

        return section is "historySections" or "familySections" ? "Historical" : "Recent";
    }

    private string Who(List<SpokenToken> tokens, Found place, int start)
    {
        // Whoever was named last before it has it.
        for (var i = place.First - 1; i >= Math.Max(start, place.First - FamilyReach) && !At(tokens, i, "patients", place.First); i--)
        {
            if (At(tokens, i, "family", place.First) && !(i + 1 < tokens.Count && IsTelling(tokens[i + 1].Plain)))
            {
                return "Family member";
            }

            if (At(tokens, i, "others", place.First))
            {
                return "Other";
            }
        }

        return "Patient";
    }

    /// <summary>"Mother states that ...": she tells, the patient has it.</summary>
    private static bool IsTelling(string word) =>
        word is "states" or "reports" or "says" or "noticed" or "noted" or "found" or "physician" or "doctor" or "practice" or "medicine";

    /// <summary>The last heading before the place: a known phrase with a colon or dash behind it.</summary>
    private string? Section(List<SpokenToken> tokens, Found place)
    {
        for (var i = place.First - 1; i >= Math.Max(0, place.First - SectionReach); i--)
        {
            if (!tokens[i].Comma)
            {
                continue;
            }

            foreach (var list in (string[])["historySections", "familySections", "otherSections"])
            {
                if (_lists[list].Any(phrase => EndsAt(tokens, i, phrase)))
                {
                    return list;
                }
            }
        }

        return null;
    }

    private static bool EndsAt(List<SpokenToken> tokens, int last, string[] phrase)
    {
        var first = last - phrase.Length + 1;
        if (first < 0 || (first > 0 && !tokens[first - 1].EndsSentence && !tokens[first - 1].Comma && phrase.Length == 1))
        {
            return false;
        }

        for (var k = 0; k < phrase.Length; k++)
        {
            if (tokens[first + k].Plain != phrase[k])
            {
                return false;
            }
        }

        return true;
    }

    private static (int Start, int End) Sentence(List<SpokenToken> tokens, Found place)
    {
        var start = place.First;
        while (start > 0 && place.First - start < LongestSentence && !tokens[start - 1].EndsSentence)
        {
            start--;
        }

        var end = place.Last;
        while (end < tokens.Count - 1 && end - place.Last < LongestSentence && !tokens[end].EndsSentence)
        {
            end++;
        }

        return (start, end);
    }

    /// <summary>Where a trigger before the place may stand: after the last word that ends a scope.</summary>
    private int ScopeStart(List<SpokenToken> tokens, Found place, int start)
    {
        for (var i = place.First - 1; i >= start; i--)
        {
            if (At(tokens, i, "ends", place.First))
            {
                return i + 1;
            }
        }

        return start;
    }

    private bool IsIdiom(List<SpokenToken> tokens, int i, string list) =>
        At(tokens, i, list, tokens.Count) || (i > 0 && At(tokens, i - 1, list, tokens.Count));

    private bool At(List<SpokenToken> tokens, int i, string list, int before)
    {
        foreach (var phrase in _lists[list])
        {
            if (i + phrase.Length > before)
            {
                continue;
            }

            var k = 0;
            while (k < phrase.Length && tokens[i + k].Plain == phrase[k])
            {
                k++;
            }

            if (k == phrase.Length)
            {
                return true;
            }
        }

        return false;
    }
}
