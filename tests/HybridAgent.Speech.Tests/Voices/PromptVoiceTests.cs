using HybridAgent.Core.Audio;
using HybridAgent.Speech.Voices;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAgent.Speech.Tests.Voices;

public sealed class PromptVoiceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("prompt").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class KnownVoice(short[]? samples) : IVoice
    {
        public string Name => "known";

        public ValueTask<short[]> Speak(string text, CancellationToken cancellation = default) => samples is null
            ? throw new VoiceUnavailableException("Install flite.")
            : ValueTask.FromResult(samples);
    }

    private string Recording(byte[] content)
    {
        var path = Path.Combine(_folder, "greeting.wav");
        File.WriteAllBytes(path, content);
        return path;
    }

    private static PromptVoice Prompts(IVoice? voice) => new(voice, NullLogger<PromptVoice>.Instance);

    [Fact]
    public async Task The_practices_recording_wins_over_the_voice()
    {
        var prompt = await Prompts(new KnownVoice([9])).Render("hello", Recording(WavFile.Write([1, 2, 3])));
        Assert.Equal(PromptSource.Recording, prompt.Source);
        Assert.Equal([1, 2, 3], prompt.Samples);
        Assert.Null(prompt.Problem);
    }

    [Fact]
    public async Task A_recording_that_is_no_wav_gives_way_to_the_voice_and_says_so()
    {
        var prompt = await Prompts(new KnownVoice([9])).Render("hello", Recording("ID3 not a wav at all"u8.ToArray()));
        Assert.Equal(PromptSource.Voice, prompt.Source);
        Assert.Contains("not a WAV file", prompt.Problem);
    }

    [Fact]
    public async Task A_recording_that_is_missing_gives_way_to_the_voice()
    {
        var prompt = await Prompts(new KnownVoice([9])).Render("hello", Path.Combine(_folder, "none.wav"));
        Assert.Equal(PromptSource.Voice, prompt.Source);
        Assert.Contains("does not exist", prompt.Problem);
    }

    [Fact]
    public async Task Without_any_voice_two_tones_are_played_and_no_words_count_as_spoken()
    {
        foreach (var voice in new IVoice?[] { null, new KnownVoice(null) })
        {
            var prompt = await Prompts(voice).Render("hello");
            Assert.Equal(PromptSource.Tone, prompt.Source);
            Assert.False(prompt.HasWords);
            Assert.NotNull(prompt.Problem);
            Assert.InRange(prompt.Samples.Length, 8000, 16000);
            Assert.True(prompt.Samples.Max() > 3000);
            Assert.InRange(prompt.Samples[0], -50, 50);
        }
    }
}
