using HybridAgent.Core.Desk;

namespace HybridAgent.Core.Tests.Desk;

public sealed class DueTimeTests
{
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 17, 0, 0, TimeSpan.Zero); // noon in New York

    [Theory]
    [InlineData("20", 20)]
    [InlineData(" 1 ", 1)]
    [InlineData("12:30", 30)]
    [InlineData("13:00", 60)]
    [InlineData("9:15", (21 * 60) + 15)] // tomorrow
    public void Minutes_or_a_time_on_the_practices_clock_say_when(string text, int minutes) =>
        Assert.Equal(Noon.AddMinutes(minutes), DueTime.Read(text, Noon, NewYork));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("25:00")]
    [InlineData("99999")]
    public void What_is_neither_is_not_guessed(string text) => Assert.Null(DueTime.Read(text, Noon, NewYork));

    [Fact]
    public void On_the_night_the_clocks_change_a_skipped_hour_means_the_first_minute_after_it_and_a_doubled_one_its_first()
    {
        var spring = new DateTimeOffset(2026, 3, 8, 6, 0, 0, TimeSpan.Zero); // 01:00, the clock jumps from 02:00 to 03:00
        Assert.Equal(new DateTimeOffset(2026, 3, 8, 7, 0, 0, TimeSpan.Zero), DueTime.Read("2:30", spring, NewYork));
        var autumn = new DateTimeOffset(2026, 11, 1, 4, 30, 0, TimeSpan.Zero); // 00:30, 01:00 to 02:00 comes twice
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 5, 30, 0, TimeSpan.Zero), DueTime.Read("1:30", autumn, NewYork));
    }
}
