using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Speech.Scripted;

namespace HybridAgent.Server.Tests.Line;

public sealed class SecondEarTests
{
    private static ScriptedUtterance Spotted(int startMs, string text) => ScriptedUtterance.Spoken(LegRole.Caller, startMs, text, 0.2) with { SecondEar = true };

    [Fact]
    public async Task What_the_second_ear_hears_raises_its_cue_stands_in_the_transcript_as_such_and_fills_no_field()
    {
        await using var server = await RunningServer.Start(engine: new ScriptedTranscriber(
        [
            ScriptedUtterance.Spoken(LegRole.Caller, 6000, "well hello"),
            Spotted(7000, "my name is mary johnson and i can not breathe"),
        ]));
        var (call, _) = await server.Call();
        await server.Answer(call);
        var state = await server.Until(call, s => s.Cues.Exists(c => c.Cue is { Category: "breathing", IsRed: true }));

        var spotted = Assert.Single(state.Utterances, u => u.IsSpotted);
        Assert.EndsWith("i can not breathe", spotted.Text, StringComparison.Ordinal);
        Assert.False(state.Utterances[0].IsSpotted);
        Assert.NotNull(state.OpenIncident);
        // Long enough for drafting, which waits for a pause.
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        Assert.NotEqual("Mary Johnson", (await server.Grain(call).Read()).FieldOf(FieldNames.CallerName).Value);
    }
}
