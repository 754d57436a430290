using HybridAgent.Core.Calls;
using HybridAgent.Speech.Azure;
using HybridAgent.Speech.Azure.Credentials;
using HybridAgent.Speech.Azure.Protocol;
using HybridAgent.Speech.Azure.Session;
using HybridAgent.Tests.Speech;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAgent.Speech.Tests.Azure.Conformance;

/// <summary>
/// Asked the same, our client sends what Microsoft's SDK sent, byte for byte but for ids and time, and hears what it heard.
/// Where the SDK does worse than we want (see <see cref="RobustnessTests"/>), the recording is followed up to there.
/// </summary>
public sealed class RecordingTests
{
    /// <summary>Who the SDK said it was; ours says who it is, and nothing else is different.</summary>
    private static readonly ClientIdentity Sdk = new("SpeechSDK", "1.52.0", "JavaScript", "JavaScript", "Node", "unknown", "unknown", "Speech SDK", "PushStream");

    private static RecognitionRequest Asked(string recording)
    {
        var simple = new RecognitionRequest { Languages = ["en-US"], Detailed = false, Profanity = null, Identity = Sdk };
        return recording switch
        {
            "stt-host-simple" => simple with { FirstVersion = true },
            "stt-v2-mulaw8k-token" => simple with { Segmentation = "Semantic" },
            "stt-v2-continuous-lid" => simple with { Languages = ["en-US", "es-US"] },
            "stt-v2-detailed-phrases" => new RecognitionRequest
            {
                Languages = ["en-US"], Identity = Sdk, Segmentation = "Custom", SegmentationSilenceMs = 700, InitialSilenceMs = 15000,
                TrueText = true, StableThreshold = 3, Phrases = ["lisinopril", "Dr. Okafor", "chest pain"], PhraseWeight = 1.5,
            },
            _ => simple,
        };
    }

    [Theory]
    [InlineData("stt-host-simple")]
    [InlineData("stt-v2-detailed-phrases")]
    [InlineData("stt-v2-mulaw8k-token")]
    [InlineData("stt-v2-continuous-lid")]
    [InlineData("stt-v2-token-refresh")]
    [InlineData("stt-v2-handshake-429-once")]
    [InlineData("stt-v2-drop-1000")]
    [InlineData("stt-v2-drop-1001")]
    [InlineData("stt-v2-drop-1006")]
    [InlineData("stt-v2-drop-1011")]
    [InlineData("stt-v2-drop-1013")]
    [InlineData("stt-v2-drop-4429")]
    [InlineData("stt-v2-status-NoMatch")]
    [InlineData("stt-v2-status-InitialSilenceTimeout")]
    [InlineData("stt-v2-status-BabbleTimeout")]
    // The SDK also measures its microphone when an application stops it; ours has none, so that telemetry is left out here.
    [InlineData("stt-v2-stop-midway")]
    public async Task Our_messages_are_the_SDKs_and_what_is_heard_too(string name)
    {
        var folder = Installed.RequireSharedData("azure-speech");
        var lines = Recording.Read(Path.Combine(folder, name + ".jsonl"));
        var muLaw = name.Contains("mulaw8k", StringComparison.Ordinal);
        var traffic = new RecordedTraffic(lines, muLaw);
        await using var service = await SpeechService.Start(_ => Task.CompletedTask, (attempt, _) => traffic.Admit(attempt));
        await using var client = Client(service, name);
        await using var session = await client.Open(new TranscriptionOptions(LegRole.Caller) { Encoding = muLaw ? LegEncoding.MuLaw : LegEncoding.Pcm });
        await traffic.Play(service, session);
        var heard = await ToTheEnd(session);

        Compare(service, traffic, withTelemetry: name != "stt-v2-stop-midway");
        CompareHandshakes(service, lines);
        var events = Path.Combine(folder, name + ".events.json");
        if (File.Exists(events)) CompareHeard(Recording.Events(events), heard);
        Assert.All(service.Connections, c => Assert.Empty(c.Violations));
    }

    [Theory]
    [InlineData("stt-v2-drop-1007")]
    [InlineData("stt-v2-drop-4000")]
    [InlineData("stt-v2-always-1011")]
    [InlineData("stt-v2-always-4429")]
    [InlineData("stt-v2-status-BadRequest")]
    [InlineData("stt-v2-status-Forbidden")]
    [InlineData("stt-v2-status-TooManyRequests")]
    [InlineData("stt-v2-status-Error")]
    [InlineData("stt-v2-status-Bogus")]
    public async Task Where_the_SDK_gives_up_our_messages_are_the_same_up_to_there(string name)
    {
        var folder = Installed.RequireSharedData("azure-speech");
        var all = Recording.Read(Path.Combine(folder, name + ".jsonl"));
        // The first connection, up to the line that ended it.
        var end = all.ToList().FindIndex(l => l.Kind == "s2c-close" || (l.Kind == "s2c" && l.Path == "speech.phrase" && name.Contains("status", StringComparison.Ordinal)));
        var traffic = new RecordedTraffic([.. all.Take(end + 1)], muLaw: false);
        await using var service = await SpeechService.Start(_ => Task.CompletedTask, (attempt, _) => attempt == 1 ? 101 : 403);
        await using var client = Client(service, name);
        await using var session = await client.Open(new TranscriptionOptions(LegRole.Caller));
        await traffic.Play(service, session);
        var heard = await ToTheEnd(session);

        Compare(service, traffic, withTelemetry: true);
        Assert.IsType<Heard.Failed>(heard[^1]);
    }

    /// <summary>
    /// The SDK begins its second turn with the audio it had not sent yet (at 1.2 s) and yet counts from the end of the last
    /// final (1.0 s): 0.2 s are never heard in full and every time after is 0.2 s off. Ours is the same up to the second WAV
    /// header and then sends from the end of the last final, as it and the SDK do after a lost connection.
    /// </summary>
    [Fact]
    public async Task In_a_new_turn_our_messages_are_the_SDKs_but_the_audio_begins_where_the_last_final_ended()
    {
        var folder = Installed.RequireSharedData("azure-speech");
        var all = Recording.Read(Path.Combine(folder, "stt-v2-turn-cycling.jsonl"));
        var header = all.ToList().FindLastIndex(l => l.Kind == "c2s" && l.Path == "audio" && Frame.HasContentType(l.Payload));
        var traffic = new RecordedTraffic([.. all.Take(header + 1)], muLaw: false);
        await using var service = await SpeechService.Start(_ => Task.CompletedTask);
        await using var client = Client(service, "stt-v2-turn-cycling");
        await using var session = await client.Open(new TranscriptionOptions(LegRole.Caller));
        await traffic.Play(service, session);
        Compare(service, traffic, withTelemetry: true);

        var connection = Assert.Single(service.Connections);
        session.Complete();
        await connection.Until(m => m.IsEndOfAudio);
        Assert.Equal(
            Spoken16k.Bytes(1000, 1200),
            connection.Messages.Where(m => m.IsAudio && m.RequestId == connection.RequestId).SelectMany(m => m.Body));
        // And that the SDK's began later is so in the recording.
        var theirs = all.Skip(header).First(l => l.IsAudio);
        Assert.Equal(Spoken16k.Bytes(1200, 1300), Frame.Body(theirs.Payload, theirs.Binary));
        await connection.EndTurn();
        Assert.Equal(["One."], (await ToTheEnd(session)).OfType<Heard.Final>().Select(f => f.Text));
    }

    private static AzureTranscriber Client(SpeechService service, string name)
    {
        var token = name.Contains("token", StringComparison.Ordinal);
        var options = new AzureSpeechOptions
        {
            Host = name == "stt-host-simple" ? service.Host : null,
            Endpoint = name == "stt-host-simple" ? null : service.Endpoint,
            Key = "FAKEKEY00000000000000000000000000",
            FirstRetry = TimeSpan.FromMilliseconds(10),
            LongestRetry = TimeSpan.FromMilliseconds(50),
        };
        SpeechCredential credential = token ? new Given("Bearer FAKE.JWT.TOKEN") : new KeyCredential(options.Key);
        return new AzureTranscriber(new AzureResource(
            options, credential, new SessionQuota(1), new AzureMetrics(null), TimeProvider.System, Guid.NewGuid, () => 0, NullLogger.Instance))
        {
            Asking = _ => Asked(name),
        };
    }

    private sealed class Given(string value) : SpeechCredential
    {
        public override bool CanRefresh => true;

        public override ValueTask<(string Name, string Value)?> Header(bool anew, CancellationToken cancellation) => new(("Authorization", value));
    }

    private static async Task<List<Heard>> ToTheEnd(ITranscription session)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var all = new List<Heard>();
        await foreach (var heard in session.Results.ReadAllAsync(patience.Token)) all.Add(heard);
        return all;
    }

    private static void Compare(SpeechService service, RecordedTraffic traffic, bool withTelemetry)
    {
        Dictionary<string, string> theirIds = [], ourIds = [];
        foreach (var connection in traffic.Sent.Select(l => l.Connection).Distinct())
        {
            var theirs = traffic.Sent.Where(l => l.Connection == connection && (withTelemetry || l.Path != "telemetry"))
                .Select(l => Frame.Normal(l.Payload, l.Binary, theirIds)).ToArray();
            var ours = service.Connections[connection - 1].Messages.Where(m => withTelemetry || m.Path != "telemetry")
                .Select(m => Frame.Normal(m.Raw, m.Binary, ourIds)).Take(theirs.Length).ToArray();
            Assert.Equal(theirs.Length, ours.Length);
            foreach (var (their, our) in theirs.Zip(ours)) Assert.Equal(their, our);
        }
    }

    private static void CompareHandshakes(SpeechService service, IReadOnlyList<RecordedLine> lines)
    {
        var theirs = lines.Where(l => l.Kind == "http").ToArray();
        Assert.Equal(theirs.Length, service.Handshakes.Count);
        foreach (var (their, our) in theirs.Zip(service.Handshakes))
        {
            Assert.Equal(their.Url.Split('?')[0], our.Path);
            Assert.Equal(Recording.Query(their.Url), our.Query.TrimStart('?'));
            Assert.Matches("^[0-9A-F]{32}$", our.Headers["X-ConnectionId"]);
            Assert.DoesNotContain("FAKE", our.Query, StringComparison.Ordinal);
        }
        Assert.Single(service.Handshakes.Select(h => h.Headers["X-ConnectionId"]).Distinct());
    }

    private static void CompareHeard(IReadOnlyList<(string Event, string Text, long Offset, long Duration, string? Language)> theirs, List<Heard> ours)
    {
        Assert.Equal(
            theirs.Where(e => e.Event == "recognizing").Select(e => (e.Text, (int)(e.Offset / 10_000))),
            ours.OfType<Heard.Partial>().Where(p => p.Text.Length > 0).Select(p => (p.Text, p.StartMs)));
        var finals = ours.OfType<Heard.Final>().ToArray();
        Assert.Equal(
            theirs.Where(e => e.Event == "recognized" && e.Text.Length > 0).Select(e => (e.Text, (int)(e.Offset / 10_000), e.Language)),
            finals.Select(f => (f.Text, f.StartMs, f.Language)));
        Assert.DoesNotContain(ours, h => h is Heard.Failed or Heard.Gap);
    }

    [Fact]
    public async Task Word_times_and_confidence_come_from_the_detailed_answer()
    {
        var folder = Installed.RequireSharedData("azure-speech");
        var traffic = new RecordedTraffic(Recording.Read(Path.Combine(folder, "stt-v2-detailed-phrases.jsonl")), muLaw: false);
        await using var service = await SpeechService.Start(_ => Task.CompletedTask);
        await using var client = Client(service, "stt-v2-detailed-phrases");
        await using var session = await client.Open(new TranscriptionOptions(LegRole.Caller) { StartMs = 5000 });
        await traffic.Play(service, session);
        var finals = (await ToTheEnd(session)).OfType<Heard.Final>().ToArray();
        Assert.Equal("I have chest pain.", finals[0].Text);
        Assert.Equal(
            [new Word("i", 5200, 5380, 0.93), new Word("have", 5400, 5580, 0.93), new Word("chest", 5600, 5780, 0.93), new Word("pain", 5800, 5980, 0.93)],
            finals[0].Words);
        // The display form writes digits; the words stay as they were spoken, so that each has its time.
        Assert.Equal("My number is 555-0100.", finals[1].Text);
        Assert.Equal("my number is five five five zero one zero zero", string.Join(' ', finals[1].Words.Select(w => w.Text)));
    }
}
