using HybridAgent.Core.Audio;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;
using HybridAgent.Server.Line;
using HybridAgent.Speech;
using HybridAgent.Speech.Scripted;
using HybridAgent.Telephony.Recorded;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAgent.Server.Tests.Line;

/// <summary>What a caller hears and is asked while humans are being rung. Real voice, real bridge, real time.</summary>
public sealed class HoldTests
{
    [Fact]
    public async Task A_waiting_caller_is_asked_name_and_reason_and_the_answers_stand_in_the_note()
    {
        // On the caller's clock: greeting (about 5 s) and the 911 line first, then one question after the other.
        var said = new ScriptedTranscriber(
        [
            ScriptedUtterance.Spoken(LegRole.Caller, 13_000, "mary johnson"),
            ScriptedUtterance.Spoken(LegRole.Caller, 18_000, "i need a refill of my lisinopril"),
        ]);
        await using var server = await RunningServer.Start(engine: said);
        var (call, _) = await Quiet(server);
        var state = await server.Until(call, s => s.Spoken.Exists(l => l.Line == HoldLines.AskNumber), TimeSpan.FromSeconds(60));
        Assert.Equal([HoldLines.Emergency, HoldLines.AskName, HoldLines.AskReason, HoldLines.AskNumber], state.Spoken.Select(l => l.Line).Take(4));
        Assert.Contains(state.Utterances, u => u is { Leg: LegRole.Assistant, Engine: "script" });
        state = await server.Until(call, s => s.FieldOf(FieldNames.Reason).Value is not null);
        Assert.Equal("Mary Johnson", state.FieldOf(FieldNames.CallerName).Value);
        Assert.Contains("lisinopril", state.FieldOf(FieldNames.Reason).Value, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_assistant_is_silent_within_300_ms_when_a_human_joins()
    {
        await using var server = await RunningServer.Start();
        var (call, caller) = await Quiet(server);
        await server.Until(call, s => s.NoticeHeard);
        await Heard(caller, loud: true); // the line after the greeting
        var person = "op-test";
        await server.Desk.Present(person);
        var offer = (await server.Until(call, s => s.Offers.Count > 0)).Offers.Single().Key;
        await server.Desk.Accept(person, "demo", call, offer, "accept");
        var listener = new WavLeg("op-leg", LegRole.Operator, new WavFile(new short[16_000]));
        var at = caller.Heard.Length;
        await server.Services.GetRequiredService<LineNode>().Open(server.Practice, call).JoinOperator(listener, person);
        await Task.Delay(2000, TestContext.Current.CancellationToken);
        var after = caller.Heard.Skip(at + (16 * 300)).ToArray();
        Assert.True(after.Length > 16_000);
        Assert.DoesNotContain(after, s => Math.Abs((int)s) > 100);
    }

    [Fact]
    public async Task The_notice_is_spoken_to_its_end_even_when_an_operator_answers_and_leaves_meanwhile()
    {
        await using var server = await RunningServer.Start();
        var (call, _) = await Quiet(server);
        var op = await server.Answer(call);
        await server.Services.GetRequiredService<LineNode>().Open(server.Practice, call).Leave(op, "dropped");
        Assert.False((await server.Grain(call).Read()).NoticeHeard, "The operator should have gone before the notice ended.");
        var state = await server.Until(call, s => s.NoticeHeard && s.Spoken.Exists(l => l.Line == HoldLines.BackAgain));
        Assert.True(state.MayTranscribe);
    }

    [Fact]
    public async Task A_connected_leg_that_carries_nothing_for_five_seconds_is_noticed_and_its_return_too()
    {
        await using var server = await RunningServer.Start();
        var (call, _) = await server.Call();
        await server.Answer(call);
        var dead = new WavLeg("op-dead", LegRole.Operator, Hum(), startSilent: true);
        await server.Services.GetRequiredService<LineNode>().Open(server.Practice, call).JoinOperator(dead, "op-test");
        var state = await server.Until(call, s => s.Silent.Contains("op-dead"));
        Assert.DoesNotContain(state.Silent, l => l.StartsWith("caller", StringComparison.Ordinal));
        dead.Start();
        await server.Until(call, s => s.Silent.IsEmpty);
    }

    [Fact]
    public async Task A_transcript_that_failed_is_tried_again_and_said_to_be_back_with_the_first_words()
    {
        var engine = new FailsOnce(new ScriptedTranscriber([ScriptedUtterance.Spoken(LegRole.Caller, 14_000, "i am calling about my results and then some more")]));
        await using var server = await RunningServer.Start(engine: engine);
        var (call, _) = await Quiet(server);
        await server.Until(call, s => s.LostTranscripts.ContainsKey(LegRole.Caller));
        var state = await server.Until(call, s => s.Utterances.Exists(u => u.Leg == LegRole.Caller), TimeSpan.FromSeconds(40));
        Assert.DoesNotContain(LegRole.Caller, state.LostTranscripts.Keys);
    }

    private static async Task<(CallId Call, WavLeg Leg)> Quiet(RunningServer server)
    {
        var call = CallId.Parse(Guid.NewGuid().ToString("n"), null);
        var leg = new WavLeg($"caller-{call}", LegRole.Caller, new WavFile(new short[16_000]));
        Assert.True(await server.Services.GetRequiredService<LineNode>().Open(server.Practice, call).JoinCaller(leg, "recorded", null));
        return (call, leg);
    }

    private static async Task Heard(WavLeg leg, bool loud)
    {
        for (var waited = 0; waited < 200; waited++)
        {
            if (leg.Heard.TakeLast(1600).Any(s => Math.Abs((int)s) > 500) == loud)
            {
                return;
            }
            await Task.Delay(50);
        }
        Assert.Fail("Nothing was heard.");
    }

    private static WavFile Hum() => new([.. Enumerable.Range(0, 16_000 * 60).Select(i => (short)(6000 * Math.Sin(2 * Math.PI * 300 * i / 16_000)))]);

    private sealed class FailsOnce(ITranscriber engine) : ITranscriber
    {
        private int opened;

        public string Name => engine.Name;

        public TranscriberStatus Status => engine.Status;

        public ValueTask<ITranscription> Open(TranscriptionOptions options, CancellationToken cancellation = default) =>
            Interlocked.Increment(ref opened) == 1
                ? new ScriptedTranscriber([], failsAtMs: 0).Open(options, cancellation)
                : engine.Open(options, cancellation);
    }
}
