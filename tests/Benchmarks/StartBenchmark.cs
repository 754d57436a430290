using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HybridAgent.Benchmarks;

/// <summary>Cold start: from starting the executable on an empty data folder until its first page has been served.</summary>
internal static class StartBenchmark
{
    private const int Runs = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task Run()
    {
        var (empty, used) = (new List<double>(), new List<double>());
        for (var run = 0; run < Runs; run++)
        {
            var folder = Directory.CreateTempSubdirectory("hybrid-agent-start-");
            try
            {
                empty.Add(await UntilFirstPage(folder.FullName));
                used.Add(await UntilFirstPage(folder.FullName));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
        Report("on an empty data folder", empty);
        Report("on the same folder again", used);
    }

    private static void Report(string what, List<double> milliseconds)
    {
        var all = new Durations(milliseconds);
        Console.WriteLine($"  first page {what}: median {all.Median:F0} ms, max {all.Maximum:F0} ms, min {all.At(0):F0} ms ({all.Count} runs)");
    }

    private static async Task<double> UntilFirstPage(string folder)
    {
        var port = FreePort();
        var program = Path.Combine(AppContext.BaseDirectory, "..", "..", "HybridAgent.Server", new DirectoryInfo(AppContext.BaseDirectory).Name, "hybrid-agent");
        var start = new ProcessStartInfo(program, ["serve", "--url", $"http://127.0.0.1:{port}", "--data", folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            while (!await Answers(http))
            {
                if (process.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
                {
                    throw new InvalidOperationException($"The server did not start: {(process.HasExited ? await errors : "no page within a minute")}");
                }
                await Task.Delay(10);
            }
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task<bool> Answers(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/phone?practice=demo", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // Not listening yet.
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
