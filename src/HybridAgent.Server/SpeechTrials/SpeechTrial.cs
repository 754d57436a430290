using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Evaluation;
using HybridAgent.Speech;

namespace HybridAgent.Server.SpeechTrials;

/// <summary>What an engine made of one item.</summary>
/// <param name="Heard">All finals, joined.</param>
/// <param name="Spotted">What the second ear added.</param>
/// <param name="Red">Categories of red cues the floor raised on the finals.</param>
/// <param name="BothRed">The same with what the second ear added: what a call would have had.</param>
/// <param name="SaidRed">Categories it raises on the text itself: what a perfect transcript would have given.</param>
internal sealed record SpeechTrial(SpokenItem Item, string Heard, WordErrors Errors, IReadOnlyList<string> Spotted, IReadOnlyList<string> Red, IReadOnlyList<string> BothRed, IReadOnlyList<string> SaidRed)
{
    public static SpeechTrial Of(SpokenItem item, IReadOnlyList<Heard> heard)
    {
        var text = string.Join(' ', heard.OfType<Heard.Final>().Select(f => f.Text));
        return new SpeechTrial(
            item, text, WordErrors.Between(item.Text, text), [.. heard.OfType<Heard.Spotted>().Select(s => s.Text)],
            Reds(heard, both: false), Reds(heard, both: true), RedsOf(item.Text));
    }

    /// <summary>As in a call: one listener, utterance after utterance, with the words' confidence.</summary>
    private static string[] Reds(IReadOnlyList<Heard> heard, bool both)
    {
        var listener = new CueListener(CueFloor.Default);
        return [.. heard.SelectMany((h, i) => h switch
        {
            Heard.Final f => listener.Hear(LegRole.Caller, $"u{i}", f.Text, final: true, f.Words),
            Heard.Spotted s when both => listener.Hear(LegRole.Caller, $"u{i}", s.Text, final: true, s.Words),
            _ => [],
        }).Where(c => c.IsRed).Select(c => c.Category).Distinct()];
    }

    private static string[] RedsOf(string text) => [.. CueFloor.Default.Find(text).Where(c => c.IsRed).Select(c => c.Category).Distinct()];
}
