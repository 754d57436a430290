using System.Diagnostics;
using System.Text.RegularExpressions;

namespace HybridAgent.Tests.Shared;

/// <summary>The product as its user starts it: the built executable, a data folder of its own, a port that was free.</summary>
public sealed partial class Product : IAsyncDisposable
{
    public const string Password = "open-sesame-please";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<string> output = [];
    private IReadOnlyDictionary<string, string> settings = new Dictionary<string, string>();
    private Process? process;

    public string DataFolder { get; } = Directory.CreateTempSubdirectory("hybrid-agent-product-").FullName;

    public string Url { get; private set; } = "";

    /// <summary>What it printed, for a failing test's report.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return string.Join('\n', output);
            }
        }
    }

    public static string Executable { get; } =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "HybridAgent.Server", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "hybrid-agent"));

    /// <param name="settings">Beside its own; names as in appsettings.json.</param>
    public static async Task<Product> Start(IReadOnlyDictionary<string, string>? settings = null)
    {
        var product = new Product { settings = settings ?? new Dictionary<string, string>() };
        await product.Run("http://127.0.0.1:0");
        return product;
    }

    /// <summary>kill -9: nothing is flushed, nothing says goodbye.</summary>
    public async Task Kill()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Starts again on the same folder and the same address.</summary>
    public Task Restart() => Run(Url);

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await Kill();
        }
        process?.Dispose();
        Directory.Delete(DataFolder, recursive: true);
    }

    private async Task Run(string url)
    {
        var start = new ProcessStartInfo(Executable, ["serve", "--url", url, "--data", DataFolder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HYBRIDAGENT_Seed__Password"] = Password;
        foreach (var (name, value) in settings)
        {
            start.Environment[$"HYBRIDAGENT_{name.Replace(":", "__", StringComparison.Ordinal)}"] = value;
        }
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process = Process.Start(start)!;
        void Read(object sender, DataReceivedEventArgs e)
        {
            if (e.Data is not { } line)
            {
                return;
            }
            lock (output)
            {
                output.Add(line);
            }
            if (Console().Match(line) is { Success: true } found)
            {
                listening.TrySetResult(found.Groups[1].Value);
            }
        }
        process.OutputDataReceived += Read;
        process.ErrorDataReceived += Read;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var first = await Task.WhenAny(listening.Task, process.WaitForExitAsync(), Task.Delay(Patience));
        Url = first == listening.Task ? await listening.Task : throw new InvalidOperationException($"The product did not start:\n{Output}");
    }

    [GeneratedRegex(@"answer as operator\s+(http://[^/]+)/console")]
    private static partial Regex Console();
}
