using HybridAgent.Core.Calls;

namespace HybridAgent.Core.Tests.Calls;

public sealed class PromiseTests
{
    [Fact]
    public void A_promise_has_its_speaker_as_owner_outlives_the_call_and_is_kept_by_its_owner_only()
    {
        var call = CallUnderTest.Answered();
        call.Do(new MakePromise(call.Next(), "op-1", "the nurse calls before six", call.Now.AddHours(2)));
        Assert.Null(call.Do(new CloseCall(call.Next(), "op-1", Outcomes.NoMessage)).Refusal);
        var promise = Assert.Single(call.State.AllOwed);
        Assert.True(call.State.IsLive);
        Assert.NotNull(call.Do(new KeepPromise(call.Next(), "op-2", promise.Promise, "called")).Refusal);
        call.Do(new TakePromise(call.Next(), "op-2", promise.Promise));
        Assert.Null(call.Do(new KeepPromise(call.Next(), "op-2", promise.Promise, "called")).Refusal);
        Assert.False(call.State.IsLive);
    }

    [Fact]
    public void An_overdue_promise_is_said_once_and_stays_owed()
    {
        var call = CallUnderTest.Answered();
        call.Do(new MakePromise(call.Next(), "op-1", "the nurse calls", call.Now.AddMinutes(10)));
        Assert.Empty(call.Wait(599).Pass().Events.OfType<PromiseOverdue>());
        Assert.Single(call.Wait(1).Pass().Events.OfType<PromiseOverdue>());
        Assert.Empty(call.Wait(60).Pass().Events.OfType<PromiseOverdue>());
        Assert.True(Assert.Single(call.State.AllOwed).Overdue);
    }

    [Theory]
    [InlineData("", 60)]
    [InlineData("the nurse calls", 0)]
    [InlineData("the nurse calls", -60)]
    [InlineData("the nurse calls", 8 * 24 * 3600)]
    public void A_promise_needs_words_and_a_time_ahead(string what, double seconds)
    {
        var call = CallUnderTest.Answered();
        Assert.NotNull(call.Do(new MakePromise(call.Next(), "op-1", what, call.Now.AddSeconds(seconds))).Refusal);
    }

    [Theory]
    [InlineData("system")]
    [InlineData("assistant")]
    public void The_machine_promises_nothing_in_a_humans_name(string actor)
    {
        var call = CallUnderTest.Answered();
        Assert.NotNull(call.Do(new MakePromise(call.Next(), actor, "somebody calls", call.Now.AddMinutes(5))).Refusal);
    }
}
