using System.Diagnostics;
using HybridAgent.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Server.Tests.Cli;

/// <summary>The executable as a person at a terminal meets it: real processes, exit codes, one clear line.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("\"dance\" is not known here", "dance")]
    [InlineData("--loudly", "call", "--audio", "x.wav", "--loudly")]
    [InlineData("there is no such file", "call", "--audio", "no-such.wav")]
    [InlineData("Option '--audio' is required", "call")]
    [InlineData("auto or none", "call", "--audio", "no-such.wav", "--operator", "robot")]
    [InlineData("looks like 3s", "call", "--audio", "no-such.wav", "--operator-delay", "soon")]
    [InlineData("an address looks like", "call", "--audio", "no-such.wav", "--server", "elsewhere")]
    [InlineData("no-such.jsonl", "eval", "cues", "--in", "no-such.jsonl", "--out", "out.jsonl")]
    [InlineData("No model is configured", "eval", "prompts")]
    [InlineData("known are Intake/Extract", "eval", "prompts", "--prompt", "Intake/Guess")]
    [InlineData("no such case", "eval", "prompts", "--case", "nothing")]
    [InlineData("no-prompts", "eval", "prompts", "--prompts", "/no-prompts")]
    [InlineData("an address looks like", "serve", "--url", "nowhere")]
    [InlineData("there is no", "verify", "--data", "/no/such/folder")]
    [InlineData("choose from none, operator-crash", "simulate", "--faults", "gremlins")]
    [InlineData("a whole number from 1", "simulate", "--operators", "0")]
    [InlineData("hours from 0.1", "simulate", "--hours", "forever")]
    [InlineData("one world at a time", "simulate", "--faults", "all", "--log", "/dev/null")]
    [InlineData("--json", "simulate", "--json", "/no/such/folder/x.json")]
    public async Task Unknown_input_gets_one_clear_line_and_exit_code_2(string says, params string[] arguments)
    {
        var (code, output, error) = await Run(arguments);
        Assert.Equal(2, code);
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(says, line, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("", output);
    }

    [Theory]
    [InlineData()]
    [InlineData("serve")]
    [InlineData("call")]
    [InlineData("eval")]
    [InlineData("eval", "cues")]
    [InlineData("eval", "prompts")]
    [InlineData("verify")]
    [InlineData("simulate")]
    [InlineData("replay")]
    public async Task Every_verb_explains_itself(params string[] verb)
    {
        var (code, output, _) = await Run([.. verb, "--help"]);
        Assert.Equal(0, code);
        Assert.Contains("Usage:", output);
    }

    [Fact]
    public async Task A_wav_that_is_not_a_wav_is_refused_before_any_call_is_placed()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "RIFF of a guitar, but no WAVE in it", TestContext.Current.CancellationToken);
        var (code, output, error) = await Run("call", "--audio", file);
        Assert.Equal(2, code);
        Assert.Contains(file, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal("", output);
        File.Delete(file);
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_folder_is_refused_and_the_first_goes_on()
    {
        await using var product = await Product.Start();
        var (code, _, error) = await Run("serve", "--url", "http://127.0.0.1:0", "--data", product.DataFolder);
        Assert.Equal(2, code);
        Assert.Contains("in use by another process", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        using var http = new HttpClient();
        Assert.True((await http.GetAsync($"{product.Url}/health/live", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_server_whose_model_libraries_would_write_patients_words_into_telemetry_does_not_start()
    {
        var (code, output, error) = await RunWith(
            new()
            {
                ["HYBRIDAGENT_Assist__Provider"] = "ollama",
                ["HYBRIDAGENT_Assist__Endpoint"] = "http://127.0.0.1:9",
                ["HYBRIDAGENT_Assist__Model"] = "none",
                [Assist.SensitiveTelemetry.KernelVariable] = "true",
            },
            "serve", "--url", "http://127.0.0.1:0", "--data", Directory.CreateTempSubdirectory("telemetry-").FullName);
        Assert.Equal(2, code);
        Assert.Contains(Assist.SensitiveTelemetry.KernelVariable, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal("", output);
    }

    [Theory]
    [InlineData("denied", """{"cues":[]}""", 0, "1 of 1 passed")]
    [InlineData("elephant", """{"cues":[]}""", 1, "no cue chest_pain E1")]
    [InlineData("elephant", "sorry", 1, "answer malformed")]
    public async Task Prompt_cases_are_tried_on_the_configured_model_and_judged(string name, string answer, int code, string says)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var model = builder.Build();
        model.Urls.Add("http://127.0.0.1:0");
        model.MapPost("/v1/chat/completions", () => Results.Json(new
        {
            id = "x",
            @object = "chat.completion",
            created = 1,
            model = "m",
            choices = new[] { new { index = 0, message = new { role = "assistant", content = answer }, finish_reason = "stop" } },
            usage = new { prompt_tokens = 321, completion_tokens = 12, total_tokens = 333 },
        }));
        await model.StartAsync(TestContext.Current.CancellationToken);
        var verdicts = Path.GetTempFileName();

        var (exit, output, error) = await RunWith(
            new()
            {
                ["HYBRIDAGENT_Assist__Provider"] = "openai-compatible",
                ["HYBRIDAGENT_Assist__Endpoint"] = model.Urls.Single() + "/v1",
                ["HYBRIDAGENT_Assist__Model"] = "m",
            },
            "eval", "prompts", "--prompt", "Cues/Opinion", "--case", name, "--json", verdicts);

        Assert.Equal((code, ""), (exit, error));
        Assert.Contains(says, output);
        Assert.Matches("prompt:Cues/Opinion@[0-9a-f]{8}: .* 321 tokens sent, 12 answered; latency p50 ", output);
        Assert.Contains($"\"name\":\"{name}\"", await File.ReadAllTextAsync(verdicts, TestContext.Current.CancellationToken));
        File.Delete(verdicts);
    }

    internal static Task<(int Code, string Output, string Error)> Run(params string[] arguments) => RunWith([], arguments);

    private static async Task<(int Code, string Output, string Error)> RunWith(Dictionary<string, string> variables, params string[] arguments)
    {
        var start = new ProcessStartInfo(Product.Executable, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
