using System.Text.Json;
using HybridAgent.Core.Evaluation;
using HybridAgent.Server.Cli;

namespace HybridAgent.Server.SpeechTrials;

/// <summary>Something said, as a recording or as a text that a synthetic voice says.</summary>
/// <param name="File">A WAV file; null when the text is to be spoken.</param>
/// <param name="Red">Categories of emergency that the words should raise; null when nobody said which.</param>
internal sealed record SpokenItem(string Id, string Text, string? File, string? Voice, IReadOnlyList<string>? Red)
{
    /// <summary>
    /// Reads a manifest: {text, file} or {text, voice?}, one JSON object a line, or an evaluation set of the cues ({id, text, gold, half}).
    /// Texts with digits are passed over, for nobody knows how they were read aloud.
    /// </summary>
    /// <param name="half">Only items of this half; null for all.</param>
    /// <param name="every">Only each so-manieth of them.</param>
    /// <exception cref="WrongInputException">No such file, or a line is no item.</exception>
    public static IReadOnlyList<SpokenItem> Read(string path, string? half, int every)
    {
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            return [.. System.IO.File.ReadLines(path).Where(l => !string.IsNullOrWhiteSpace(l))
                .Select((line, i) => Parse(line, i + 1, folder, half)).OfType<SpokenItem>().Where((_, i) => i % every == 0)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or EvaluationException)
        {
            throw new WrongInputException($"--in {path}: {e.Message}");
        }
    }

    private static SpokenItem? Parse(string line, int number, string folder, string? half)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var item = json.RootElement;
            string? Of(string name) => item.TryGetProperty(name, out var value) ? value.GetString() : null;
            var text = Of("text") ?? throw new EvaluationException(number, "an item has a \"text\".");
            if ((half is not null && Of("half") != half) || Of("register") == "spanish" || text.Any(char.IsDigit))
            {
                return null;
            }
            IReadOnlyList<string>? red = item.TryGetProperty("gold", out var gold)
                ? [.. gold.GetProperty("emergency").GetBoolean() ? gold.GetProperty("categories").EnumerateArray().Select(c => c.GetString()!) : []]
                : null;
            var file = Of("file");
            return new SpokenItem(Of("id") ?? file ?? $"line-{number}", text, file is null ? null : Path.Combine(folder, file), Of("voice"), red);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new EvaluationException(number, "this is no item.", e);
        }
    }
}
