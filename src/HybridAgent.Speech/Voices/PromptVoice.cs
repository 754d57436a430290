using HybridAgent.Core.Audio;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Speech.Voices;

/// <summary>What a prompt was made from.</summary>
public enum PromptSource
{
    /// <summary>The practice's own recording.</summary>
    Recording,

    /// <summary>A synthetic voice.</summary>
    Voice,

    /// <summary>Two short tones: nothing could speak.</summary>
    Tone,
}

/// <summary>A prompt ready to play.</summary>
/// <param name="Samples">16 kHz, 16-bit, mono.</param>
/// <param name="Problem">Why a better source was not used; null when there was none. One line for a status page.</param>
public sealed record SpokenPrompt(short[] Samples, PromptSource Source, string? Problem)
{
    /// <summary>True when words are spoken. After a mere tone nobody was told anything: a notice does not count as given.</summary>
    public bool HasWords => Source != PromptSource.Tone;
}

/// <summary>
/// Makes prompts: a practice's recording wins, then the voice, then two tones. The call goes on without any voice at all,
/// so this never throws but for cancellation.
/// </summary>
public sealed class PromptVoice(IVoice? voice, ILogger<PromptVoice> log)
{
    /// <param name="recording">Path of a WAV file; null or empty when the practice has none.</param>
    public async ValueTask<SpokenPrompt> Render(string text, string? recording = null, CancellationToken cancellation = default)
    {
        string? problem = null;
        if (!string.IsNullOrEmpty(recording))
        {
            try
            {
                await using var file = File.OpenRead(recording);
                return new SpokenPrompt((await WavFile.Read(file, cancellation).ConfigureAwait(false)).Samples, PromptSource.Recording, null);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or WavFormatException or NotSupportedException or ArgumentException)
            {
                // Only the reader's own words: what the file system says holds the path.
                var why = e is WavFormatException ? e.Message : e is FileNotFoundException or DirectoryNotFoundException ? "the file does not exist." : "the file cannot be read.";
                problem = $"The recorded prompt cannot be played: {why}";
                log.LogWarning("A recorded prompt cannot be played: {Reason}", why);
            }
        }
        if (voice is not null && !string.IsNullOrWhiteSpace(text))
        {
            try
            {
                return new SpokenPrompt(await voice.Speak(text, cancellation).ConfigureAwait(false), PromptSource.Voice, problem);
            }
            catch (VoiceUnavailableException e)
            {
                problem ??= e.Message;
                log.LogWarning("The voice {Voice} cannot speak: {Reason}", voice.Name, e.Message);
            }
        }
        return new SpokenPrompt(Tones(), PromptSource.Tone, problem ?? "No voice is configured.");
    }

    /// <summary>Two soft 440 Hz tones of 200 ms: the caller hears that the line is open.</summary>
    private static short[] Tones()
    {
        const int tone = SpeechAudio.SampleRate / 5;
        var samples = new short[tone * 3];
        for (var i = 0; i < tone; i++)
        {
            // Raised-cosine edges of 10 ms, so that the tone does not click.
            var edge = Math.Min(1.0, Math.Min(i, tone - 1 - i) / 160.0);
            var value = (short)(4000 * (0.5 - (0.5 * Math.Cos(Math.PI * edge))) * Math.Sin(2 * Math.PI * 440 * i / SpeechAudio.SampleRate));
            samples[i] = value;
            samples[(2 * tone) + i] = value;
        }
        return samples;
    }
}
