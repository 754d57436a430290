using HybridAgent.Core.Calls;
using HybridAgent.Speech.Azure;
using HybridAgent.Tests.Speech;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAgent.Speech.Tests.Azure;

/// <summary>What every client of Azure Speech must do, whoever wrote it: the same tests against the same server.</summary>
public abstract class AzureTranscriberContract
{
    private static readonly Spoken[] Script = [new("I have chest pain.", 200, 1400), new("Since this morning.", 2000, 3000)];

    private protected abstract ITranscriber Client(AzureSpeechOptions options);

    private static AzureSpeechOptions Options(SpeechService service) => new() { Endpoint = service.Endpoint, Key = "FAKEKEY", MaxSessions = 1 };

    private static async Task<List<Heard>> ToTheEnd(ITranscription session)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var all = new List<Heard>();
        await foreach (var heard in session.Results.ReadAllAsync(patience.Token)) all.Add(heard);
        return all;
    }

    [Fact]
    public async Task Words_come_as_partials_then_as_finals_with_times_on_the_legs_clock()
    {
        await using var service = await SpeechService.Start(new Recogniser(Script).Serve);
        await using var session = await Client(Options(service)).Open(new TranscriptionOptions(LegRole.Caller) { StartMs = 10_000, Phrases = ["Dr. Okafor"] });
        session.Write(0, 4000);
        session.Complete();
        var heard = await ToTheEnd(session);
        Assert.Equal(
            [("I have chest pain.", 10_200, 11_400), ("Since this morning.", 12_000, 13_000)],
            heard.OfType<Heard.Final>().Select(f => (f.Text, f.StartMs, f.EndMs)));
        Assert.Equal([10_200, 10_500, 10_800, 11_100], heard.OfType<Heard.Final>().First().Words.Select(w => w.StartMs));
        Assert.All(heard.OfType<Heard.Final>().SelectMany(f => f.Words), w => Assert.Equal(0.92, w.Confidence!.Value, 3));
        Assert.Contains(heard, h => h is Heard.Partial { Text: "i have chest" });
        Assert.DoesNotContain(heard, h => h is Heard.Failed or Heard.Gap);
        Assert.Contains("Dr. Okafor", service.Connections[0].Messages.First(m => m.Path == "speech.context").Text);
    }

    [Fact]
    public async Task Telephone_audio_arrives_as_it_was_written()
    {
        await using var service = await SpeechService.Start(new Recogniser(Script).Serve);
        await using var session = await Client(Options(service)).Open(new TranscriptionOptions(LegRole.Caller) { Encoding = LegEncoding.MuLaw });
        for (var at = 0; at < 8000 * 4; at += 160) session.WriteMuLaw(Spoken16k.MuLaw(at, 160));
        session.Complete();
        Assert.Equal(2, (await ToTheEnd(session)).OfType<Heard.Final>().Count());
        Assert.Equal(Spoken16k.MuLaw(0, 8000 * 4), service.Connections[0].Audio);
    }

    [Fact]
    public async Task A_refused_key_ends_the_session_with_the_reason()
    {
        await using var service = await SpeechService.Start(_ => Task.CompletedTask, (_, _) => 401);
        await using var session = await Client(Options(service)).Open(new TranscriptionOptions(LegRole.Caller));
        session.Write(0, 1000);
        Assert.Equal(SpeechFailure.AuthenticationFailure, Assert.IsType<Heard.Failed>((await ToTheEnd(session))[^1]).Kind);
    }

    [Fact]
    public async Task A_session_may_be_left_at_any_moment_and_its_place_is_free_again()
    {
        await using var service = await SpeechService.Start(new Recogniser(Script).Serve);
        var client = Client(Options(service));
        for (var written = 0; written <= 2000; written += 500)
        {
            var session = await client.Open(new TranscriptionOptions(LegRole.Caller));
            session.Write(0, written);
            await session.DisposeAsync();
            session.Write(0, 500);
            session.Complete();
            await session.DisposeAsync();
            Assert.DoesNotContain(await ToTheEnd(session), h => h is Heard.Failed);
        }
    }
}

/// <summary>The managed client.</summary>
public sealed class ManagedClientContractTests : AzureTranscriberContract
{
    private protected override ITranscriber Client(AzureSpeechOptions options) => new AzureTranscriber(options, NullLogger<AzureTranscriber>.Instance);
}

#if SPEECH_SDK
/// <summary>Microsoft's SDK behind its adapter; only in a build with the real package.</summary>
public sealed class SdkContractTests : AzureTranscriberContract
{
    private protected override ITranscriber Client(AzureSpeechOptions options) =>
        new HybridAgent.Speech.Azure.Sdk.SdkTranscriber(options, NullLogger<HybridAgent.Speech.Azure.Sdk.SdkTranscriber>.Instance);
}
#endif
