namespace HybridAgent.Core.Cues;

/// <summary>Finds patterns that ordinary talk fulfils by itself: one or two words, and everyday words or numbers will do for all of them.</summary>
internal sealed class EverydayPatterns
{
    private const int FewWords = 2;
    private const string Numbers = "one two twenty ninety hundred";
    private readonly List<Window> _talk = [];

    public EverydayPatterns(CueLanguage language)
    {
        foreach (var words in language.Data.Everyday.Chunk(Window.Size).Select(chunk => string.Join(' ', chunk)).Append(Numbers))
        {
            var window = new Window(language.Lexicon);
            window.Read(SpokenWords.Read(words), 0);
            _talk.Add(window);
        }
    }

    public bool Fulfil(CuePattern pattern)
    {
        var needed = pattern.Parts.SelectMany(part => part.Steps).Where(step => !step.Optional).ToList();
        return needed.Count is > 0 and <= FewWords && needed.TrueForAll(step => IsEveryday(step.Slot));
    }

    private bool IsEveryday(Slot slot) =>
        _talk.Exists(window => window.Advance(slot, ulong.MaxValue) != 0) || slot.Phrases.Any(phrase => phrase.Length <= FewWords && Array.TrueForAll(phrase, IsEveryday));
}
