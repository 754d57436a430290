using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using HybridAgent.Core.Calls;

namespace HybridAgent.Assist.Transcript;

/// <summary>
/// What was said, as data for a model: one JSON object a line, between two delimiters that nobody who speaks can know. What
/// callers say is never part of the instructions.
/// </summary>
internal sealed record SpokenLines(string Delimiter, string Text, int Count)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = Letters() };

    /// <param name="limit">Characters; the newest utterances win.</param>
    public static SpokenLines Of(IReadOnlyList<Utterance> utterances, int limit)
    {
        var lines = new List<string>();
        var left = limit;
        foreach (var said in utterances.Reverse())
        {
            // What the assistant itself played is no evidence of anything.
            if (said.Leg == LegRole.Assistant || string.IsNullOrWhiteSpace(said.Text))
            {
                continue;
            }

            var line = JsonSerializer.Serialize(
                new { utterance = said.Id, speaker = said.Leg.ToString().ToLowerInvariant(), words = string.Join(' ', SaidWords.Of(said)) }, Json);
            left -= line.Length;
            if (left < 0)
            {
                break;
            }

            lines.Add(line);
        }

        lines.Reverse();
        return new SpokenLines(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), string.Join('\n', lines), lines.Count);
    }

    // Letters of every script stay readable (and cheap in tokens); markup characters and quotes are escaped.
    private static JavaScriptEncoder Letters()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        settings.ForbidCharacters('<', '>', '&', '"', '`', '{', '}', '$');
        settings.AllowCharacters('\'');
        return JavaScriptEncoder.Create(settings);
    }
}

/// <summary>The words of an utterance as spans count them.</summary>
internal static class SaidWords
{
    public static string[] Of(Utterance said)
    {
        var written = said.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return said.Words.Count == 0 || said.Words.Count == written.Length ? written : [.. said.Words.Select(w => w.Text)];
    }

    /// <summary>What counts when a quotation is compared: letters and digits, lower case.</summary>
    public static string Plain(string word)
    {
        var plain = new StringBuilder(word.Length);
        foreach (var c in word)
        {
            if (char.IsLetterOrDigit(c))
            {
                plain.Append(char.ToLowerInvariant(c));
            }
        }

        return plain.ToString();
    }
}
