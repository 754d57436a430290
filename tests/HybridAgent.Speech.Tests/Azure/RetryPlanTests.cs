using System.Net;
using HybridAgent.Speech.Azure.Session;
using Microsoft.Extensions.Time.Testing;

namespace HybridAgent.Speech.Tests.Azure;

public sealed class RetryPlanTests
{
    private static RetryPlan Plan(double jitter) => new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8), TimeSpan.FromMinutes(5), () => jitter);

    private static readonly ConnectionEnd Throttled = ConnectionEnd.Closed(4429, null);

    [Fact]
    public void Pauses_double_up_to_the_longest_and_are_spread_over_their_upper_half()
    {
        foreach (var jitter in new[] { 0.0, 0.5, 1.0 })
        {
            var plan = Plan(jitter);
            var pauses = Enumerable.Range(0, 6).Select(i => plan.Pause(Throttled, TimeSpan.Zero, false)!.Value.TotalSeconds);
            Assert.Equal(new[] { 1.0, 2, 4, 8, 8, 8 }.Select(s => s * (0.5 + (0.5 * jitter))), pauses);
        }
    }

    [Fact]
    public void A_connection_that_worked_makes_the_next_failure_the_first()
    {
        var plan = Plan(1);
        Assert.Equal(TimeSpan.Zero, plan.Pause(ConnectionEnd.Broken, TimeSpan.Zero, true));
        Assert.Equal(TimeSpan.FromSeconds(1), plan.Pause(ConnectionEnd.Broken, TimeSpan.Zero, false));
        Assert.Equal(TimeSpan.FromSeconds(2), plan.Pause(ConnectionEnd.Broken, TimeSpan.Zero, false));
        Assert.Equal(TimeSpan.Zero, plan.Pause(ConnectionEnd.Broken, TimeSpan.Zero, true));
    }

    [Fact]
    public void What_lasts_too_long_is_given_up_and_counts_from_the_last_good_connection()
    {
        var plan = Plan(0);
        Assert.NotNull(plan.Pause(Throttled, TimeSpan.FromMinutes(1), false));
        Assert.NotNull(plan.Pause(Throttled, TimeSpan.FromMinutes(5.9), false));
        Assert.Null(plan.Pause(Throttled, TimeSpan.FromMinutes(6), false));
        Assert.NotNull(plan.Pause(Throttled, TimeSpan.FromMinutes(9), true));
    }

    [Fact]
    public void A_longer_wish_of_the_service_counts_a_shorter_one_does_not()
    {
        var long_ = ConnectionEnd.Handshake(HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromSeconds(33), Plan(1).Pause(long_, TimeSpan.Zero, false));
        Assert.Equal(TimeSpan.FromSeconds(30), Plan(0).Pause(long_, TimeSpan.Zero, false));
        Assert.Equal(TimeSpan.FromSeconds(0.5), Plan(0).Pause(long_ with { RetryAfter = TimeSpan.FromMilliseconds(1) }, TimeSpan.Zero, false));
    }

    [Fact]
    public void A_retry_after_is_read_as_seconds_and_as_a_date()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.Zero));
        TimeSpan? Read(string value) => AzureConnection.Patience(new Dictionary<string, IEnumerable<string>> { ["retry-after"] = [value] }, time);
        Assert.Equal(TimeSpan.FromSeconds(12), Read("12"));
        Assert.Equal(TimeSpan.FromSeconds(90), Read("Wed, 25 Nov 2026 08:01:30 GMT"));
        Assert.Null(Read("Wed, 25 Nov 2026 07:00:00 GMT"));
        Assert.Null(Read("soon"));
        Assert.Null(AzureConnection.Patience(null, time));
    }
}
