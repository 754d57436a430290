using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using HybridAgent.Core.Calls;
using HybridAgent.Server.Scenarios;
using HybridAgent.Server.Shell;
using Spectre.Console;

namespace HybridAgent.Server.Cli;

/// <summary>Plays whole calls from YAML on virtual time, with the product's own call, desk, cues and drafter, and judges them.</summary>
internal static class ScenarioVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A scenario, or a folder of them." };
        var json = new Option<string?>("--json") { Description = "Where to write events and verdicts as JSON." };
        var quiet = new Option<bool>("--quiet") { Description = "Verdicts only, no timeline." };
        var verb = new Command("scenario", "Play a whole call from YAML and judge it. Exit 0 when all is as expected, 1 when not.") { file, json, quiet };
        verb.SetAction((parsed, _) => Task.FromResult(Play(parsed.GetValue(file)!, parsed.GetValue(json), parsed.GetValue(quiet))));
        return verb;
    }

    private static int Play(string path, string? json, bool quiet)
    {
        var files = Directory.Exists(path) ? Directory.GetFiles(path, "*.yaml").Order(StringComparer.Ordinal).ToList() : [path];
        if (files.Count == 0)
        {
            throw new WrongInputException($"{path}: there is no scenario in this folder.");
        }
        var results = files.Select(f => ScenarioFile.Read(f)).Select(Run).ToList();
        foreach (var result in results)
        {
            Print(result, quiet);
        }
        if (json is not null)
        {
            File.WriteAllText(json, JsonSerializer.Serialize(results.Select(r => new
            {
                r.Title,
                r.Passed,
                r.Problems,
                r.LongestGapSeconds,
                events = r.Events.Select(e => new { e.At, e.Caller, e.Event }),
            }), CallJson.Options));
        }
        var failed = results.Count(r => !r.Passed);
        if (results.Count > 1)
        {
            Console.WriteLine($"{results.Count - failed} as expected, {failed} not.");
        }
        return failed == 0 ? 0 : 1;
    }

    private static ScenarioResult Run(Scenario scenario)
    {
        using var stage = new Stage(scenario);
        return stage.Run();
    }

    private static void Print(ScenarioResult result, bool quiet)
    {
        if (!quiet)
        {
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{result.Title}[/]");
            foreach (var (at, caller, e) in result.Events)
            {
                var clock = TimeSpan.FromSeconds(at).ToString(@"mm\:ss\.f", CultureInfo.InvariantCulture);
                AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]{clock}[/]  {caller,-8} {EventWords.Of(e, id => id)}");
            }
        }
        foreach (var problem in result.Problems)
        {
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]✗[/] {problem}");
        }
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{(result.Passed ? "✓" : "✗")} {result.Title}");
    }
}
