using HybridAgent.Core.Audio;

namespace HybridAgent.Speech.Voices;

/// <summary>
/// Prompts a person has spoken: a folder with pairs NAME.txt (the exact words) and NAME.wav (the recording). It speaks only
/// what it was recorded for, so that nobody hears other words than those that the record says they heard.
/// </summary>
public sealed class RecordedVoice(string folder) : IVoice
{
    private const int LongestText = 8000;

    /// <inheritdoc/>
    public string Name => "recorded";

    /// <inheritdoc/>
    public async ValueTask<short[]> Speak(string text, CancellationToken cancellation = default)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                foreach (var words in Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal))
                {
                    if (new FileInfo(words).Length > LongestText || Plain(await File.ReadAllTextAsync(words, cancellation).ConfigureAwait(false)) != Plain(text)) continue;
                    await using var file = File.OpenRead(Path.ChangeExtension(words, ".wav"));
                    return (await WavFile.Read(file, cancellation).ConfigureAwait(false)).Samples;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or WavFormatException)
        {
            throw new VoiceUnavailableException("A recorded prompt cannot be read.", e);
        }
        throw new VoiceUnavailableException("Nobody has recorded this prompt.");
    }

    private static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
