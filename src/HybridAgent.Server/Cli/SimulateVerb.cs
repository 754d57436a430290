using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using HybridAgent.Server.Simulation;

namespace HybridAgent.Server.Cli;

/// <summary>Simulates days of calls with the product's own call and desk, on virtual time, and holds the human guarantee against every step.</summary>
internal static class SimulateVerb
{
    private const int MostOperators = 500;
    private const int MostCalls = 1_000_000;

    /// <summary>Exit code when the guarantee did not hold.</summary>
    private const int Broken = 1;

    public static Command Create()
    {
        var calls = new Option<string>("--calls") { Description = "How many callers, in each world.", DefaultValueFactory = _ => "1000" };
        var operators = new Option<string>("--operators") { Description = "How many operators.", DefaultValueFactory = _ => "8" };
        var hours = new Option<string>("--hours") { Description = "Over how many hours they call, from eight in the morning.", DefaultValueFactory = _ => "10" };
        var faults = new Option<string>("--faults")
        {
            Description = $"Comma-separated; each is a world of its own with the same callers: {string.Join(", ", Faults.Names)}.",
            DefaultValueFactory = _ => "none",
        };
        var seed = new Option<string>("--seed") { Description = "The same seed gives the same run.", DefaultValueFactory = _ => "1" };
        var worlds = new Option<string>("--worlds") { Description = "How many worlds of each kind, with seeds that follow one another.", DefaultValueFactory = _ => "1" };
        var staffing = new Option<string?>("--staffing") { Description = "The same callers again with each of these numbers of operators, for example 2,3,4,5." };
        var json = new Option<string?>("--json") { Description = "Where to write the result as JSON." };
        var log = new Option<string?>("--log") { Description = "Where to write every event, for one world." };
        var verb = new Command("simulate", "Simulate calls, people and faults; check the human guarantee after every step.")
        {
            calls, operators, hours, faults, seed, worlds, staffing, json, log,
        };
        verb.SetAction((parsed, cancel) => Task.Run(() => Simulate(parsed, cancel), cancel));
        return verb;

        int Simulate(ParseResult parsed, CancellationToken cancel)
        {
            var kinds = parsed.GetValue(faults)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(name => Faults.Parse(name) ?? throw new WrongInputException($"--faults {name}: choose from {string.Join(", ", Faults.Names)}.")).Distinct().ToList();
            var plan = new WorldPlan(
                Number("--calls", parsed.GetValue(calls)!, 1, MostCalls), Number("--operators", parsed.GetValue(operators)!, 1, MostOperators),
                Hours(parsed.GetValue(hours)!), kinds.Count > 0 ? kinds[0] : throw new WrongInputException("--faults: name at least one, or none."),
                Seed(parsed.GetValue(seed)!));
            var repeats = Number("--worlds", parsed.GetValue(worlds)!, 1, 10_000);
            var staff = parsed.GetValue(staffing)?.Split(',').Select(n => Number("--staffing", n.Trim(), 1, MostOperators)).ToList();
            using var events = Writer("--log", parsed.GetValue(log));
            using var result = Writer("--json", parsed.GetValue(json));
            var rows = (staff is null
                ? kinds.Select(k => (Name: Faults.Name(k), Plan: plan with { Faults = k }))
                : staff.SelectMany(n => kinds.Select(k => (Name: kinds.Count == 1 ? $"{n}" : $"{n} {Faults.Name(k)}", Plan: plan with { Operators = n, Faults = k }))))
                .SelectMany(r => Enumerable.Range(0, repeats).Select(i => (r.Name, r.Plan with { Seed = plan.Seed + i, Log = events }))).ToList();
            if (events is not null && rows.Count > 1)
            {
                throw new WrongInputException($"--log: one world at a time; this would be {rows.Count}.");
            }
            try
            {
                var report = SimulationRun.Run(rows, staff is null ? "faults" : "operators", "hybrid-agent " + string.Join(' ', parsed.Tokens.Select(t => t.Value)), cancel);
                Console.Write(report.ToText());
                result?.Write(report.ToJson());
                return 0;
            }
            catch (GuaranteeBrokenException e)
            {
                Console.Error.WriteLine(e.Message);
                return Broken;
            }
        }
    }

    private static int Number(string option, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new WrongInputException($"{option} {text}: a whole number from {least} to {most}.");

    private static double Hours(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0.1 and <= 1000
            ? value
            : throw new WrongInputException($"--hours {text}: hours from 0.1 to 1000.");

    private static long Seed(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw new WrongInputException($"--seed {text}: a whole number.");

    private static StreamWriter? Writer(string option, string? file)
    {
        try
        {
            return file is null ? null : new StreamWriter(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WrongInputException($"{option} {file}: {e.Message}");
        }
    }
}
