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

    [Theory]
    [InlineData("my chest hurts")]
    [InlineData("oh my chest hurts")]
    [InlineData("my chest hurts i was saying to him back then")]
    public async Task A_cue_that_was_put_away_while_the_caller_spoke_stays_away_with_its_words_and_comes_again_with_new_ones(string final)
    {
        await using var silo = await Silo.Start();
        var call = await silo.Ring();
        await silo.Call(call).Do(new EndNotice("notice", "00", 5000));
        await silo.Call(call).HearPartial(LegRole.Caller, "c1-3", "my chest hurts", 2000);
        await silo.Call(call).Do(new DismissCue("away", "op-1", Assert.Single((await silo.Call(call).Read()).Cues).Id, "it is about a film"));
        await silo.Call(call).Do(new HearUtterance("c1-3", LegRole.Caller, final, [], 0, 3000, "test"));
        Assert.Single((await silo.Call(call).Read()).Cues, c => c.Cue.IsRed);

        await silo.Call(call).HearPartial(LegRole.Caller, "c1-4", "now i have crushing chest pain", 5000);
        await silo.Call(call).Do(new HearUtterance("c1-4", LegRole.Caller, "now i have crushing chest pain and i'm sweating", [], 4000, 6000, "test"));
        Assert.Equal([("chest_pain", true), ("chest_pain", false)], (await silo.Call(call).Read()).Cues.Where(c => c.Cue.IsRed).Select(c => (c.Cue.Category, c.Dismissed)));
    }

    [Fact]
    public async Task What_was_put_away_does_not_silence_the_rest_of_the_same_breath()
    {
        await using var silo = await Silo.Start();
        var call = await silo.Ring();
        await silo.Call(call).Do(new EndNotice("notice", "00", 5000));
        await silo.Call(call).HearPartial(LegRole.Caller, "c1-3", "my chest hurts", 2000);
        await silo.Call(call).Do(new DismissCue("away", "op-1", "c1", "it is about a film"));
        await silo.Call(call).Do(new HearUtterance("c1-3", LegRole.Caller, "my chest hurts he says in it but now i really have crushing chest pain", [], 0, 3000, "test"));
        var again = Assert.Single((await silo.Call(call).Read()).Cues, c => c is { Dismissed: false, Cue.IsRed: true });
        Assert.Equal("chest pain", again.Cue.Words);
    }

    [Fact]
    public async Task After_a_restart_what_was_put_away_stays_away_and_new_words_are_heard()
    {
        var silo = await Silo.Start();
        var call = await silo.Ring();
        await silo.Call(call).Do(new EndNotice("notice", "00", 5000));
        await silo.Call(call).HearPartial(LegRole.Caller, "c1-3", "my chest hurts", 2000);
        await silo.Call(call).Do(new DismissCue("away", "op-1", "c1", "it is about a film"));
        await silo.Call(call).Do(new HearUtterance("c1-3", LegRole.Caller, "oh my chest hurts", [], 0, 3000, "test"));
        await silo.Call(call).Do(new HearUtterance("c1-4", LegRole.Caller, "i cannot breathe", [], 4000, 5000, "test"));
        await silo.Call(call).Do(new DismissCue("away-2", "op-1", "c2", "that too"));
        await using var again = await Silo.Start(await silo.Stop());
        again.Line.Join("demo", call, "caller");
        Assert.DoesNotContain((await again.Call(call).Read()).Cues, c => !c.Dismissed);
        await again.Call(call).Do(new HearUtterance("c2-1", LegRole.Caller, "now i have crushing chest pain and i cannot breathe", [], 6000, 7000, "test"));
        Assert.Equal(["breathing", "chest_pain"], (await again.Call(call).Read()).Cues.Where(c => c is { Dismissed: false, Cue.IsRed: true }).Select(c => c.Cue.Category).Order());
    }

    [Fact]
    public async Task Putting_an_amber_cue_away_leaves_the_red_one_as_it_is()
    {
        await using var silo = await Silo.Start();
        var call = await silo.Ring();
        await silo.Call(call).Do(new EndNotice("notice", "00", 5000));
        await silo.Call(call).Do(new HearUtterance("c1-1", LegRole.Caller, "i have no chest pain", [], 0, 1000, "test"));
        await silo.Call(call).Do(new HearUtterance("c1-2", LegRole.Caller, "oh now my chest hurts", [], 1000, 2000, "test"));
        await silo.Call(call).Do(new DismissCue("away", "op-1", "c1", ""));
        await silo.Call(call).Do(new HearUtterance("c1-3", LegRole.Caller, "my chest hurts", [], 2000, 3000, "test"));
        Assert.Equal([(false, true), (true, false)], (await silo.Call(call).Read()).Cues.Select(c => (c.Cue.IsRed, c.Dismissed)));
    }

    [Fact]
    public async Task What_an_operator_types_into_a_field_raises_its_cue_and_once_put_away_only_more_words_raise_it_again()
    {
        await using var silo = await Silo.Start();
        var call = await silo.Ring();
        await silo.Call(call).Do(new EditField("e1", "op-1", FieldNames.Reason, "crushing chest pain"));
        var raised = Assert.Single((await silo.Call(call).Read()).Cues);
        Assert.True(raised is { Partial: false, By: "rules", Cue: { Category: "chest_pain", IsRed: true } });
        Assert.NotNull((await silo.Call(call).Read()).OpenIncident);

        await silo.Call(call).Do(new DismissCue("away", "op-1", raised.Id, "typed into the wrong call"));
        await silo.Call(call).Do(new EditField("e2", "op-1", FieldNames.Reason, "crushing chest pain ruled out, refill"));
        Assert.Single((await silo.Call(call).Read()).Cues, c => c.Cue.IsRed);
        await silo.Call(call).Do(new EditField("e3", "op-1", FieldNames.Reason, "crushing chest pain ruled out, refill. now severe chest pain"));
        Assert.Equal(2, (await silo.Call(call).Read()).Cues.Count(c => c.Cue.IsRed));
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
