using System.Diagnostics;
using HybridAgent.Tests.Shared;

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

    internal static async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Product.Executable, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
