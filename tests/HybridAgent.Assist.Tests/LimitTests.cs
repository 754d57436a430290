namespace HybridAgent.Assist.Tests;

/// <summary>Breaker, budget of a call, and one seat per call.</summary>
public sealed class LimitTests
{
    private static readonly Core.Calls.Utterance Said = Wired.Caller("u1", "hello there");

    [Fact]
    public async Task The_breaker_opens_after_failures_keeps_requests_away_and_closes_after_a_success()
    {
        await using var wired = await Wired.Open(("BreakerMinimumRequests", "4"), ("BreakerPause", "00:00:20"));
        wired.Server.Instead = ModelServer.Status(503);
        await wired.Draft(Said);
        wired.Time.Advance(TimeSpan.FromSeconds(2));
        await wired.Draft(Said);

        var kept = await wired.Draft(Said);
        Assert.Equal(AssistFailure.BreakerOpen, kept.Failure);
        Assert.Equal(4, wired.Server.Asked.Count);
        Assert.Equal(
            "on: openai-compatible local, failing since 2026-01-05 10:00:00Z (status 503), next try 2026-01-05 10:00:22Z",
            wired.Drafter.Status.ToString());

        wired.Time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal("status 503", (await wired.Draft(Said)).Failure);
        Assert.Equal(5, wired.Server.Asked.Count);
        Assert.Equal(AssistFailure.BreakerOpen, (await wired.Draft(Said)).Failure);

        wired.Server.Instead = null;
        wired.Time.Advance(TimeSpan.FromSeconds(21));
        await wired.Draft(Said);
        Assert.Null((await wired.Draft(Said)).Failure);
        Assert.Equal("on: openai-compatible local", wired.Drafter.Status.ToString());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task What_the_words_of_one_caller_can_provoke_silences_nobody_else(int status)
    {
        await using var wired = await Wired.Open(("BreakerMinimumRequests", "2"));
        wired.Server.Instead = ModelServer.Status(status);
        for (var i = 0; i < 5; i++)
        {
            await wired.Draft(Said);
        }

        wired.Server.Instead = ModelServer.Body(ModelServer.Completion("not json"));
        for (var i = 0; i < 5; i++)
        {
            await wired.Draft(Said);
        }

        wired.Server.Instead = null;
        Assert.Null((await wired.Draft(Wired.Another(2), Said)).Failure);
    }

    [Fact]
    public async Task The_newest_request_of_a_call_wins_and_ends_the_one_before_only_there()
    {
        await using var wired = await Wired.Open();
        wired.Server.Instead = wired.Server.Hold;
        var first = wired.Draft(Said);
        var other = wired.Draft(Wired.Another(2), Said);
        await wired.Server.Arrived(4);
        wired.Server.Instead = null;

        var second = await wired.Draft(Said, Wired.Caller("u2", "and more"));

        Assert.Equal(AssistFailure.Superseded, (await first).Failure);
        Assert.Null(second.Failure);
        await wired.Server.Aborted(2);
        Assert.False(other.IsCompleted);
        await wired.Drafter.Forget(Wired.Another(2));
        Assert.Equal(AssistFailure.Superseded, (await other).Failure);
    }

    [Fact]
    public async Task Requests_that_were_superseded_do_not_open_the_breaker()
    {
        await using var wired = await Wired.Open(("BreakerMinimumRequests", "2"));
        wired.Server.Instead = wired.Server.Hold;
        var before = wired.Draft(Said);
        for (var i = 0; i < 5; i++)
        {
            await wired.Server.Arrived(2);
            var next = wired.Draft(Said);
            Assert.Equal(AssistFailure.Superseded, (await before).Failure);
            before = next;
        }

        await wired.Server.Arrived(2);
        wired.Server.Instead = null;
        Assert.Null((await wired.Draft(Said)).Failure);
        Assert.Equal(AssistFailure.Superseded, (await before).Failure);
        Assert.Null(wired.Drafter.Status.Failure);
    }

    [Theory]
    [InlineData("RequestsPerCall", "4")]
    [InlineData("TokensPerCall", "8000")]
    [InlineData("CostPerCall", "0.008")]
    public async Task A_call_that_has_used_up_its_budget_is_not_drafted_for_and_others_are(string limit, string value)
    {
        await using var wired = await Wired.Open((limit, value), ("InputPricePerMillion", "1"), ("OutputPricePerMillion", "1"));
        var drafts = 0;
        while ((await wired.Draft(Said)).Failure is null)
        {
            drafts++;
            Assert.True(drafts < 20, "The budget never ended.");
        }

        var sent = wired.Server.Asked.Count;
        Assert.InRange(drafts, 2, 8);
        Assert.Equal(AssistFailure.OverBudget, (await wired.Draft(Said)).Failure);
        Assert.InRange(wired.Server.Asked.Count, sent, sent + 1);
        Assert.Null((await wired.Draft(Wired.Another(2), Said)).Failure);
        Assert.Null(wired.Drafter.Status.Failure);
    }

    [Fact]
    public async Task Time_the_model_worked_for_a_call_counts_against_it()
    {
        await using var wired = await Wired.Open(("TimePerCall", "00:00:06"), ("Timeout", "00:00:04"));
        wired.Server.Instead = wired.Server.Hold;
        var slow = wired.Draft(Said);
        await wired.Server.Arrived(2);
        wired.Time.Advance(TimeSpan.FromSeconds(4.5));
        Assert.Equal(AssistFailure.TimedOut, (await slow).Failure);

        wired.Server.Instead = null;
        Assert.Equal(AssistFailure.OverBudget, (await wired.Draft(Said)).Failure);
    }

    [Fact]
    public async Task A_call_that_was_forgotten_starts_with_a_fresh_budget()
    {
        await using var wired = await Wired.Open(("RequestsPerCall", "2"));
        await wired.Draft(Said);
        Assert.Equal(AssistFailure.OverBudget, (await wired.Draft(Said)).Failure);

        await wired.Drafter.Forget(wired.Call);

        Assert.Null((await wired.Draft(Said)).Failure);
    }
}
