namespace HybridAgent.Core.Cues;

/// <summary>A piece of speech, read once for all languages.</summary>
internal sealed record HeardSpeech(string Key, string Text, List<SpokenToken> Tokens, bool Final)
{
    /// <summary>A token that is no word of any list; written with nothing that words are written with.</summary>
    private const string Unheard = "·";

    private string[]? _written;
    private string? _plain;

    public static HeardSpeech Nothing { get; } = new("", "", [], Final: true);

    public string[] Written => _written ??= SpokenWords.Written(Text);

    /// <summary>How many words have been written.</summary>
    public int Words => Written.Length;

    /// <summary>The words as they are spoken, each between spaces.</summary>
    public string Plain => _plain ??= Spaced(Tokens);

    /// <summary>As <see cref="Plain"/>, of any text.</summary>
    public static string PlainOf(string text) => Spaced(SpokenWords.Read(text));

    /// <summary>The same with its first words unheard: nothing is found in them, and all others keep their places.</summary>
    public HeardSpeech Without(int firstWords) => this with
    {
        Tokens = [.. Tokens.Select(t => t.Word < firstWords ? t with { Plain = Unheard, Stem = Unheard } : t)],
    };

    private static string Spaced(List<SpokenToken> tokens) => $" {string.Join(' ', tokens.Select(t => t.Plain))} ";
}
