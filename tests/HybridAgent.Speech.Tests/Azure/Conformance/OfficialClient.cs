using System.Diagnostics;
using System.Text.Json;

namespace HybridAgent.Speech.Tests.Azure.Conformance;

/// <summary>Microsoft's JavaScript SDK, installed by npm into a folder of its own when node is there.</summary>
internal static class OfficialClient
{
    private static readonly SemaphoreSlim One = new(1, 1);

    /// <summary>Runs the client against an address and gives the events it printed. Skips where it cannot be installed.</summary>
    public static async Task<JsonElement[]> Listen(string form, string address, int seconds)
    {
        var folder = await Installed();
        var (code, output) = await Run("node", folder, ["listen.cjs", form, address, seconds.ToString()], TimeSpan.FromSeconds(60));
        Assert.True(code == 0, output);
        return [.. output.Split('\n').Where(l => l.StartsWith('{')).Select(l => JsonDocument.Parse(l).RootElement)];
    }

    private static async Task<string> Installed()
    {
        foreach (var program in new[] { "node", "npm" })
        {
            Assert.SkipUnless(
                (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, program))),
                $"{program} is not installed; Microsoft's JavaScript client was not run.");
        }
        await One.WaitAsync();
        try
        {
            var source = Path.Combine(AppContext.BaseDirectory, "official-client");
            var folder = Path.Combine(Path.GetTempPath(), $"hybridagent-official-client-{Environment.UserName}");
            Directory.CreateDirectory(folder);
            foreach (var file in Directory.GetFiles(source)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            if (Directory.Exists(Path.Combine(folder, "node_modules", "microsoft-cognitiveservices-speech-sdk", "distrib"))) return folder;
            var (code, output) = await Run("npm", folder, ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], TimeSpan.FromMinutes(3));
            Assert.SkipUnless(code == 0, $"npm could not install Microsoft's JavaScript client (code {code}): {output.Split('\n')[^1]}");
            return folder;
        }
        finally
        {
            One.Release();
        }
    }

    private static async Task<(int Code, string Output)> Run(string program, string folder, string[] arguments, TimeSpan within)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        using var patience = new CancellationTokenSource(within);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, $"{await output}\n{await errors}".Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} took longer than {within}.");
        }
    }
}
