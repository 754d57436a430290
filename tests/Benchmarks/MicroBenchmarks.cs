using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace HybridAgent.Benchmarks;

/// <summary>Runs the BenchmarkDotNet classes of this project: all of them, or those that --filter names.</summary>
internal static class MicroBenchmarks
{
    public static Task Run(string[] arguments)
    {
        var classes = typeof(MicroBenchmarks).Assembly.GetTypes().Where(t => t.GetMethods().Any(m => m.IsDefined(typeof(BenchmarkAttribute), false))).ToArray();
        if (classes.Length == 0)
        {
            Console.WriteLine("  no classes");
            return Task.CompletedTask;
        }
        // In this process: the house's build settings (artifacts folder, warnings as errors) are not those of generated projects.
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(MarkdownExporter.Console)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "hybrid-agent-benchmarks"));
        BenchmarkSwitcher.FromTypes(classes).Run(arguments is [] ? ["--filter", "*"] : arguments, config);
        return Task.CompletedTask;
    }
}
