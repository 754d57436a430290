using System.Globalization;
using System.Text;

namespace HybridAgent.Core.Cues;

/// <summary>One spoken token. Several tokens may come from one written word ("rag-doll").</summary>
/// <param name="Plain">Lower case, without apostrophes, accents and marks: "cant", "hes".</param>
/// <param name="Stem">Without 's, 're, 've, 'll, 'd, 'm: "he". The same as <paramref name="Plain"/> where there is none.</param>
/// <param name="Word">Index of the written word it came from.</param>
/// <param name="EndsSentence">A full stop, question or exclamation mark or line break follows.</param>
/// <param name="Question">A question mark follows.</param>
/// <param name="Comma">A comma, semicolon, colon or dash follows.</param>
/// <param name="Unsure">The engine heard it with a confidence under one half.</param>
internal readonly record struct SpokenToken(string Plain, string Stem, int Word, bool EndsSentence, bool Question, bool Comma, bool Unsure = false);

/// <summary>Cuts a text into tokens the way it is spoken. Linear in the length of the text.</summary>
internal static class SpokenWords
{
    private static readonly string[] Endings = ["'s", "'re", "'ve", "'ll", "'d", "'m"];

    /// <summary>The written words, as indexes in spans and cues count them: split at white space.</summary>
    public static string[] Written(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    public static List<SpokenToken> Read(string text)
    {
        var tokens = new List<SpokenToken>(text.Length / 5);
        var word = -1;
        var at = 0;
        while (at < text.Length)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                // A line break ends a sentence: transcripts put one utterance on a line.
                if (text[at] == '\n' && tokens.Count > 0)
                {
                    tokens[^1] = tokens[^1] with { EndsSentence = true };
                }

                at++;
            }

            if (at >= text.Length)
            {
                break;
            }

            var start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            word++;
            ReadWord(text.AsSpan(start, at - start), word, tokens);
        }

        return tokens;
    }

    private static void ReadWord(ReadOnlySpan<char> written, int word, List<SpokenToken> tokens)
    {
        var part = 0;
        for (var i = 0; i <= written.Length; i++)
        {
            var cut = i == written.Length || Cuts(written, i);
            if (!cut)
            {
                continue;
            }

            if (i > part)
            {
                Add(written[part..i], word, tokens);
            }

            if (i < written.Length && tokens.Count > 0)
            {
                Mark(written[i], tokens);
            }

            part = i + 1;
        }
    }

    private static bool Cuts(ReadOnlySpan<char> written, int i)
    {
        var c = written[i];
        if (char.IsLetterOrDigit(c) || c is '\'' or '’' or '*' or '%')
        {
            return false;
        }

        // 100.6, 1,200 and 9/17 stay together.
        var inNumber = i > 0 && i + 1 < written.Length && char.IsDigit(written[i - 1]) && char.IsDigit(written[i + 1]);
        return !(inNumber && c is '.' or ',' && inNumber);
    }

    private static void Mark(char c, List<SpokenToken> tokens)
    {
        var last = tokens[^1];
        tokens[^1] = c switch
        {
            '?' => last with { EndsSentence = true, Question = true },
            '.' or '!' or '…' => last with { EndsSentence = true },
            ',' or ';' or ':' or '—' or '–' => last with { Comma = true },
            _ => last,
        };
    }

    /// <summary>Recognisers and writers disagree about accents: "pecho está" and "pecho esta" are the same words.</summary>
    private static string WithoutAccents(string word) => Ascii.IsValid(word)
        ? word
        : string.Concat(word.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark));

    private static void Add(ReadOnlySpan<char> part, int word, List<SpokenToken> tokens)
    {
        var lower = WithoutAccents(part.ToString().ToLower(CultureInfo.InvariantCulture).Replace('’', '\'').Trim('\''));
        if (lower.Length == 0)
        {
            return;
        }

        // Some transcripts write "ca n't": the negator belongs to the word before it.
        if (lower is "n't" or "nt" && tokens.Count > 0 && !tokens[^1].EndsSentence)
        {
            var joined = tokens[^1].Plain + (tokens[^1].Plain.EndsWith('n') && lower.Length == 2 ? "t" : "nt");
            tokens[^1] = tokens[^1] with { Plain = joined, Stem = joined };
            return;
        }

        var stem = lower;
        foreach (var ending in Endings)
        {
            if (lower.Length > ending.Length && lower.EndsWith(ending, StringComparison.Ordinal))
            {
                stem = lower[..^ending.Length];
                break;
            }
        }

        var plain = lower.Replace("'", "", StringComparison.Ordinal);
        stem = stem.Replace("'", "", StringComparison.Ordinal);
        if (plain.Length > 40)
        {
            // Nobody speaks words of this length; only their beginning is looked up.
            plain = plain[..40];
            stem = plain;
        }

        tokens.Add(new SpokenToken(plain, stem, word, false, false, false));
    }
}
