using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Intake;

/// <summary>Today is Monday 2 March 2026.</summary>
public class AppointmentTimeTests
{
    private static AppointmentTime? Resolve(string said, DateOnly? today = null)
    {
        var tokens = SpokenWords.Read(said);
        return AppointmentTime.Resolve(tokens, 0, tokens.Count - 1, today ?? Dialogue.Today);
    }

    [Theory]
    [InlineData("thursday morning", "Thu 5 Mar 2026, 08:00–12:00 (UTC-5:00)")]
    [InlineData("tomorrow at three thirty", "Tue 3 Mar 2026, 15:30 (UTC-5:00)")]
    [InlineData("monday", "Mon 9 Mar 2026")]
    [InlineData("next wednesday after three", "Wed 11 Mar 2026, 15:00–17:00 (UTC-4:00)")]
    [InlineData("this afternoon", "Mon 2 Mar 2026, 12:00–17:00 (UTC-5:00)")]
    [InlineData("next week", "Mon 9 Mar 2026 to Fri 13 Mar 2026")]
    [InlineData("in two weeks", "Mon 16 Mar 2026")]
    [InlineData("late afternoon tomorrow", "Tue 3 Mar 2026, 15:00–17:00 (UTC-5:00)")]
    public void Wishes_are_days_and_hours_of_the_practice(string said, string text) => Assert.Equal(text, Resolve(said)!.ToText("America/New_York"));

    [Theory]
    [InlineData("as soon as possible")]
    [InlineData("any afternoon")]
    [InlineData("mondays")]
    public void What_names_no_day_is_left_to_the_words(string said) => Assert.Null(Resolve(said));

    [Fact]
    public void A_window_over_the_spring_change_begins_when_the_clock_goes_on()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        var sunday = new AppointmentTime(new DateOnly(2026, 3, 8), new DateOnly(2026, 3, 8), new TimeOnly(2, 30), new TimeOnly(12, 0));

        var (from, to) = sunday.Instants(zone);

        Assert.Equal(new DateTimeOffset(2026, 3, 8, 3, 0, 0, TimeSpan.FromHours(-4)), from);
        Assert.Equal(new DateTimeOffset(2026, 3, 8, 12, 0, 0, TimeSpan.FromHours(-4)), to);
    }

    [Fact]
    public void A_window_over_the_autumn_change_keeps_both_hours()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        var sunday = new AppointmentTime(new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 1), new TimeOnly(1, 15), new TimeOnly(1, 45));

        var (from, to) = sunday.Instants(zone);

        Assert.Equal(TimeSpan.FromMinutes(90), to - from);
    }

    [Fact]
    public void A_whole_day_over_a_change_has_an_hour_less_or_more()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        TimeSpan Length(DateOnly day) => new AppointmentTime(day, day, null, null).Instants(zone) is var (from, to) ? to - from : default;

        Assert.Equal([23, 25, 24], [Length(new(2026, 3, 8)).TotalHours, Length(new(2026, 11, 1)).TotalHours, Length(new(2026, 6, 1)).TotalHours]);
    }

    [Fact]
    public void The_words_stay_the_value_and_the_day_stands_beside_it()
    {
        var draft = Dialogue.Draft("O: When would you like to be seen?\nC: Thursday morning would work")[FieldNames.AppointmentWish];

        Assert.Equal("Thursday morning", draft.Value);
        Assert.StartsWith("Thu 5 Mar 2026", draft.Meaning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("we've got tomorrow at nine or at two", "nine would be better", "nine")]
    [InlineData("he's here Tuesdays and Wednesdays", "Wednesday", "Wednesday")]
    [InlineData("when's good for you", "any afternoon, I work nights", "any afternoon")]
    public void An_offer_is_answered_by_a_wish(string offer, string said, string wish) => Assert.Equal(wish, Dialogue.Draft($"O: {offer}\nC: {said}")[FieldNames.AppointmentWish].Value);
}
