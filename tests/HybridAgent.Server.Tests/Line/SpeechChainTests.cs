using HybridAgent.Core.Calls;
using HybridAgent.Core.Practices;
using HybridAgent.Server.Line;
using HybridAgent.Speech.Scripted;
using HybridAgent.Telephony.Recorded;
using HybridAgent.Tests.Speech;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAgent.Server.Tests.Line;

/// <summary>Speech engines fail during a real call: what the record and the operator are told, and what the parties hear.</summary>
public sealed class SpeechChainTests
{
    private const int FrameSamples = 320;

    private static Dictionary<string, string?> Settings(string endpoint) => new()
    {
        ["Speech:Engine"] = "azure -> pocketsphinx",
        ["Speech:Azure:Endpoint"] = endpoint,
        ["Speech:Azure:Key"] = "PLANTEDKEY0123456789abcdef",
        ["Speech:Chain:Probation"] = "00:00:03",
    };

    [Fact]
    public async Task A_killed_engine_costs_no_text_and_no_audio_because_the_next_one_takes_over()
    {
        var service = await SpeechService.Start(new Recogniser([new Spoken("I need a refill.", 300, 1900)]).Serve);
        await using var server = await RunningServer.Start(Settings(service.Endpoint), engine: Local());
        var (call, caller) = await server.Call();
        var op = await server.Answer(call);
        await server.Until(call, s => s.Utterances.Exists(u => u is { Leg: LegRole.Caller, Engine: "azure" }), TimeSpan.FromSeconds(60));
        Assert.Contains("transcript live (azure)", OperatorConsole.SayNow.Transcript(await server.Grain(call).Read()));
        var from = Count(caller, op);

        await service.DisposeAsync();
        var state = await server.Until(call, s => s.Utterances.Exists(u => u is { Leg: LegRole.Caller, Engine: "scripted" }), TimeSpan.FromSeconds(60));
        Assert.DoesNotContain(LegRole.Caller, state.LostTranscripts.Keys);
        Assert.Contains("(scripted)", OperatorConsole.SayNow.Transcript(state));
        EveryFrameIsThere(caller, op, from);

        var told = (await server.Services.GetRequiredService<IEventStore>().Read(call, 0, TestContext.Current.CancellationToken))
            .Select(e => e.Event).Where(e => e is TranscriptBegun { Leg: LegRole.Caller } or TranscriptLost { Leg: LegRole.Caller } or TranscriptRestored { Leg: LegRole.Caller }).ToArray();
        Assert.IsType<TranscriptLost>(told[1]);
        Assert.Equal(
            [new TranscriptBegun(LegRole.Caller, "azure"), new TranscriptRestored(LegRole.Caller, "scripted"), new TranscriptBegun(LegRole.Caller, "scripted")],
            told.Where(e => e is not TranscriptLost).Take(3));
    }

    [Fact]
    public async Task A_pulled_network_costs_no_text_and_no_audio_and_the_preferred_engine_comes_back_with_it()
    {
        await using var service = await SpeechService.Start(new Recogniser([new Spoken("I need a refill.", 300, 1900)]).Serve);
        await using var cable = new Relay(new Uri(service.Host));
        await using var server = await RunningServer.Start(Settings($"ws://127.0.0.1:{cable.Port}/stt/speech/universal/v2"), engine: Local());
        var (call, caller) = await server.Call();
        var op = await server.Answer(call);
        await server.Until(call, s => s.Utterances.Exists(u => u is { Leg: LegRole.Caller, Engine: "azure" }), TimeSpan.FromSeconds(60));
        var from = Count(caller, op);

        cable.Pull();
        await server.Until(call, s => s.Ears[LegRole.Caller].Engine == "scripted" && s.Utterances.Exists(u => u.Engine == "scripted"), TimeSpan.FromSeconds(60));
        EveryFrameIsThere(caller, op, from);
        cable.Plug();
        var state = await server.Until(call, s => s.Ears[LegRole.Caller].Engine == "azure" && s.LostTranscripts.IsEmpty, TimeSpan.FromSeconds(90));
        Assert.True(state.HumanPresent);
        Assert.Single(state.Utterances, u => u is { Leg: LegRole.Caller, Engine: "azure" });
    }

    [Fact]
    public async Task Without_a_free_decoder_one_leg_has_no_transcript_and_every_frame_of_audio_is_there()
    {
        await using var server = await RunningServer.Start(new() { ["Speech:PocketSphinx:MaxSessions"] = "1", ["Speech:PocketSphinx:Threads"] = "1" });
        var (call, caller) = await server.Call();
        var op = await server.Answer(call);
        var state = await server.Until(call, s => s.MayTranscribe && !s.LostTranscripts.IsEmpty, TimeSpan.FromSeconds(60));
        Assert.Contains("No decoder free", state.LostTranscripts[LegRole.Operator]);
        Assert.DoesNotContain(LegRole.Caller, state.LostTranscripts.Keys);
        await Task.Delay(300, TestContext.Current.CancellationToken); // The notice fades.
        var from = Count(caller, op);
        await Task.Delay(3000, TestContext.Current.CancellationToken);
        EveryFrameIsThere(caller, op, from);
    }

    [Fact]
    public async Task A_practice_may_have_a_chain_of_its_own()
    {
        var said = new ScriptedTranscriber([ScriptedUtterance.Spoken(LegRole.Caller, 7000, "hello")]);
        await using var server = await RunningServer.Start(engine: said);
        var engines = server.Services.GetRequiredService<SpeechEngines>();
        Assert.Equal("scripted", engines.For(server.Practice).Name);
        Assert.Equal("none", engines.For(server.Practice with { SpeechEngine = "none" }).Name);
        Assert.Same(engines.For(server.Practice with { SpeechEngine = "none" }), engines.For(server.Practice with { Id = "other", SpeechEngine = "none" }));
    }

    [Theory]
    [InlineData("siri", "\"siri\" is no speech engine")]
    [InlineData("azure -> pocketsphinx", "Region, Endpoint or Host")]
    public async Task A_practice_whose_chain_cannot_be_had_stops_the_start_with_one_line_that_names_the_file(string chain, string says)
    {
        var folder = Directory.CreateTempSubdirectory("hybrid-agent-chain-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "practices"));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "practices", "west.json"),
            $$"""{"id":"west","name":"West","greeting":"West.","operatorPhrase":"West, hello.","timeZone":"America/Denver","pool":"main","providers":[],"pharmacies":[],"speechEngine":"{{chain}}"}""",
            TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => RunningServer.Start(folder: folder));
        Assert.Contains("practices/west.json", error.Message);
        Assert.Contains(says, error.Message);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Hears the caller say something at 14 and at 24 seconds, whenever it is asked.</summary>
    private static ScriptedTranscriber Local() => new(
    [
        ScriptedUtterance.Spoken(LegRole.Caller, 14_000, "of my blood pressure pills"),
        ScriptedUtterance.Spoken(LegRole.Caller, 24_000, "by friday"),
    ]);

    private static (int Caller, int Op) Count(WavLeg caller, WavLeg op) => (caller.Heard.Length / FrameSamples, op.Heard.Length / FrameSamples);

    /// <summary>Both hum, and two periods of it are one frame: so each frame heard must be the one before it, whatever the engines do.</summary>
    private static void EveryFrameIsThere(WavLeg caller, WavLeg op, (int Caller, int Op) from)
    {
        foreach (var (leg, first) in new[] { (caller, from.Caller), (op, from.Op) })
        {
            var heard = leg.Heard;
            var frames = (heard.Length / FrameSamples) - first;
            Assert.True(frames > 20, $"Only {frames} frames were heard.");
            var expected = heard.AsSpan(first * FrameSamples, FrameSamples).ToArray();
            Assert.Contains(expected, s => Math.Abs((int)s) > 3000);
            for (var i = first; i < first + frames; i++)
            {
                Assert.True(heard.AsSpan(i * FrameSamples, FrameSamples).SequenceEqual(expected), $"Frame {i - first} of {frames} is another one.");
            }
        }
    }
}
