using HybridAgent.Core.Calls;
using HybridAgent.Speech.Azure;
using HybridAgent.Tests.Speech;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAgent.Speech.Tests.Azure.Conformance;

/// <summary>The test server is a Speech service in the eyes of Microsoft's own client, and ours hears the same from it.</summary>
public sealed class OfficialClientTests
{
    private static readonly Spoken[] Script = [new("I have chest pain.", 200, 1400), new("My number is 555.", 1900, 2900)];

    [Theory]
    [InlineData("host")]
    [InlineData("endpoint")]
    public async Task Microsofts_own_client_hears_from_the_test_server_what_ours_hears(string form)
    {
        await using var service = await SpeechService.Start(new Recogniser(Script).Serve);
        var theirs = await OfficialClient.Listen(form, form == "host" ? service.Host : service.Endpoint, seconds: 4);
        Assert.Equal(
            [("I have chest pain.", 2_000_000L), ("My number is 555.", 19_000_000L)],
            theirs.Where(e => e.GetProperty("event").GetString() == "recognized" && e.GetProperty("text").GetString() != "")
                .Select(e => (e.GetProperty("text").GetString()!, e.GetProperty("offset").GetInt64())));
        Assert.Contains(theirs, e => e.GetProperty("event").GetString() == "recognizing" && e.GetProperty("text").GetString() == "i have chest");
        Assert.Contains(theirs, e => e.GetProperty("event").GetString() == "canceled" && e.GetProperty("reason").GetString() == "EndOfStream");
        // The official client breaks no rule that the server checks: so the server checks the right ones.
        Assert.All(service.Connections, c => Assert.Empty(c.Violations));

        await using var client = new AzureTranscriber(
            form == "host" ? new AzureSpeechOptions { Host = service.Host } : new AzureSpeechOptions { Endpoint = service.Endpoint, Key = "FAKEKEY" },
            NullLogger<AzureTranscriber>.Instance);
        await using var session = await client.Open(new TranscriptionOptions(LegRole.Caller));
        session.Write(0, 4000);
        session.Complete();
        var ours = new List<Heard>();
        await foreach (var heard in session.Results.ReadAllAsync()) ours.Add(heard);
        Assert.Equal(
            [("I have chest pain.", 200), ("My number is 555.", 1900)],
            ours.OfType<Heard.Final>().Select(f => (f.Text, f.StartMs)));
        Assert.Contains(ours, h => h is Heard.Partial { Text: "i have chest" });
        Assert.Equal(service.Connections[0].Audio, service.Connections[1].Audio);
    }
}
