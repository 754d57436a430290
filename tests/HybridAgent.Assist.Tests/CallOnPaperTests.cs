using HybridAgent.Core.Calls;

namespace HybridAgent.Assist.Tests;

public sealed class CallOnPaperTests
{
    [Fact]
    public void It_hears_cues_as_a_call_does()
    {
        var call = new CallOnPaper();
        call.Hears("this is the answering service, how can I help you?", LegRole.Operator);
        call.Hears("my name is Dana Whitfield and I have crushing chest pain");
        Assert.Equal("chest_pain", call.State.GravestCue?.Cue.Category);
        Assert.Contains(call.Events, e => e is IncidentOpened);
    }
}
