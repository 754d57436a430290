namespace HybridAgent.Speech.PocketSphinx;

/// <summary>Where the engine is found and how much of the machine it may use.</summary>
public sealed record PocketSphinxSettings
{
    /// <summary>The shared library, by name or path.</summary>
    public string Library { get; init; } = NativeSphinx.DefaultLibrary;

    /// <summary>Folder with en-us/ (acoustic model), en-us.lm.bin and cmudict-en-us.dict, as Debian's pocketsphinx-en-us installs it.</summary>
    public string ModelFolder { get; init; } = "/usr/share/pocketsphinx/model/en-us";

    /// <summary>Threads that decode; 1 to 64. All sessions share them.</summary>
    public int Threads { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 64);

    /// <summary>Sessions at one time, each with its own decoder (about 100 MB); more get "no decoder free". 1 to 256.</summary>
    public int MaxSessions { get; init; } = Math.Clamp(4 * Environment.ProcessorCount, 4, 256);

    /// <summary>Audio a session keeps while its decoder is behind; the oldest is dropped beyond. 1 s to 60 s.</summary>
    public TimeSpan Buffer { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Silence that ends an utterance. 300 ms to 2 s.</summary>
    public TimeSpan EndSilence { get; init; } = TimeSpan.FromMilliseconds(600);

    /// <summary>An utterance is cut here even when the speaker goes on. 2 s to 60 s.</summary>
    public TimeSpan LongestUtterance { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Audio between two partials of one utterance.</summary>
    public TimeSpan PartialEvery { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Finals are decoded twice, and partials too while the decoder is not behind: fewer wrong words for about three times the CPU.</summary>
    public bool SecondLook { get; init; } = true;

    /// <summary>How much the language of medical calls weighs against general English; above 0, below 1.</summary>
    public double CallsWeight { get; init; } = 0.5;

    /// <summary>Each utterance is heard once more for words of emergency alone.</summary>
    public bool KeyphraseEar { get; init; } = true;
}
