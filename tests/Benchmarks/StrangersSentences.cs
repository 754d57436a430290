using System.Text.Json;

namespace HybridAgent.Benchmarks;

/// <summary>The single sentences of the project's own evaluation set: half of them emergencies, no word list behind them.</summary>
internal static class StrangersSentences
{
    public static IReadOnlyList<string> All { get; } =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Sets", "phrases.jsonl")).Select(line =>
        {
            using var item = JsonDocument.Parse(line);
            return item.RootElement.GetProperty("text").GetString()!;
        }),
    ];

    /// <summary>The same words, cut into pieces of so many.</summary>
    public static IReadOnlyList<string[]> Pieces(int words) => [.. All.SelectMany(text => text.Split(' ')).Chunk(words).Where(piece => piece.Length == words)];
}
