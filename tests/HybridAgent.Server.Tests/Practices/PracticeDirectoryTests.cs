using System.Text.Json.Nodes;
using HybridAgent.Core.Calls;
using HybridAgent.Server.Line;
using HybridAgent.Server.Practices;
using HybridAgent.Server.Tests.Line;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAgent.Server.Tests.Practices;

/// <summary>A practice that cannot be served is found at the start, not at its first call.</summary>
public sealed class PracticeDirectoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hybrid-agent-practices-").FullName;

    [Theory]
    [InlineData("timeZone", "Mars/Olympus", "Mars/Olympus")]
    [InlineData("timeZone", null, "timeZone is missing")]
    [InlineData("operatorPhrase", "", "operatorPhrase is missing")]
    [InlineData("greeting", null, "greeting is missing")]
    [InlineData("pool", "", "pool is missing")]
    [InlineData("providers", null, "providers is missing")]
    [InlineData("pharmacies", null, "pharmacies is missing")]
    public void A_practice_that_cannot_be_served_stops_the_start_with_one_line_that_names_the_file(string field, string? value, string says)
    {
        PracticeDirectory.Open(folder);
        var file = Path.Combine(folder, "practices", "demo.json");
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        json[field] = value;
        File.WriteAllText(file, json.ToJsonString());
        var refused = Assert.Throws<InvalidDataException>(() => PracticeDirectory.Open(folder));
        Assert.Contains(file, refused.Message);
        Assert.Contains(says, refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("reasons[0].key", "", "reasons[0].key is missing")]
    [InlineData("reasons[0].key", "Big Bill", "reasons[0].key may hold lower-case letters")]
    [InlineData("reasons[1].key", "forms", "reasons[1].key \"forms\" is there twice")]
    [InlineData("reasons[0].label", "", "reasons[0].label is missing")]
    [InlineData("reasons[0].words", null, "reasons[0].words is missing")]
    [InlineData("reasons[0].fields", null, "reasons[0].fields is missing")]
    [InlineData("reasons[0].fields[0].name", "date_of_birth", "reasons[0].fields[0].name \"date_of_birth\" is a field of every note")]
    [InlineData("reasons[1].fields[0].name", "form_fax", "reasons[1].fields[0].name \"form_fax\" is there twice")]
    [InlineData("reasons[0].fields[0].label", " ", "reasons[0].fields[0].label is missing")]
    [InlineData("reasons[0].fields[0].kind", "colour", "kind")]
    [InlineData("reasons[0].fields[0].ask", null, "reasons[0].fields[0].ask is missing")]
    public void A_field_of_its_own_that_could_not_be_drafted_stops_the_start_with_its_place(string path, string? value, string says)
    {
        PracticeDirectory.Open(folder);
        var file = Path.Combine(folder, "practices", "demo.json");
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        var at = json;
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        foreach (var step in steps[..^1])
        {
            at = step[0] == '[' ? at[int.Parse(step[1..^1], System.Globalization.CultureInfo.InvariantCulture)]! : at[step]!;
        }

        at[steps[^1]] = value;
        File.WriteAllText(file, json.ToJsonString());
        var refused = Assert.Throws<InvalidDataException>(() => PracticeDirectory.Open(folder));
        Assert.Contains(file, refused.Message);
        Assert.Contains(says, refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("""{"signature":"s","categories":[]}""", "cues: A practice's additions need a version")]
    [InlineData("""{"version":"a@1","signature":"s"}""", "cues: A practice's additions need categories")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[null]}""", "cues: A practice's additions need categories")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[{"name":"stroke","patterns":[null]}]}""", "'stroke' has an empty pattern")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[{"name":"stroke","patterns":["<nowhere> x"]}]}""", "nowhere")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[{"name":"stroke","patterns":["the"]}]}""", "everyday words")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[{"name":"stroke","patterns":[],"level":"E2"}]}""", "never lower one")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[{"name":"stroke","patterns":[],"level":0}]}""", "level")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[{"name":"stroke","patterns":[],"levle":"E1"}]}""", "levle")]
    [InlineData("""{"version":"a@1","signature":"s","categories":[],"words":{"diagnosis":["chest pain"]}}""", "cues: The word list 'diagnosis' also serves to turn cues amber")]
    public void Words_of_emergency_that_could_not_be_heard_or_could_lower_one_stop_the_start_with_one_line(string cues, string says)
    {
        PracticeDirectory.Open(folder);
        var file = Path.Combine(folder, "practices", "demo.json");
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        json["cues"] = JsonNode.Parse(cues);
        File.WriteAllText(file, json.ToJsonString());
        var refused = Assert.Throws<InvalidDataException>(() => PracticeDirectory.Open(folder));
        Assert.Contains(file, refused.Message);
        Assert.Contains(says, refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void The_demo_practice_is_read_again_as_it_was_written()
    {
        PracticeDirectory.Open(folder);
        var demo = PracticeDirectory.Open(folder).Find("demo")!;
        Assert.Equal(DemoPractice.Value.Reasons!.SelectMany(r => r.Fields).Select(f => (f.Name, f.Kind)), demo.Reasons!.SelectMany(r => r.Fields).Select(f => (f.Name, f.Kind)));
    }

    [Fact]
    public void An_id_that_is_not_the_files_name_or_not_fit_for_an_address_is_refused()
    {
        PracticeDirectory.Open(folder);
        var demo = Path.Combine(folder, "practices", "demo.json");
        File.Move(demo, Path.Combine(folder, "practices", "other.json"));
        Assert.Contains("other.json", Assert.Throws<InvalidDataException>(() => PracticeDirectory.Open(folder)).Message);
    }

    [Fact]
    public async Task A_line_that_could_not_be_opened_neither_blinds_the_watchdog_nor_stays()
    {
        await using var server = await RunningServer.Start();
        var node = server.Services.GetRequiredService<LineNode>();
        var call = CallId.Parse(Guid.NewGuid().ToString("n"), null);
        Assert.ThrowsAny<Exception>(() => node.Open(server.Practice with { TimeZone = "Mars/Olympus" }, call));
        var (other, _) = await server.Call();
        Assert.Equal([("demo", other)], node.Calls);
        Assert.Empty((await node.Real(call)).Legs);
        Assert.Equal(call, node.Open(server.Practice, call).Call);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
