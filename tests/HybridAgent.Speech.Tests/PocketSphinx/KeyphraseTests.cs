using HybridAgent.Core.Cues;
using HybridAgent.Core.Calls;
using HybridAgent.Speech.Flite;
using HybridAgent.Speech.PocketSphinx;
using HybridAgent.Speech.PocketSphinx.Language;

namespace HybridAgent.Speech.Tests.PocketSphinx;

/// <summary>A decoder and its language, made once for the tests of this file.</summary>
public sealed class LoadedEar : IDisposable
{
    private readonly CallLanguages _languages = new(new PocketSphinxSettings());
    private readonly Lazy<SphinxDecoder> _decoder;

    public LoadedEar() => _decoder = new(() => new SphinxDecoder(new PocketSphinxSettings(), _languages.For([]), telephone: false));

    internal SphinxDecoder Decoder => _decoder.Value;

    public void Dispose()
    {
        if (_decoder.IsValueCreated) _decoder.Value.Dispose();
        _languages.Dispose();
    }
}

public sealed class KeyphraseTests(LoadedEar ear) : IClassFixture<LoadedEar>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("keyphrases").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Phrases() => [.. CallLanguages.KeyphraseList()];

    [Theory]
    [MemberData(nameof(Phrases))]
    public void The_cue_floor_calls_every_keyphrase_an_emergency_even_when_heard_unsurely(string phrase)
    {
        var words = phrase.Split(' ').Select(w => new Word(w, 0, 100, 0.2)).ToArray();
        var cues = new CueListener(CueFloor.Default).Hear(LegRole.Caller, "spotted", phrase, final: true, words);
        Assert.Contains(cues, c => c is { IsRed: true, Level: CueLevel.E1 });
    }

    private async Task<IReadOnlyList<string>> Spotted(string text, string voice)
    {
        Installed.RequirePocketSphinx();
        Installed.RequireFlite();
        using var flite = new FliteVoice(new FliteSettings { CacheFolder = _folder, Voice = voice });
        return [.. ear.Decoder.Spot(await flite.Speak(text, TestContext.Current.CancellationToken), 1000).Select(k => k.Text)];
    }

    [Theory]
    [InlineData("please help me this is the worst headache of my life", "worst headache of my life", "slt")]
    [InlineData("it is my son he said he wants to kill myself", "kill myself", "rms")]
    [InlineData("oh no my neighbor is unresponsive in the kitchen", "is unresponsive", "slt")]
    public async Task Words_of_emergency_are_spotted_in_a_sentence(string text, string phrase, string voice) =>
        Assert.Contains(phrase, await Spotted(text, voice));

    [Theory]
    [InlineData("i would like to move my appointment to thursday afternoon", "slt")]
    [InlineData("can you send the refill to the pharmacy on main street", "rms")]
    public async Task Routine_words_are_not(string text, string voice) => Assert.Empty(await Spotted(text, voice));

    [Fact]
    public async Task After_spotting_the_same_decoder_writes_a_transcript_as_before()
    {
        await Spotted("i can not breathe", "slt");
        using var flite = new FliteVoice(new FliteSettings { CacheFolder = _folder });
        var samples = await flite.Speak("please call me back", TestContext.Current.CancellationToken);
        ear.Decoder.BeginUtterance();
        ear.Decoder.Hear(samples, whole: true);
        ear.Decoder.EndUtterance();
        Assert.Contains("call me back", string.Join(' ', ear.Decoder.Words(0, withConfidence: true).Select(w => w.Text)));
    }
}
