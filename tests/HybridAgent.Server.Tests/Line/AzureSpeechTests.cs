using HybridAgent.Core.Calls;
using HybridAgent.Speech;
using HybridAgent.Tests.Speech;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAgent.Server.Tests.Line;

/// <summary>The product with Azure Speech as its engine: the service is a server of the tests, everything else is the product.</summary>
public sealed class AzureSpeechTests
{
    private const string Key = "PLANTEDKEY0123456789abcdef";

    private static Dictionary<string, string?> Settings(SpeechService service) => new()
    {
        ["Speech:Engine"] = "azure", ["Speech:Azure:Endpoint"] = service.Endpoint, ["Speech:Azure:Key"] = Key,
    };

    [Fact]
    public async Task Words_that_azure_hears_stand_in_the_record_and_raise_cues_and_the_key_stands_nowhere()
    {
        await using var service = await SpeechService.Start(new Recogniser([new Spoken("I have chest pain since this morning.", 300, 2100)]).Serve);
        await using var server = await RunningServer.Start(Settings(service));
        var (call, _) = await server.Call();
        await server.Answer(call);
        var state = await server.Until(call, s => s.Utterances.Count > 0 && s.Cues.Count > 0, TimeSpan.FromSeconds(60));
        Assert.Equal("azure", state.Utterances[0].Engine);
        Assert.Equal("I have chest pain since this morning.", state.Utterances[0].Text);
        Assert.Equal(["i", "have", "chest", "pain", "since", "this", "morning"], state.Utterances[0].Words.Select(w => w.Text));
        Assert.Contains(state.Cues, c => c.Cue.Category == "chest_pain");
        var context = service.Connections[0].Messages.First(m => m.Path == "speech.context").Text;
        Assert.Contains(server.Practice.Providers[0], context);
        Assert.Contains("lisinopril", context);
        Assert.DoesNotContain(Key, server.Logged.ToString());
    }

    [Fact]
    public async Task While_azure_is_away_the_record_says_so_the_line_goes_on_and_the_words_come_late()
    {
        var down = true;
        await using var service = await SpeechService.Start(new Recogniser([new Spoken("My daughter has a fever.", 200, 1500)]).Serve, (_, _) => down ? 503 : 101);
        await using var server = await RunningServer.Start(Settings(service));
        var (call, caller) = await server.Call();
        var op = await server.Answer(call);
        var lost = await server.Until(call, s => s.LostTranscripts.ContainsKey(LegRole.Caller), TimeSpan.FromSeconds(60));
        Assert.Contains("503", lost.LostTranscripts[LegRole.Caller]);
        Assert.True(await RunningServer.Hears(op, op.Heard.Length));
        Assert.True(await RunningServer.Hears(caller, caller.Heard.Length));

        down = false;
        var back = await server.Until(call, s => s.Utterances.Any(u => u.Leg == LegRole.Caller) && !s.LostTranscripts.ContainsKey(LegRole.Caller), TimeSpan.FromSeconds(60));
        var utterance = back.Utterances.First(u => u.Leg == LegRole.Caller);
        Assert.Equal("My daughter has a fever.", utterance.Text);
        Assert.True(utterance.Late);
    }

    [Theory]
    [InlineData("Speech:Azure:Region", "", "Region, Endpoint or Host")]
    [InlineData("Speech:Azure:Region", "eastus", "Speech:Azure:Key is needed")]
    [InlineData("Speech:Engine", "pocketsphinx -> pocketsphinx", "an engine is there twice")]
    [InlineData("Speech:Engine", "pocketsphinx -> none", "none stands alone")]
    [InlineData("Speech:Engine", "pocketsphinx -> azure", "Region, Endpoint or Host")]
    [InlineData("Speech:Engine", "azzure", "\"azzure\" is no speech engine; known are pocketsphinx, azure, azure-sdk and none")]
#if !SPEECH_SDK
    [InlineData("Speech:Engine", "azure-sdk", "-p:SpeechSdk=true")]
#endif
    [InlineData("Speech:Voice", "azure", "for the voice")]
    [InlineData("Speech:Voice", "siri", "known are flite, azure and none")]
    public async Task Settings_that_cannot_work_end_the_start_with_one_line(string setting, string value, string says)
    {
        var settings = new Dictionary<string, string?> { ["Speech:Engine"] = setting == "Speech:Voice" ? "none" : "azure", [setting] = value };
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => RunningServer.Start(settings));
        Assert.Contains(says, error.Message);
    }
}
