using System.Xml.Linq;
using CsCheck;
using HybridAgent.Core.Audio;
using HybridAgent.Speech.Azure;
using HybridAgent.Speech.Azure.Voice;
using HybridAgent.Speech.Flite;
using HybridAgent.Speech.Voices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAgent.Speech.Tests.Azure.Voice;

public sealed class AzureVoiceTests : IDisposable
{
    private const string Key = "PLANTEDKEY0123456789abcdef";
    private readonly string _folder = Directory.CreateTempSubdirectory("azure-voice").FullName;
    private readonly List<IDisposable> _things = [];

    public void Dispose()
    {
        foreach (var thing in _things) thing.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private AzureVoice Voice(VoiceService service, string format = "riff-16khz-16bit-mono-pcm", TimeProvider? time = null, ILogger<AzureVoice>? log = null)
    {
        var voice = new AzureVoice(
            new AzureSpeechOptions { VoiceEndpoint = service.Address, Key = Key, VoiceName = "en-US-JennyNeural", VoiceFormat = format, VoiceTimeout = TimeSpan.FromSeconds(1) },
            _folder, log ?? NullLogger<AzureVoice>.Instance, time);
        _things.Add(voice);
        return voice;
    }

    private static Task Says(HttpContext context, byte[] audio) => context.Response.Body.WriteAsync(audio).AsTask();

    private static readonly short[] Known = Spoken16k.Samples(0, 1600);

    [Fact]
    public async Task A_prompt_is_asked_for_as_the_service_wants_it_with_the_key_in_a_header_only()
    {
        await using var service = await VoiceService.Start((c, _) => Says(c, WavFile.Write(Known)));
        Assert.Equal(Known, await Voice(service).Speak("Hello."));
        var asked = Assert.Single(service.Asked);
        Assert.Equal(("POST", "/cognitiveservices/v1", ""), (asked.Method, asked.Path, asked.Query));
        Assert.Equal(Key, asked.Headers["Ocp-Apim-Subscription-Key"]);
        Assert.Equal("riff-16khz-16bit-mono-pcm", asked.Headers["X-Microsoft-OutputFormat"]);
        Assert.StartsWith("application/ssml+xml", asked.Headers["Content-Type"]);
        Assert.Equal("HybridAgent", asked.Headers["User-Agent"]);
        Assert.Equal(
            """<speak version="1.0" xml:lang="en-US" xmlns="http://www.w3.org/2001/10/synthesis"><voice name="en-US-JennyNeural">Hello.</voice></speak>""", asked.Body);
    }

    [Fact]
    public async Task A_prompt_is_rendered_once_and_no_file_is_named_after_its_words()
    {
        await using var service = await VoiceService.Start((c, _) => Says(c, WavFile.Write(Known)));
        var voice = Voice(service);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => voice.Speak("Riverside practice, good day.").AsTask()));
        Assert.Equal(Known, await Voice(service).Speak("Riverside  practice,\ngood day."));
        Assert.Single(service.Asked);
        Assert.Matches("^[0-9a-f]{64}\\.wav$", Path.GetFileName(Assert.Single(Directory.GetFiles(_folder))));
        await voice.Speak("Another prompt.");
        Assert.Equal(2, service.Asked.Count);
    }

    [Fact]
    public async Task A_damaged_rendering_is_made_anew()
    {
        await using var service = await VoiceService.Start((c, _) => Says(c, WavFile.Write(Known)));
        await Voice(service).Speak("Hello.");
        await File.WriteAllTextAsync(Directory.GetFiles(_folder).Single(), "broken");
        Assert.Equal(Known, await Voice(service).Speak("Hello."));
        Assert.Equal(2, service.Asked.Count);
    }

    [Fact]
    public async Task Telephone_audio_is_brought_to_sixteen_kilohertz()
    {
        var tone = Enumerable.Range(0, 800).Select(i => MuLaw.Encode((short)(8000 * Math.Sin(2 * Math.PI * 440 * i / 8000)))).ToArray();
        await using var service = await VoiceService.Start((c, _) => Says(c, tone));
        var samples = await Voice(service, "raw-8khz-8bit-mono-mulaw").Speak("Hello.");
        Assert.Equal(1600, samples.Length);
        // The same tone: as loud, and as often through zero.
        Assert.InRange(samples.Max(), (short)7000, (short)9000);
        Assert.InRange(samples.Zip(samples.Skip(1)).Count(p => p.First < 0 != p.Second < 0), 86, 90);
    }

    [Fact]
    public void Whatever_a_text_holds_it_is_spoken_and_never_markup()
    {
        Assert.Equal("Tom &amp; Jerry &lt;break time=\"9s\"/&gt;", Inner("Tom & Jerry <break time=\"9s\"/>"));
        Assert.Equal("a b", Ssml.Speakable("\0a\u0001\r\n\ud800b\uffff"));
        Assert.Equal("🙂 ok", Ssml.Speakable("🙂\tok"));
        Gen.String.Sample(text =>
        {
            var xml = XElement.Parse(Ssml.Document(text, "en-US-JennyNeural"));
            var voice = Assert.Single(xml.Elements());
            Assert.Empty(voice.Elements());
            Assert.Equal(Ssml.Speakable(text), voice.Value);
        });
    }

    private static string Inner(string text)
    {
        var document = Ssml.Document(text, "en-US-JennyNeural");
        return document[(document.IndexOf("Neural\">", StringComparison.Ordinal) + 8)..document.IndexOf("</voice>", StringComparison.Ordinal)];
    }

    public static TheoryData<string, Func<HttpContext, Task>> Failures => new()
    {
        { "forbidden", c => Status(c, 403) },
        { "throttled", c => Status(c, 429) },
        { "down", c => Status(c, 503) },
        { "refused key", c => Status(c, 401) },
        { "redirected", c => { c.Response.Headers.Location = "/elsewhere"; return Status(c, 307); } },
        { "no audio", _ => Task.CompletedTask },
        { "no WAV", c => c.Response.WriteAsync("<html>hello</html>") },
        { "broken in the middle", async c => { c.Response.ContentLength = 9999; await c.Response.WriteAsync("RIFF"); await c.Response.Body.FlushAsync(); c.Abort(); } },
        { "too slow", c => Task.Delay(5000, c.RequestAborted) },
    };

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task When_the_service_fails_the_next_voice_speaks_the_same_words_and_the_log_holds_neither_key_nor_text(string how, Func<HttpContext, Task> answer)
    {
        await using var service = await VoiceService.Start((c, _) => answer(c));
        var log = new Lines<AzureVoice>();
        var next = new Spy();
        var chain = new VoiceChain([Voice(service, log: log), next], NullLogger<VoiceChain>.Instance);
        Assert.Equal([7], await chain.Speak("Maria Lopez, we call you back."));
        Assert.Equal("Maria Lopez, we call you back.", next.Spoke);
        Assert.NotEqual("", log.Text);
        Assert.DoesNotContain(Key, log.Text);
        Assert.DoesNotContain("Maria", log.Text);
        Assert.True(how.Length > 0 && Directory.GetFiles(_folder).Length == 0);
        // The next prompt does not wait for the service again.
        await chain.Speak("And another one.");
        Assert.Single(service.Asked);
    }

    [Fact]
    public async Task After_the_pause_it_asks_again_and_a_longer_wish_of_the_service_counts()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var service = await VoiceService.Start((c, number) =>
        {
            if (number == 2) c.Response.Headers.RetryAfter = "120";
            return number <= 2 ? Status(c, 429) : Says(c, WavFile.Write(Known));
        });
        var voice = Voice(service, time: time);
        async Task<bool> Speaks(int afterSeconds)
        {
            time.Advance(TimeSpan.FromSeconds(afterSeconds));
            try
            {
                await voice.Speak("Hello.");
                return true;
            }
            catch (VoiceUnavailableException)
            {
                return false;
            }
        }
        Assert.Equal((false, 1), (await Speaks(0), service.Asked.Count));
        Assert.Equal((false, 1), (await Speaks(29), service.Asked.Count));
        Assert.Equal((false, 2), (await Speaks(2), service.Asked.Count));
        Assert.Equal((false, 2), (await Speaks(119), service.Asked.Count));
        Assert.Equal((true, 3), (await Speaks(2), service.Asked.Count));
    }

    [Fact]
    public async Task Without_the_service_flite_speaks_and_without_flite_the_recording()
    {
        Installed.RequireFlite();
        var recorded = Directory.CreateDirectory(Path.Combine(_folder, "recorded")).FullName;
        await File.WriteAllTextAsync(Path.Combine(recorded, "greeting.txt"), "Hello,\nthis is Riverside.\n");
        await File.WriteAllBytesAsync(Path.Combine(recorded, "greeting.wav"), WavFile.Write(Known));
        await using var service = await VoiceService.Start((c, _) => Status(c, 503));

        VoiceChain Chain(string flite)
        {
            var embedded = new FliteVoice(new FliteSettings { CacheFolder = _folder, Executable = flite });
            _things.Add(embedded);
            return new VoiceChain([Voice(service), embedded, new RecordedVoice(recorded)], NullLogger<VoiceChain>.Instance);
        }

        var spoken = await Chain("flite").Speak("Hello, this is Riverside.");
        Assert.True(spoken.Length > 8000);
        // What flite had spoken once stays on disk.
        Assert.Equal(spoken, await Chain("flite-is-not-here").Speak("Hello, this is Riverside."));
        Directory.GetFiles(_folder, "*.wav").ToList().ForEach(File.Delete);
        Assert.Equal(Known, await Chain("flite-is-not-here").Speak("Hello, this is Riverside."));
        var none = await Assert.ThrowsAsync<VoiceUnavailableException>(async () => await Chain("flite-is-not-here").Speak("Words nobody recorded."));
        Assert.Contains("azure/en-US-JennyNeural", none.Message);
        Assert.Contains("flite/slt", none.Message);
        Assert.Contains("recorded", none.Message);
        Assert.DoesNotContain("nobody recorded.", none.Message, StringComparison.Ordinal);
    }

    private sealed class Spy : IVoice
    {
        public string? Spoke { get; private set; }

        public string Name => "spy";

        public ValueTask<short[]> Speak(string text, CancellationToken cancellation = default)
        {
            Spoke = text;
            return ValueTask.FromResult<short[]>([7]);
        }
    }

    private sealed class Lines<T> : ILogger<T>
    {
        public string Text { get; private set; } = "";

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Text += formatter(state, exception) + exception;
    }
}
