using System.Diagnostics;
using HybridAgent.Assist;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Server.Line;
using HybridAgent.Speech;
using HybridAgent.Speech.Scripted;
using HybridAgent.Telephony;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAgent.Server.Tests.Line;

/// <summary>Something is missing or broken: the caller reaches a human all the same, or keeps ringing, and somebody is told.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task Without_the_speech_library_a_caller_reaches_a_human_and_the_record_says_no_transcript()
    {
        await using var server = await RunningServer.Start(new() { ["Speech:PocketSphinx:Library"] = "libnowhere.so.9" });
        var (call, caller) = await server.Call();
        var op = await server.Answer(call);
        var state = await server.Until(call, s => s.HumanPresent && !s.LostTranscripts.IsEmpty);
        Assert.Contains("libnowhere.so.9 is missing", state.LostTranscripts.Values.First());
        Assert.Contains("no transcript: ", OperatorConsole.SayNow.Transcript(state));
        Assert.True(await RunningServer.Hears(op));
        Assert.True(await RunningServer.Hears(caller));
    }

    [Fact]
    public async Task Without_a_voice_nothing_is_transcribed_and_a_caller_reaches_a_human()
    {
        await using var server = await RunningServer.Start(new() { ["Speech:Voice"] = "none", ["Speech:Engine"] = "none" });
        var (call, _) = await server.Call();
        var op = await server.Answer(call);
        var state = await server.Until(call, s => s.HumanPresent && !s.LostTranscripts.IsEmpty);
        Assert.False(state.MayTranscribe);
        Assert.Contains("notice could not be spoken", state.LostTranscripts[LegRole.Caller]);
        Assert.True(await RunningServer.Hears(op));
    }

    [Fact]
    public async Task With_nobody_on_duty_a_caller_keeps_ringing_and_the_first_who_comes_is_rung()
    {
        await using var server = await RunningServer.Start();
        var (call, caller) = await server.Call();
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        var alone = await server.Grain(call).Read();
        Assert.True(alone is { CallerPresent: true, HumanPresent: false, IsClosed: false });
        Assert.Empty(alone.Offers);
        Assert.True(await RunningServer.Hears(caller));
        var watch = Stopwatch.StartNew();
        await server.Answer(call);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed} until the first operator on duty was rung.");
        Assert.True((await server.Grain(call).Read()).HumanPresent);
    }

    [Fact]
    public async Task An_operator_who_drops_out_makes_the_call_ring_again_by_itself()
    {
        await using var server = await RunningServer.Start();
        var (call, _) = await server.Call();
        var first = await server.Answer(call, "op-first");
        await server.Services.GetRequiredService<LineNode>().Open(server.Practice, call).Leave(first, "lost");
        Assert.False((await server.Grain(call).Read()).HumanPresent);
        var second = await server.Answer(call, "op-second");
        Assert.True(await RunningServer.Hears(second));
    }

    [Fact]
    public async Task A_line_nobody_is_on_costs_nothing_and_a_caller_who_comes_back_is_rung_for_again()
    {
        await using var server = await RunningServer.Start();
        var node = server.Services.GetRequiredService<LineNode>();
        var clock = server.Services.GetRequiredService<BridgeClock>();
        var (call, caller) = await server.Call();
        Assert.Equal(1, clock.Count);
        await node.Open(server.Practice, call).Leave(caller, "lost");
        for (var waited = 0; waited < 50 && clock.Count > 0; waited++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        Assert.Equal(0, clock.Count);
        Assert.Empty(node.Calls);

        var again = await server.ComeBack(call);
        var op = await server.Answer(call);
        Assert.True(await RunningServer.Hears(op));
        Assert.True(await RunningServer.Hears(again));
    }

    [Fact]
    public async Task On_a_full_disk_a_caller_reaches_a_human_nothing_can_be_confirmed_and_all_is_written_once_there_is_room()
    {
        using var disk = SmallDisk.Mount(megabytes: 24);
        await using var server = await RunningServer.Start(folder: disk.Folder);
        var (before, _) = await server.Call();
        disk.Fill();
        var (call, caller) = await server.Call();
        var op = await server.Answer(call);
        Assert.True(await RunningServer.Hears(op));
        Assert.True(await RunningServer.Hears(caller));
        Assert.Contains(server.Services.GetRequiredService<HybridAgent.Grains.Calls.ILine>().Calls, c => c.Call == call);

        var refused = await server.Grain(call).Do(new EditField("typed-1", "op-test", FieldNames.CallerName, "Mary Johnson"));
        Assert.Contains("nothing was saved", refused.Refusal);
        Assert.Contains("the store takes nothing", server.Logged.ToString());
        Assert.Empty(await server.Services.GetRequiredService<IEventStore>().Read(call, 0, TestContext.Current.CancellationToken));

        disk.Free();
        await WaitUntilWritten(server, call);
        Assert.Null((await server.Grain(call).Do(new EditField("typed-2", "op-test", FieldNames.CallerName, "Mary Johnson"))).Refusal);
        var store = server.Services.GetRequiredService<IEventStore>();
        var written = await store.Read(call, 0, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(1, written.Count).Select(n => (long)n), written.Select(e => e.Sequence));
        Assert.True(CallState.Fold(call, written).HumanPresent);
        Assert.True((await store.Verify(call, TestContext.Current.CancellationToken)).Intact);
        Assert.True((await store.Verify(before, TestContext.Current.CancellationToken)).Intact);
    }

    [Fact]
    public async Task With_a_dead_model_endpoint_the_note_is_drafted_by_rules_and_the_status_says_what_fails()
    {
        await using var server = await RunningServer.Start(
            new() { ["Assist:Provider"] = "openai-compatible", ["Assist:Endpoint"] = "http://127.0.0.1:9/v1", ["Assist:Model"] = "any" },
            engine: new ScriptedTranscriber([ScriptedUtterance.Spoken(LegRole.Caller, 7000, "my name is mary johnson")]));
        var (call, _) = await server.Call();
        var op = await server.Answer(call);
        var state = await server.Until(call, s => s.FieldOf(FieldNames.CallerName).Value == "Mary Johnson");
        Assert.True(state.HumanPresent);
        Assert.Equal(RulesDrafter.Provenance, state.FieldOf(FieldNames.CallerName).By);
        Assert.True(await RunningServer.Hears(op));
        var model = server.Services.GetRequiredService<ModelDrafter>();
        for (var waited = 0; waited < 50 && model.Status.Failure is null; waited++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        Assert.Contains("failing since", model.Status.ToString());
    }

    [Fact]
    public async Task A_transcription_engine_that_dies_in_mid_call_costs_text_and_nothing_else()
    {
        await using var server = await RunningServer.Start(engine: new DyingTranscriber());
        var (call, caller) = await server.Call();
        var op = await server.Answer(call);
        await server.Until(call, s => s.MayTranscribe && !s.LostTranscripts.IsEmpty);
        var heard = op.Heard.Length;
        Assert.True(await RunningServer.Hears(op, heard));
        Assert.True((await server.Grain(call).Read()).HumanPresent);
        Assert.True(caller.IsAlive);
    }

    private static async Task WaitUntilWritten(RunningServer server, CallId call)
    {
        var store = server.Services.GetRequiredService<IEventStore>();
        for (var waited = 0; waited < 100 && (await store.Read(call)).Count == 0; waited++)
        {
            await Task.Delay(100);
        }
    }

    /// <summary>Hears one frame and breaks.</summary>
    private sealed class DyingTranscriber : ITranscriber
    {
        public string Name => "dying";

        public TranscriberStatus Status => TranscriberStatus.Ready;

        public ValueTask<ITranscription> Open(TranscriptionOptions options, CancellationToken cancellation = default) =>
            ValueTask.FromResult<ITranscription>(new Dying());

        private sealed class Dying : ITranscription
        {
            private readonly System.Threading.Channels.Channel<Heard> results = System.Threading.Channels.Channel.CreateUnbounded<Heard>();

            public System.Threading.Channels.ChannelReader<Heard> Results => results.Reader;

            public TimeSpan Lag => TimeSpan.Zero;

            public TimeSpan Dropped => TimeSpan.Zero;

            public void Write(ReadOnlySpan<short> frame) => results.Writer.TryComplete(new InvalidOperationException("The engine broke."));

            public void Complete() => results.Writer.TryComplete();

            public ValueTask DisposeAsync()
            {
                Complete();
                return ValueTask.CompletedTask;
            }
        }
    }
}
