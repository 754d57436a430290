using HybridAgent.Core.Calls;
using HybridAgent.Speech.Scripted;

namespace HybridAgent.Speech.Tests.Scripted;

public sealed class ScriptedTranscriberTests
{
    private static readonly short[] Frame = new short[SpeechAudio.FrameSamples];

    private static async Task<List<(int AtMs, Heard Heard)>> Listen(ScriptedTranscriber engine, LegRole leg, int ms, int startMs = 0)
    {
        await using var session = await engine.Open(new TranscriptionOptions(leg) { StartMs = startMs });
        var result = new List<(int, Heard)>();
        for (var t = startMs + 20; t <= startMs + ms; t += 20)
        {
            session.Write(Frame);
            while (session.Results.TryRead(out var heard)) result.Add((t, heard));
        }
        session.Complete();
        await foreach (var heard in session.Results.ReadAllAsync()) result.Add((startMs + ms, heard));
        return result;
    }

    [Fact]
    public async Task Says_each_word_as_a_partial_when_its_time_came_and_then_the_final()
    {
        var engine = new ScriptedTranscriber([ScriptedUtterance.Spoken(LegRole.Caller, 1000, "my chest hurts")]);
        var heard = await Listen(engine, LegRole.Caller, 4000);

        Assert.Equal(["my", "my chest", "my chest hurts"], heard.Select(h => h.Heard).OfType<Heard.Partial>().Select(p => p.Text));
        var (atMs, last) = heard[^1];
        var final = Assert.IsType<Heard.Final>(last);
        Assert.Equal("my chest hurts", final.Text);
        Assert.Equal((1000, 2200), (final.StartMs, final.EndMs));
        Assert.Equal(2200, atMs);
        Assert.All(final.Words, w => Assert.True(w.EndMs > w.StartMs));
        Assert.All(final.Words, w => Assert.Equal(0.95, w.Confidence));
    }

    [Fact]
    public async Task Says_nothing_on_another_leg()
    {
        var engine = new ScriptedTranscriber([ScriptedUtterance.Spoken(LegRole.Caller, 0, "hello")]);
        Assert.Empty(await Listen(engine, LegRole.Operator, 2000));
    }

    [Fact]
    public async Task A_caller_who_hangs_up_in_mid_sentence_has_said_the_words_so_far()
    {
        var engine = new ScriptedTranscriber([ScriptedUtterance.Spoken(LegRole.Caller, 0, "aaaa bbbb cccc dddd")]);
        var heard = await Listen(engine, LegRole.Caller, 900);
        Assert.Equal("aaaa bbbb", Assert.IsType<Heard.Final>(heard[^1].Heard).Text);
    }

    [Fact]
    public async Task Times_stay_on_the_leg_clock_when_listening_starts_late()
    {
        var engine = new ScriptedTranscriber([
            ScriptedUtterance.Spoken(LegRole.Caller, 0, "before the notice"),
            ScriptedUtterance.Spoken(LegRole.Caller, 6000, "after")]);
        var heard = await Listen(engine, LegRole.Caller, 2000, startMs: 5000);
        var final = Assert.Single(heard.Select(h => h.Heard).OfType<Heard.Final>());
        Assert.Equal(("after", 6000, 6400), (final.Text, final.StartMs, final.EndMs));
    }

    [Fact]
    public async Task A_scripted_failure_ends_the_session_with_a_reason()
    {
        var engine = new ScriptedTranscriber([ScriptedUtterance.Spoken(LegRole.Caller, 0, "one two three")], failsAtMs: 500);
        var heard = await Listen(engine, LegRole.Caller, 2000);
        var (atMs, last) = heard[^1];
        Assert.IsType<Heard.Failed>(last);
        Assert.Equal(500, atMs);
        Assert.DoesNotContain(heard, h => h.Heard is Heard.Final);
    }

    [Fact]
    public async Task A_reader_who_sleeps_loses_partials_but_never_a_final()
    {
        var lines = Enumerable.Range(0, 600).Select(i => ScriptedUtterance.Spoken(LegRole.Caller, i * 1000, $"line number {i}"));
        await using var session = await new ScriptedTranscriber(lines).Open(new TranscriptionOptions(LegRole.Caller));
        for (var i = 0; i < 610 * 50; i++) session.Write(Frame);
        session.Complete();
        var heard = new List<Heard>();
        await foreach (var h in session.Results.ReadAllAsync()) heard.Add(h);
        Assert.Equal(600, heard.OfType<Heard.Final>().Count());
        Assert.True(heard.OfType<Heard.Partial>().Count() < 600);
    }

    [Fact]
    public void A_line_without_length_or_words_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new ScriptedTranscriber([new(LegRole.Caller, 10, 10, "x")]));
        Assert.Throws<ArgumentException>(() => new ScriptedTranscriber([new(LegRole.Caller, 0, 10, "  ")]));
    }
}
