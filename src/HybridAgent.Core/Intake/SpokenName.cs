using System.Text;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>Spelled names: "K, W as in water, N as in nickel", "double L", "kilo whiskey november".</summary>
internal static class SpokenName
{
    private static readonly Dictionary<string, char> Nato = new[]
    {
        "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima", "mike", "november",
        "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "xray", "yankee", "zulu", "alfa", "juliett", "whisky",
    }.ToDictionary(w => w, w => w[0]);

    /// <summary>Letters as a recogniser may write them.</summary>
    private static readonly Dictionary<string, char> Sounded = new()
    {
        ["bee"] = 'b', ["be"] = 'b', ["see"] = 'c', ["sea"] = 'c', ["cee"] = 'c', ["dee"] = 'd', ["eff"] = 'f', ["gee"] = 'g', ["aitch"] = 'h',
        ["eye"] = 'i', ["jay"] = 'j', ["kay"] = 'k', ["el"] = 'l', ["ell"] = 'l', ["em"] = 'm', ["en"] = 'n', ["oh"] = 'o', ["pee"] = 'p', ["pea"] = 'p',
        ["queue"] = 'q', ["cue"] = 'q', ["are"] = 'r', ["ar"] = 'r', ["ess"] = 's', ["tee"] = 't', ["tea"] = 't', ["you"] = 'u', ["vee"] = 'v',
        ["ex"] = 'x', ["why"] = 'y', ["wye"] = 'y', ["zee"] = 'z', ["zed"] = 'z',
    };

    private const int Shortest = 3;

    internal readonly record struct Spelling(string Letters, int First, int Last);

    /// <summary>The longest spelling of at least three letters in these tokens; null when nobody spells.</summary>
    public static Spelling? Spelled(IReadOnlyList<SpokenToken> tokens, int from, int to)
    {
        Spelling? best = null;
        foreach (var spelling in Runs(tokens, from, to))
        {
            if (spelling.Letters.Length > (best?.Letters.Length ?? 0))
            {
                best = spelling;
            }
        }

        return best;
    }

    /// <summary>Everything that is spelled in these tokens.</summary>
    public static HashSet<string> AllSpelled(IReadOnlyList<SpokenToken> tokens) => [.. Runs(tokens, 0, tokens.Count).Select(r => r.Letters)];

    private static IEnumerable<Spelling> Runs(IReadOnlyList<SpokenToken> tokens, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            // "With an E", "two dots on the U": one letter spoken about.
            if (!Begins(tokens, i, to) || (i > from && tokens[i - 1].Plain is "an" or "the" or "two" or "one"))
            {
                continue;
            }

            var letters = new StringBuilder();
            var (first, at, last, sure) = (i, i, i, 0);
            while (at < to && Next(tokens, at, to, inside: true) is var (letter, count, after))
            {
                sure += Sure(tokens, at, to) is null ? 0 : 1;
                letters.Append(letter, count);
                last = after - 1;
                at = SkipExample(tokens, after, to, letter, ref last);
            }

            // Two thirds must be letters indeed: "you", "are" and "why" are words first.
            if (letters.Length >= Shortest && sure * 3 >= letters.Length * 2)
            {
                yield return new Spelling(letters.ToString(), first, last);
            }

            i = Math.Max(i, last);
        }
    }

    private static (char Letter, int Count, int After)? Next(IReadOnlyList<SpokenToken> tokens, int at, int to, bool inside)
    {
        if (inside && tokens[at].Plain is "double" && at + 1 < to && (Sure(tokens, at + 1, to) ?? Sound(tokens[at + 1])) is { } twice)
        {
            return (twice, 2, at + 2);
        }

        if (inside && tokens[at].Plain is "capital" or "then" && at + 1 < to && Sure(tokens, at + 1, to) is { } next)
        {
            return (next, 1, at + 2);
        }

        return (Sure(tokens, at, to) ?? (inside ? Sound(tokens[at]) : null)) is { } letter ? (letter, 1, at + 1) : null;
    }

    private static char? Sure(IReadOnlyList<SpokenToken> tokens, int at, int to)
    {
        var plain = tokens[at].Plain;
        if (plain.Length == 1 && char.IsAsciiLetter(plain[0]))
        {
            return plain[0];
        }

        // "Mike" and "Victor" are names: only beside another word of the alphabet.
        return Nato.TryGetValue(plain, out var letter)
            && ((at + 1 < to && Nato.ContainsKey(tokens[at + 1].Plain)) || (at > 0 && Nato.ContainsKey(tokens[at - 1].Plain))) ? letter : null;
    }

    private static bool Begins(IReadOnlyList<SpokenToken> tokens, int at, int to) => Sure(tokens, at, to) is not null
        || (at + 2 < to && Sound(tokens[at]) is not null && (Sure(tokens, at + 1, to) ?? Sound(tokens[at + 1])) is not null && Sure(tokens, at + 2, to) is not null);

    private static char? Sound(SpokenToken token) => Sounded.TryGetValue(token.Plain, out var letter) ? letter : null;

    /// <summary>"as in boy", "and king", "for Nancy", "as tom": small words, then a word that begins with the letter.</summary>
    private static int SkipExample(IReadOnlyList<SpokenToken> tokens, int i, int to, char letter, ref int last)
    {
        var p = i;
        while (p < to && p < i + 2 && tokens[p].Plain is "as" or "in" or "like" or "for" or "and" or "an" or "is" or "of")
        {
            p++;
        }

        if (p > i && p < to && tokens[p].Plain.Length > 1 && (tokens[p].Plain[0] == letter || tokens[i].Plain is "as" or "like"))
        {
            last = p;
            return p + 1;
        }

        return i;
    }

    /// <summary>"mcdonald" to "Mcdonald".</summary>
    public static string Written(string plain) => plain.Length == 0 ? plain : char.ToUpperInvariant(plain[0]) + plain[1..];
}
