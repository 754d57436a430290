using System.Text.Json;

namespace HybridAgent.Speech.Azure.Protocol;

/// <summary>A word as the service times it: ticks of 100 ns from the turn's first audio byte.</summary>
internal readonly record struct TimedWord(string Text, long Offset, long Duration, double? Confidence);

/// <summary>What "speech.hypothesis", "speech.fragment" and "speech.phrase" say.</summary>
/// <param name="Status">"Success", "NoMatch", ...; empty for a hypothesis.</param>
/// <param name="Offset">Ticks of 100 ns from the turn's first audio byte; so are all times here.</param>
internal sealed record ServiceReply(string Status, string Text, long Offset, long Duration)
{
    /// <summary>The words of the best reading with their times; empty when the service gave none.</summary>
    public IReadOnlyList<TimedWord> Words { get; init; } = [];

    /// <summary>0 to 1; null when the service gave none.</summary>
    public double? Confidence { get; init; }

    public string? Language { get; init; }

    public long End => Offset + Duration;

    /// <summary>Null when the body cannot be read; whatever stands in it, this does not throw.</summary>
    public static ServiceReply? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The tag in a "turn.start", as far as it can stand in a log; empty when there is none.</summary>
    public static string Tag(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var tag = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("context", out var context)
                && context.ValueKind == JsonValueKind.Object ? String(context, "serviceTag") ?? "" : "";
            return new string([.. tag.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-').Take(64)]);
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static ServiceReply Read(JsonElement root)
    {
        var best = root.TryGetProperty("NBest", out var readings) && readings.ValueKind == JsonValueKind.Array && readings.GetArrayLength() > 0
            && readings[0].ValueKind == JsonValueKind.Object ? readings[0] : (JsonElement?)null;
        var text = best is { } reading ? String(reading, "Display") : null;
        return new ServiceReply(
            String(root, "RecognitionStatus") ?? "", text ?? String(root, "DisplayText") ?? String(root, "Text") ?? "",
            Ticks(root, "Offset"), Ticks(root, "Duration"))
        {
            Words = best is { } withWords ? ReadWords(withWords) : [],
            Confidence = best is { } rated ? Share(rated) : null,
            Language = root.TryGetProperty("PrimaryLanguage", out var language) && language.ValueKind == JsonValueKind.Object
                ? String(language, "Language") : null,
        };
    }

    private static List<TimedWord> ReadWords(JsonElement reading)
    {
        var words = new List<TimedWord>();
        if (!reading.TryGetProperty(nameof(Words), out var all) || all.ValueKind != JsonValueKind.Array) return words;
        foreach (var word in all.EnumerateArray())
        {
            if (word.ValueKind == JsonValueKind.Object && String(word, "Word") is { Length: > 0 } text)
                words.Add(new TimedWord(text, Ticks(word, "Offset"), Ticks(word, "Duration"), Share(word)));
        }
        return words;
    }

    private static string? String(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Share(JsonElement element) =>
        element.TryGetProperty(nameof(Confidence), out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var share)
            ? Math.Clamp(share, 0, 1) : null;

    /// <summary>Read as a double: the service's sums come with fractions like 6000000.000000001.</summary>
    private static long Ticks(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var ticks)
            ? (long)Math.Round(Math.Clamp(ticks, 0, TimeSpan.TicksPerDay * 10.0)) : 0;
}
