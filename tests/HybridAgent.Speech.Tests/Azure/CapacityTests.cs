using HybridAgent.Core.Calls;
using HybridAgent.Tests.Speech;

namespace HybridAgent.Speech.Tests.Azure;

/// <summary>As many sessions as a Standard resource may have, at once. How much of a core they take is measured in tests/Benchmarks ("speech").</summary>
public sealed class CapacityTests : AzureTest
{
    private const int Sessions = 100;
    private static readonly Spoken[] Script = [.. Enumerable.Range(0, 5).Select(i => new Spoken($"This is sentence {i}.", (i * 1600) + 200, (i * 1600) + 1200))];

    [Fact]
    public async Task A_hundred_sessions_at_once_each_deliver_every_final_and_leave_their_places_free()
    {
        var service = await Serve(new Recogniser(Script).Serve);
        var client = Client(service);
        var sessions = new List<ITranscription>();
        for (var i = 0; i < Sessions; i++) sessions.Add(await Open(client));
        var oneTooMany = await client.Open(new TranscriptionOptions(LegRole.Caller));
        Assert.Equal(SpeechFailure.TooManyRequests, Assert.IsType<Heard.Failed>((await ToTheEnd(oneTooMany))[^1]).Kind);

        for (var ms = 0; ms < 8000; ms += 20)
        {
            foreach (var session in sessions) session.Write(ms, ms + 20);
        }
        sessions.ForEach(s => s.Complete());
        var heard = await Task.WhenAll(sessions.Select(ToTheEnd)).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.All(heard, h => Assert.Equal(Script.Select(s => (s.Text, s.FromMs, s.ToMs)), h.OfType<Heard.Final>().Select(f => (f.Text, f.StartMs, f.EndMs))));
        Assert.All(heard, h => Assert.DoesNotContain(h, x => x is Heard.Failed or Heard.Gap));
        await Eventually(() => client.Sessions == 0, "all places are free again");
        Assert.Empty(service.Connections.SelectMany(c => c.Violations));
    }
}
