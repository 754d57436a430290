using HybridAgent.Speech.Flite;
using HybridAgent.Speech.Voices;

namespace HybridAgent.Speech.Tests.Flite;

public sealed class FliteVoiceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flite").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private FliteVoice Voice(string executable = "flite", string voice = "slt") =>
        new(new FliteSettings { CacheFolder = Path.Combine(_folder, "cache"), Executable = executable, Voice = voice });

    [Fact]
    public async Task Speaks_and_keeps_what_it_spoke()
    {
        Installed.RequireFlite();
        using var voice = Voice();
        var first = await voice.Speak("You have reached the practice. This call is recorded.");
        Assert.InRange(first.Length / (double)SpeechAudio.SampleRate, 1.5, 6);
        Assert.True(first.Max() > 3000);
        var file = Assert.Single(Directory.GetFileSystemEntries(Path.Combine(_folder, "cache")));

        // The second time flite is not needed any more.
        using var without = Voice(executable: Path.Combine(_folder, "no-flite"));
        Assert.Equal(first, await without.Speak("You have reached  the practice.\nThis call is recorded."));
        Assert.EndsWith(".wav", file);
    }

    [Fact]
    public async Task A_voice_of_eight_kilohertz_comes_out_at_sixteen()
    {
        Installed.RequireFlite();
        using var narrow = Voice(voice: "kal");
        using var wide = Voice(voice: "kal16");
        var (a, b) = ((await narrow.Speak("one two three four five")).Length, (await wide.Speak("one two three four five")).Length);
        Assert.InRange(a / (double)b, 0.8, 1.2);
    }

    [Fact]
    public async Task A_damaged_rendering_is_made_anew()
    {
        Installed.RequireFlite();
        using var voice = Voice();
        var good = await voice.Speak("hello");
        var file = Directory.GetFiles(Path.Combine(_folder, "cache")).Single();
        await File.WriteAllTextAsync(file, "rubbish", TestContext.Current.CancellationToken);
        Assert.Equal(good, await voice.Speak("hello"));
    }

    [Fact]
    public async Task Text_never_becomes_a_command_or_an_option()
    {
        Installed.RequireFlite();
        using var voice = Voice();
        var planted = Path.Combine(_folder, "planted");
        foreach (var text in new[] { $"$(touch {planted})", $"`touch {planted}`; touch {planted}", $"-o {planted}", $"\" -o {planted} \"", "\0 nul \u001b[31m" })
            Assert.NotEmpty(await voice.Speak(text));
        Assert.False(File.Exists(planted));
    }

    [Fact]
    public async Task Many_askers_of_one_text_get_the_same_rendering()
    {
        Installed.RequireFlite();
        using var voice = Voice();
        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => voice.Speak("please hold the line").AsTask()));
        Assert.All(all, samples => Assert.Equal(all[0], samples));
        Assert.Single(Directory.GetFileSystemEntries(Path.Combine(_folder, "cache")));
    }

    [Fact]
    public async Task A_missing_flite_names_the_package_and_not_the_text()
    {
        using var voice = Voice(executable: Path.Combine(_folder, "no-flite"));
        var e = await Assert.ThrowsAsync<VoiceUnavailableException>(async () => await voice.Speak("Hello Mrs Planted"));
        Assert.Contains("apt-get install flite", e.Message);
        Assert.DoesNotContain("Planted", e.ToString());
    }

    [Fact]
    public async Task A_program_that_fails_or_gives_no_audio_is_a_voice_that_is_unavailable()
    {
        foreach (var program in new[] { "/bin/false", "/bin/true" })
        {
            using var voice = Voice(executable: program);
            await Assert.ThrowsAsync<VoiceUnavailableException>(async () => await voice.Speak("hello"));
            Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_folder, "cache")));
        }
    }

    [Fact]
    public async Task A_program_that_hangs_is_given_up()
    {
        using var voice = new FliteVoice(new FliteSettings { CacheFolder = _folder, Executable = Hanging(), Timeout = TimeSpan.FromMilliseconds(300) });
        var e = await Assert.ThrowsAsync<VoiceUnavailableException>(async () => await voice.Speak("hello"));
        Assert.Contains("longer than", e.Message);
    }

    private string Hanging()
    {
        var path = Path.Combine(_folder, "hanging");
        File.WriteAllText(path, "#!/bin/sh\nsleep 30\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_voice_that_is_unavailable()
    {
        var blocked = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(blocked, "", TestContext.Current.CancellationToken);
        using var voice = new FliteVoice(new FliteSettings { CacheFolder = blocked });
        await Assert.ThrowsAsync<VoiceUnavailableException>(async () => await voice.Speak("hello"));
    }
}
