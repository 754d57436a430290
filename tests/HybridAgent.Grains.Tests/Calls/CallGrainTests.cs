using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Grains.Calls;

namespace HybridAgent.Grains.Tests.Calls;

public sealed class CallGrainTests
{
    [Fact]
    public async Task Who_watches_gets_every_event_once_in_order_past_and_present()
    {
        await using var silo = await Silo.Start();
        var call = await silo.Ring();
        var before = (await silo.Call(call).Read()).Sequence;
        var seen = new List<long>();
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var watching = Task.Run(async () =>
        {
            await foreach (var signal in silo.Call(call).Watch(1, enough.Token).WithCancellation(enough.Token))
            {
                if (signal.Stored is { } stored)
                {
                    seen.Add(stored.Sequence);
                    if (stored.Sequence == before + 50)
                    {
                        break;
                    }
                }
            }
        }, TestContext.Current.CancellationToken);
        for (var n = 0; n < 50; n++)
        {
            await silo.Call(call).Do(new EditField($"e{n}", "op-1", FieldNames.Reason, $"{n}"));
        }
        await watching;
        Assert.Equal(Enumerable.Range(2, (int)before + 49).Select(n => (long)n), seen);
    }

    [Fact]
    public async Task A_repeated_command_is_carried_out_once()
    {
        await using var silo = await Silo.Start();
        var call = await silo.Ring();
        var command = new EditField("same", "op-1", FieldNames.Reason, "cough");
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => silo.Call(call).Do(command)));
        Assert.Single(await silo.Store.Read(call, 0, TestContext.Current.CancellationToken), e => e.Event is FieldEdited);
    }

    [Fact]
    public async Task A_cue_in_a_partial_is_stored_before_the_sentence_ends_and_not_again_with_it()
    {
        await using var silo = await Silo.Start();
        var call = await silo.Ring();
        await silo.Call(call).Do(new EndNotice("notice", "00", 5000));
        await silo.Call(call).HearPartial(LegRole.Caller, "p1", "i have crushing chest pain and", 2000);
        var cue = Assert.Single((await silo.Call(call).Read()).Cues);
        Assert.True(cue is { Partial: true, Cue: { Category: "chest_pain", IsRed: true } });
        await silo.Call(call).Do(new HearUtterance("p1", LegRole.Caller, "i have crushing chest pain and i cannot breathe", [], 0, 3000, "test"));
        Assert.Single((await silo.Call(call).Read()).Cues, c => c.Cue.Category == "chest_pain");
    }

    [Fact]
    public async Task Nothing_is_heard_before_the_notice_has_ended()
    {
        await using var silo = await Silo.Start();
        var call = await silo.Ring();
        await silo.Call(call).HearPartial(LegRole.Caller, "p1", "i have crushing chest pain and", 2000);
        await silo.Call(call).Do(new HearUtterance("p1", LegRole.Caller, "i have crushing chest pain", [], 0, 3000, "test"));
        var state = await silo.Call(call).Read();
        Assert.Empty(state.Cues);
        Assert.Empty(state.Utterances);
    }

    [Fact]
    public async Task While_the_store_takes_nothing_legs_join_and_operators_ring_and_all_is_written_in_order_afterwards()
    {
        await using var silo = await Silo.Start();
        await silo.Desk().Present("op-1");
        var call = await silo.Ring();
        var durable = (await silo.Store.Read(call, 0, TestContext.Current.CancellationToken)).Count;
        silo.Faults.Full = true;
        var offer = (await silo.Until(call, s => s.Offers.Count == 1)).Offers.Keys.Single();
        Assert.True((await silo.Desk().Accept("op-1", "demo", call, offer, "a1")).Done);
        Assert.True((await silo.Call(call).Do(new JoinLeg("join-op", "op-1", "op-leg", LegRole.Operator, "op-1"))).Done);
        Assert.Contains("nothing was saved", (await silo.Call(call).Do(new EditField("e1", "op-1", FieldNames.Reason, "cough"))).Refusal);
        Assert.Contains("nothing was saved", (await silo.Call(call).Do(new CloseCall("c1", "op-1", Outcomes.WrongNumber))).Refusal);
        var believed = await silo.Call(call).Read();
        Assert.True(believed is { HumanPresent: true, IsClosed: false });

        silo.Faults.Full = false;
        await silo.Call(call).EnsureRinging();
        var written = await silo.Store.Read(call, 0, TestContext.Current.CancellationToken);
        Assert.True(written.Count > durable);
        var folded = CallState.Fold(call, written);
        Assert.Equal(believed.Sequence, folded.Sequence);
        Assert.True(folded.HumanPresent);
        Assert.True((await silo.Store.Verify(call, TestContext.Current.CancellationToken)).Intact);
        Assert.True((await silo.Call(call).Do(new EditField("e1", "op-1", FieldNames.Reason, "cough"))).Done);
    }

    [Fact]
    public async Task After_a_restart_the_watchdog_finds_the_call_and_promises_a_callback_to_the_caller_who_is_gone()
    {
        var silo = await Silo.Start();
        var call = await silo.Ring();
        var folder = await silo.Stop();
        await using var again = await Silo.Start(folder);
        await Task.Delay(TimeSpan.FromSeconds(2.2), TestContext.Current.CancellationToken);
        await again.Watchdog.Pass(TestContext.Current.CancellationToken);
        Assert.False((await again.Call(call).Read()).CallerPresent);
        await Task.Delay(CallDecider.Reattach, TestContext.Current.CancellationToken);
        await again.Watchdog.Pass(TestContext.Current.CancellationToken);
        Assert.Equal("cut-off", (await again.Call(call).Read()).Owed?.Why);
    }

    [Fact]
    public async Task Another_activation_that_wrote_first_is_believed_and_the_command_decided_again()
    {
        await using var silo = await Silo.Start();
        var call = await silo.Ring();
        var state = await silo.Call(call).Read();
        // As if another silo held the call for a moment.
        await silo.Store.Append(call, state.Sequence, [new NewEvent(DateTimeOffset.UtcNow, "op-2", "theirs", new FieldEdited(FieldNames.Reason, "theirs", "op-2"))], state.Row(), TestContext.Current.CancellationToken);
        Assert.True((await silo.Call(call).Do(new EditField("ours", "op-1", FieldNames.CallerName, "Mary"))).Done);
        var now = await silo.Call(call).Read();
        Assert.Equal("theirs", now.FieldOf(FieldNames.Reason).Value);
        Assert.Equal("Mary", now.FieldOf(FieldNames.CallerName).Value);
        Assert.True((await silo.Store.Verify(call, TestContext.Current.CancellationToken)).Intact);
    }

    [Fact]
    public async Task A_call_reached_through_another_practice_is_not_there()
    {
        await using var silo = await Silo.Start();
        var ours = await silo.Ring("demo");
        await silo.Call(ours).Do(new EditField("e1", "op-1", FieldNames.CallerName, "Mary Johnson"));
        var events = (await silo.Store.Read(ours, 0, TestContext.Current.CancellationToken)).Count;

        var theirs = silo.Call(ours, "elsewhere");
        var seen = await theirs.Read();
        Assert.False(seen.IsStarted);
        Assert.Empty(seen.Fields);
        Assert.Contains("no such call", (await theirs.Do(new OpenRecord("o1", "pr-1", "message"))).Refusal);
        Assert.Contains("no such call", (await theirs.Do(new StartCall("s1", "elsewhere", "main", "test", null))).Refusal);
        Assert.Contains("belongs to the practice", (await theirs.Do(new StartCall("s2", "demo", "main", "test", null))).Refusal);
        using var soon = new CancellationTokenSource(500);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var signal in theirs.Watch(0, soon.Token).WithCancellation(soon.Token))
            {
                Assert.Fail("Another practice's event was shown.");
            }
        });
        Assert.Equal(events, (await silo.Store.Read(ours, 0, TestContext.Current.CancellationToken)).Count);
    }
}
