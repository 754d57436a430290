using System.Diagnostics;
using System.Text.Json;

namespace HybridAgent.Server.Tests.Cli;

/// <summary>`call --audio` as the README shows it: a WAV becomes a whole call with the real engine, voice, store and bridge.</summary>
public sealed class CallVerbTests(ITestOutputHelper log)
{
    [Fact]
    public async Task A_patient_with_crushing_chest_pain_raises_the_cue_while_she_still_speaks_and_the_note_is_delivered()
    {
        var wav = Path.Combine(Directory.CreateTempSubdirectory("hybrid-agent-call-").FullName, "patient.wav");
        await Flite(wav, "I have crushing chest pain and I can not breathe. My name is Mary Johnson. Please help me.");
        var result = await Call("--audio", wav, "--operator-delay", "1s");

        var cue = result.GetProperty("cues").EnumerateArray().First(c => c.GetProperty("category").GetString() == "chest_pain");
        Assert.Equal("E1", cue.GetProperty("level").GetString());
        Assert.Equal("Present", cue.GetProperty("assertion").GetString());
        Assert.True(cue.GetProperty("partial").GetBoolean());
        Assert.InRange(cue.GetProperty("latencyMs").GetInt32(), 0, 1000);
        var raised = At(result, e => Kind(e) == "cue-raised" && e.GetProperty("event").GetProperty("cue").GetProperty("category").GetString() == "chest_pain");
        var said = At(result, e => Kind(e) == "utterance-heard" && e.GetProperty("event").GetProperty("utterance").GetProperty("leg").GetString() == "Caller");
        Assert.True(raised < said, $"The cue was stored at {raised:O}, after the sentence had ended ({said:O}).");

        Assert.Equal("message-sent", result.GetProperty("outcome").GetString());
        Assert.InRange(result.GetProperty("timeToHumanMs").GetDouble(), 500, 10_000);
        Assert.Contains("chest pain", result.GetProperty("utterances").ToString());
        Assert.Equal("Mary Johnson", result.GetProperty("note").GetProperty("caller_name").GetProperty("value").GetString());
        Assert.True(result.GetProperty("chain").GetProperty("intact").GetBoolean());
    }

    [Fact]
    public async Task Real_human_speech_becomes_words_in_a_call()
    {
        var speech = SharedData("speech");
        var result = await Call("--audio", Path.Combine(speech, "librivox-0880.wav"), "--operator-delay", "1s");
        var text = string.Join(' ', result.GetProperty("utterances").EnumerateArray()
            .Where(u => u.GetProperty("leg").GetString() == "Caller").Select(u => u.GetProperty("text").GetString()));
        log.WriteLine(text);
        Assert.True(text.Split(' ').Length > 5, $"Only \"{text}\" was heard.");
        Assert.Equal("message-sent", result.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_caller_whom_nobody_answers_is_owed_a_callback()
    {
        var wav = Path.Combine(Directory.CreateTempSubdirectory("hybrid-agent-call-").FullName, "patient.wav");
        await Flite(wav, "Hello?");
        var result = await Call("--audio", wav, "--operator", "none");
        Assert.Equal(JsonValueKind.Null, result.GetProperty("timeToHumanMs").ValueKind);
        Assert.Contains(result.GetProperty("events").EnumerateArray(), e => Kind(e) == "callback-promised");
        Assert.True(result.GetProperty("chain").GetProperty("intact").GetBoolean());
    }

    private static string? Kind(JsonElement stored) => stored.GetProperty("event").GetProperty("kind").GetString();

    private static DateTimeOffset At(JsonElement result, Func<JsonElement, bool> which) =>
        result.GetProperty("events").EnumerateArray().First(which).GetProperty("at").GetDateTimeOffset();

    private async Task<JsonElement> Call(params string[] arguments)
    {
        var json = Path.GetTempFileName();
        var (code, output, error) = await CommandLineTests.Run(["call", .. arguments, "--json", json]);
        log.WriteLine(output);
        Assert.True(code == 0, error);
        Assert.Equal("", error);
        var result = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllBytesAsync(json, TestContext.Current.CancellationToken));
        File.Delete(json);
        return result;
    }

    private static async Task Flite(string wav, string text)
    {
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, "flite"))),
            "flite is not installed: apt-get install flite.");
        using var process = Process.Start("flite", ["-voice", "slt", "-o", wav, "-t", text]);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private static string SharedData(string folder)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var found = Path.Combine(at.FullName, "shared", "data", folder);
            if (Directory.Exists(found))
            {
                return found;
            }
        }
        Assert.Skip($"shared/data/{folder} is not beside the repository.");
        return "";
    }
}
