using HybridAgent.Core.Calls;

namespace HybridAgent.Core.Tests.Calls;

/// <summary>Which speech engine listens, whether any does, and what none heard.</summary>
public sealed class TranscriptTests
{
    private readonly CallUnderTest call = CallUnderTest.Answered();

    [Fact]
    public void An_engine_that_listens_is_recorded_once_and_again_when_it_changes_or_is_doubted()
    {
        Assert.Equal([new TranscriptBegun(LegRole.Caller, "azure")], Begin("azure"));
        Assert.Empty(Begin("azure"));
        Assert.Equal([new TranscriptBegun(LegRole.Caller, "azure", "behind")], Begin("azure", "behind"));
        Assert.Equal([new TranscriptBegun(LegRole.Caller, "azure")], Begin("azure"));
        Assert.Equal([new TranscriptBegun(LegRole.Caller, "pocketsphinx")], Begin("pocketsphinx"));
        Assert.Equal(new ListeningEngine("pocketsphinx", null), call.State.Ears[LegRole.Caller]);
    }

    [Fact]
    public void A_lost_transcript_is_restored_by_whichever_engine_listens_next()
    {
        Begin("azure");
        call.Do(new LoseTranscript(call.Next(), LegRole.Caller, "the network is gone"));
        Assert.Contains("network", call.State.LostTranscripts[LegRole.Caller]);
        Assert.Equal([new TranscriptRestored(LegRole.Caller, "pocketsphinx"), new TranscriptBegun(LegRole.Caller, "pocketsphinx")], Begin("pocketsphinx"));
        Assert.Empty(call.State.LostTranscripts);
        call.Do(new LoseTranscript(call.Next(), LegRole.Caller, "again"));
        Assert.Equal([new TranscriptRestored(LegRole.Caller, "pocketsphinx")], Begin("pocketsphinx"));
    }

    [Fact]
    public void Words_that_nobody_heard_stand_in_the_record_with_their_place()
    {
        Assert.Equal([new WordsMissed(LegRole.Caller, 1000, 2500)], call.Do(new MissWords(call.Next(), LegRole.Caller, 1000, 2500)).Events);
        Assert.Empty(call.Do(new MissWords(call.Next(), LegRole.Caller, 1000, 1000)).Events);
    }

    private IReadOnlyList<CallEvent> Begin(string engine, string? doubt = null) => call.Do(new BeginTranscript(call.Next(), LegRole.Caller, engine, doubt)).Events;
}
