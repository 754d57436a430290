using HybridAgent.Core.Calls;
using HybridAgent.Speech.Chain;

namespace HybridAgent.Speech.Tests.Chain;

/// <summary>One fault at a time, at every point where it can fall.</summary>
public sealed class EngineChainTests
{
    private readonly StagedEngine _cloud = new("cloud", 5);
    private readonly StagedEngine _local = new("local", 3);

    [Fact]
    public void While_all_is_well_the_preferred_engine_alone_listens_and_is_named()
    {
        var leg = new Leg(_cloud, _local);
        leg.Talks(30);
        leg.HangsUp();
        Assert.Empty(_local.Sessions);
        Assert.Single(_cloud.Sessions);
        Assert.Equal([new Heard.Listening("cloud", null)], leg.All.Select(h => h.Heard).Where(h => h is Heard.Listening or Heard.Interrupted));
        Assert.All(leg.Finals, f => Assert.True(f is { Engine: "cloud", Late: false }));
        Assert.Equal(Enumerable.Range(0, 75), leg.Words);
        Assert.True(leg.IsOver);
    }

    [Fact]
    public void An_engine_that_cannot_be_opened_is_passed_over_at_once()
    {
        _cloud.Die(SpeechFailure.TooManyRequests);
        var leg = new Leg(_cloud, _local);
        leg.Talks(5);
        Assert.Equal(SpeechFailure.TooManyRequests, leg.All.Select(h => h.Heard).OfType<Heard.Interrupted>().Single().Kind);
        Assert.Equal("local", leg.Shown);
        Assert.Equal(0, leg.Words[0]);
        leg.NothingIsLostOrDoubled();
    }

    [Theory]
    [InlineData(10.0)] // between two finals of five words
    [InlineData(10.5)] // in the first word of an utterance
    [InlineData(11.3)] // in its middle
    [InlineData(11.9)] // just before its end
    public void When_the_engine_dies_the_next_goes_on_from_the_last_final_and_its_first_words_are_late(double after)
    {
        var leg = new Leg(_cloud, _local);
        leg.Talks(after);
        var diedAt = leg.NowMs;
        _cloud.Die();
        leg.Talks(10);
        Assert.Equal(diedAt, leg.When<Heard.Interrupted>(diedAt) / 100 * 100);
        Assert.Equal("local", leg.Shown);
        Assert.All(leg.Finals.Where(f => f.Engine == "local"), f => Assert.Equal(f.EndMs < diedAt, f.Late));
        Assert.Empty(leg.Gaps);
        leg.HangsUp();
        leg.NothingIsLostOrDoubled();
        Assert.Equal((leg.NowMs / Talk.WordMs) - 1, leg.Words[^1]);
    }

    [Fact]
    public void What_was_shown_of_an_unfinished_utterance_goes_away_with_the_engine_that_heard_it()
    {
        var leg = new Leg(_cloud, _local);
        leg.Talks(11.3);
        var before = leg.All.Count;
        _cloud.Die();
        leg.Talks(0.02);
        Assert.Contains(leg.All.Skip(before), h => h.Heard is Heard.Partial { Text: "", StartMs: 10_000 });
    }

    [Fact]
    public void An_engine_that_is_away_for_a_moment_keeps_the_leg()
    {
        var leg = new Leg(_cloud, _local);
        leg.Talks(10);
        _cloud.GoAway();
        leg.Talks(1.5);
        Assert.Null(leg.Shown);
        _cloud.ComeBack();
        leg.Talks(10);
        Assert.Empty(_local.Sessions);
        Assert.Equal("cloud", leg.Shown);
        leg.NothingIsLostOrDoubled();
    }

    [Fact]
    public void An_engine_that_stays_away_hands_over_and_gets_the_leg_back_after_its_probation()
    {
        var leg = new Leg(_cloud, _local);
        leg.Talks(10.7);
        _cloud.GoAway();
        var awayAt = leg.NowMs;
        leg.Talks(8);
        Assert.Equal("local", leg.Shown);
        Assert.InRange(leg.When<Heard.Listening>(awayAt) - awayAt, 2000, 2500);
        _cloud.ComeBack();
        leg.Talks(9);
        Assert.Equal("local", leg.Shown);
        leg.Talks(4);
        Assert.Equal("cloud", leg.Shown);
        Assert.Empty(_local.Open);
        leg.Talks(20);
        leg.HangsUp();
        Assert.Single(_cloud.Sessions);
        Assert.Empty(leg.Gaps);
        leg.NothingIsLostOrDoubled();
        Assert.Equal((leg.NowMs / Talk.WordMs) - 1, leg.Words[^1]);
    }

    [Fact]
    public void An_engine_that_died_is_opened_again_ever_more_rarely_and_gets_the_leg_back()
    {
        var leg = new Leg(_cloud, _local);
        leg.Talks(5);
        _cloud.Die();
        leg.Talks(60);
        Assert.Equal("local", leg.Shown);
        _cloud.ComeBack();
        leg.Talks(80);
        Assert.Equal("cloud", leg.Shown);
        Assert.Equal(2, _cloud.Sessions.Count);
        leg.NothingIsLostOrDoubled();
        Assert.Empty(leg.Gaps);
    }

    [Fact]
    public void An_engine_that_missed_what_is_not_text_yet_waits_until_the_other_one_has_said_it()
    {
        var slow = new StagedEngine("slow", 60);
        var leg = new Leg(_cloud, slow);
        leg.Talks(5);
        _cloud.GoAway();
        leg.Talks(5);
        _cloud.ComeBack();
        _cloud.Sessions[0].Say(new Heard.Gap(5000, 7000));
        leg.Talks(15);
        Assert.Equal("slow", leg.Shown);
        leg.Talks(10);
        Assert.Equal("cloud", leg.Shown);
        leg.HangsUp();
        Assert.Empty(leg.Gaps);
        leg.NothingIsLostOrDoubled();
    }

    [Fact]
    public void An_engine_that_flaps_is_trusted_ever_later()
    {
        var leg = new Leg(_cloud, _local);
        var waits = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            leg.Talks(5);
            _cloud.GoAway();
            leg.Talks(4);
            _cloud.ComeBack();
            var back = leg.NowMs;
            while (leg.Shown != "cloud") leg.Talks(1);
            waits.Add((leg.NowMs - back) / 1000);
        }
        Assert.Equal(waits.Order(), waits);
        Assert.InRange(waits[0], 10, 13);
        Assert.InRange(waits[3], 80, 83);
        leg.NothingIsLostOrDoubled();
    }

    [Fact]
    public void With_all_engines_dead_there_is_no_transcript_and_what_was_said_comes_late()
    {
        var leg = new Leg(_cloud, _local);
        leg.Talks(7);
        _cloud.Die();
        _local.Die();
        leg.Talks(20);
        Assert.Null(leg.Shown);
        Assert.False(leg.IsOver);
        var backAt = leg.NowMs;
        _local.ComeBack();
        leg.Talks(30);
        Assert.Equal("local", leg.Shown);
        Assert.Empty(leg.Gaps);
        leg.NothingIsLostOrDoubled();
        Assert.Contains(leg.Finals, f => f.Late && f.StartMs < backAt - 15_000);
        Assert.DoesNotContain(leg.Finals, f => !f.Late && f.EndMs < backAt - 6000 && f.StartMs > 7000);
    }

    [Fact]
    public void Audio_beyond_what_is_kept_is_a_gap_that_is_told()
    {
        var leg = new Leg(new ChainSettings { Buffer = TimeSpan.FromSeconds(10) }, [_cloud]);
        leg.Talks(8);
        _cloud.Die();
        leg.Talks(40);
        _cloud.ComeBack();
        leg.Talks(60);
        var gaps = leg.Gaps.ToArray();
        Assert.Equal(8000, gaps[0].StartMs);
        // Told piece by piece, whenever an engine was asked, without holes between.
        Assert.Equal(gaps.Skip(1).Select(g => g.StartMs), gaps.SkipLast(1).Select(g => g.EndMs));
        Assert.InRange(gaps[^1].EndMs, 38_000, 90_000);
        Assert.Equal(0, _cloud.Sessions.Sum(s => s.Misplaced));
        leg.NothingIsLostOrDoubled();
    }

    [Fact]
    public void A_word_that_died_with_its_engine_and_is_kept_no_longer_is_part_of_the_gap()
    {
        var leg = new Leg(new ChainSettings { Buffer = TimeSpan.FromSeconds(10), FirstRetry = TimeSpan.FromSeconds(10) }, [_cloud]);
        leg.Talks(10.2);
        _cloud.Die();
        leg.Talks(5);
        _cloud.ComeBack();
        leg.Talks(30);
        Assert.Equal(10_000, leg.Gaps.First().StartMs);
        leg.NothingIsLostOrDoubled();
    }

    [Fact]
    public void A_long_silence_that_an_engine_listened_to_is_no_gap()
    {
        var mute = new StagedEngine("mute", int.MaxValue);
        var leg = new Leg(new ChainSettings { Buffer = TimeSpan.FromSeconds(5) }, [mute, _local]);
        leg.Talks(60);
        mute.Sessions[0].Say(new Heard.Partial("", [], 0));
        mute.Die();
        leg.Talks(5);
        Assert.Equal("local", leg.Shown);
        // What was shown and never became final is lost with the audio; nothing more than that is claimed, and nothing less.
        Assert.All(leg.Gaps, g => Assert.InRange(g.EndMs, 0, 60_000));
    }

    [Fact]
    public void An_engine_far_behind_is_said_to_be_late_until_it_has_caught_up()
    {
        var leg = new Leg(_local);
        leg.Talks(5);
        Assert.Null(leg.Doubt);
        _local.Lag = TimeSpan.FromSeconds(6);
        leg.Talks(1);
        Assert.Contains("late", leg.Doubt);
        _local.Lag = TimeSpan.FromSeconds(3);
        leg.Talks(1);
        Assert.Contains("late", leg.Doubt);
        _local.Lag = TimeSpan.Zero;
        leg.Talks(1);
        Assert.Null(leg.Doubt);
    }

    [Fact]
    public void A_transcript_not_to_be_trusted_is_said_to_be_so()
    {
        _local.Unreliable = "Telephone audio.";
        var leg = new Leg(_local);
        leg.Talks(3);
        Assert.Equal("Telephone audio.", leg.Doubt);
    }

    [Fact]
    public void An_engine_that_breaks_its_contract_is_passed_over_like_any_other()
    {
        var silent = new StagedEngine("silent", 4);
        var leg = new Leg(new StagedEngine("throws", 4) { Throws = true }, silent, _local);
        leg.Talks(5);
        Assert.Equal("silent", leg.Shown);
        silent.Sessions[0].End();
        leg.Talks(1);
        Assert.Equal("local", leg.Shown);
        _local.Sessions[0].ThrowsOnAudio = true;
        leg.Talks(12);
        Assert.NotNull(leg.Shown);
        leg.NothingIsLostOrDoubled();
        Assert.Empty(leg.Gaps);
    }

    [Fact]
    public void An_engine_that_never_finishes_opening_is_not_waited_for()
    {
        var never = new TaskCompletionSource();
        var leg = new Leg(new StagedEngine("hangs", 4) { Hangs = never.Task }, _local);
        leg.Talks(5);
        Assert.InRange(leg.When<Heard.Interrupted>(0), 0, 2000);
        Assert.Equal("local", leg.Shown);
        leg.NothingIsLostOrDoubled();
        Assert.Equal(0, leg.Words[0]);
    }

    [Fact]
    public void Who_hangs_up_while_the_engine_is_dead_is_still_heard_by_the_next()
    {
        var leg = new Leg(_cloud, _local);
        leg.Talks(10.9);
        _cloud.GoAway();
        leg.Talks(1);
        leg.HangsUp(thenSeconds: 5);
        Assert.True(leg.IsOver);
        leg.NothingIsLostOrDoubled();
        Assert.Equal((11_900 / Talk.WordMs) - 1, leg.Words[^1]);
    }

    [Fact]
    public void Who_hangs_up_while_all_engines_are_dead_leaves_a_gap_and_a_reason()
    {
        var leg = new Leg(_cloud);
        leg.Talks(4);
        _cloud.Die();
        leg.Talks(4);
        leg.HangsUp(thenSeconds: 1);
        Assert.True(leg.IsOver);
        Assert.IsType<Heard.Failed>(leg.All[^1].Heard);
        Assert.Equal(new Heard.Gap(4000, 8000), Assert.Single(leg.Gaps));
    }

    [Fact]
    public void A_leg_may_be_left_at_any_moment_and_leaves_no_session_behind()
    {
        foreach (var after in new[] { 0, 0.02, 3.1, 10.4, 30 })
        {
            foreach (Action<StagedEngine> fault in (Action<StagedEngine>[])[_ => { }, e => e.Die(), e => e.GoAway()])
            {
                StagedEngine cloud = new("cloud", 5), local = new("local", 3);
                var leg = new Leg(cloud, local);
                leg.Talks(after / 2);
                fault(cloud);
                leg.Talks(after / 2);
                leg.IsLeft();
                Assert.Empty(cloud.Open.Concat(local.Open));
                Assert.True(leg.IsOver);
            }
        }
    }
}
