using HybridAgent.Core.Calls;

namespace HybridAgent.Speech.Scripted;

/// <summary>Something a leg says, in a script.</summary>
/// <param name="StartMs">When the first word begins, on the leg's clock.</param>
/// <param name="EndMs">When the last word ends; must be after <paramref name="StartMs"/>.</param>
/// <param name="Confidence">0..1, given to each word of the final.</param>
public sealed record ScriptedUtterance(LegRole Leg, int StartMs, int EndMs, string Text, double Confidence = 0.95)
{
    /// <summary>True for a line that only the second ear hears: it comes as <see cref="Heard.Spotted"/>, without partials.</summary>
    public bool SecondEar { get; init; }

    /// <summary>A script line at about 150 words a minute, from where it starts.</summary>
    public static ScriptedUtterance Spoken(LegRole leg, int startMs, string text, double confidence = 0.95) =>
        new(leg, startMs, startMs + (400 * Math.Max(1, Split(text).Length)), text, confidence);

    /// <summary>The words with times, each as long as its share of the letters.</summary>
    public IReadOnlyList<Word> Words()
    {
        var words = Split(Text);
        var letters = Math.Max(1, words.Sum(w => w.Length));
        var result = new Word[words.Length];
        var said = 0;
        for (var i = 0; i < words.Length; i++)
        {
            var from = StartMs + (int)((long)(EndMs - StartMs) * said / letters);
            said += words[i].Length;
            result[i] = new Word(words[i], from, StartMs + (int)((long)(EndMs - StartMs) * said / letters), Confidence);
        }
        return result;
    }

    private static string[] Split(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
