using System.Text;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>Spelled names: "B, Y as in yellow, R as in robert".</summary>
internal static class SpokenName
{
    /// <summary>The longest spelling of at least three letters in these tokens; null when nobody spells.</summary>
    public static (string Letters, int First, int Last)? Spelled(IReadOnlyList<SpokenToken> tokens, int from, int to)
    {
        (string Letters, int First, int Last)? best = null;
        for (var i = from; i < to; i++)
        {
            if (!Letter(tokens[i]))
            {
                continue;
            }

            var first = i;
            var letters = new StringBuilder();
            var last = i;
            while (i < to && Letter(tokens[i]))
            {
                letters.Append(tokens[i].Plain);
                last = i;
                i++;
                i = SkipExample(tokens, i, to, ref last);
            }

            if (letters.Length >= 3 && letters.Length > (best?.Letters.Length ?? 0))
            {
                best = (letters.ToString(), first, last);
            }
        }

        return best;
    }

    private static bool Letter(SpokenToken token) => token.Plain.Length == 1 && char.IsAsciiLetter(token.Plain[0]);

    private static int SkipExample(IReadOnlyList<SpokenToken> tokens, int i, int to, ref int last)
    {
        var p = i;
        if (p < to && tokens[p].Plain is "as" or "like" or "for")
        {
            p++;
            if (p < to && tokens[p].Plain == "in")
            {
                p++;
            }

            if (p < to && tokens[p].Plain.Length > 1)
            {
                last = p;
                return p + 1;
            }
        }

        return i;
    }

    /// <summary>"mcdonald" to "Mcdonald", "o'brien" kept by its parts.</summary>
    public static string Written(string plain) => plain.Length == 0 ? plain : char.ToUpperInvariant(plain[0]) + plain[1..];
}
