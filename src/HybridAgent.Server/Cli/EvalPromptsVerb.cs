using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using HybridAgent.Assist;
using HybridAgent.Assist.Cases;

namespace HybridAgent.Server.Cli;

/// <summary>Tries the prompts' own cases on the configured model.</summary>
internal static class EvalPromptsVerb
{
    public static Command Create()
    {
        var prompt = new Option<string?>("--prompt") { Description = $"Only this prompt: {string.Join(", ", PromptCases.Prompts)}." };
        var name = new Option<string?>("--case") { Description = "Only the case in the file of this name." };
        var folder = new Option<string?>("--prompts") { Description = "Folder of prompts; default: the one in use." };
        var json = new Option<string?>("--json") { Description = "Where to write every verdict as JSON." };
        var verb = new Command("prompts", "Try the prompts' cases on the configured model. Exit 0 all passed, 1 some not, 2 nothing could be tried.")
        {
            prompt, name, folder, json,
        };
        verb.SetAction((parsed, cancel) => Run(parsed.GetValue(prompt), parsed.GetValue(name), parsed.GetValue(folder), parsed.GetValue(json), cancel));
        return verb;
    }

    private static async Task<int> Run(string? prompt, string? name, string? folder, string? json, CancellationToken cancel)
    {
        if (prompt is not null && !PromptCases.Prompts.Contains(prompt))
        {
            throw new WrongInputException($"--prompt {prompt}: known are {string.Join(", ", PromptCases.Prompts)}.");
        }
        if (folder is not null && !Directory.Exists(folder))
        {
            throw new WrongInputException($"--prompts {folder}: there is no such folder.");
        }
        // The same sources as the server's.
        var configuration = new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables("HYBRIDAGENT_")
            .AddInMemoryCollection(folder is null ? [] : [new("Assist:PromptFolder", Path.GetFullPath(folder))]).Build();
        await using var services = new ServiceCollection().AddAssist(configuration).BuildServiceProvider();
        var cases = Load(configuration["Assist:PromptFolder"], prompt, name);
        var trials = services.GetRequiredService<PromptTrials>();
        if (!trials.IsOn)
        {
            throw new WrongInputException($"No model is configured: {cases.Count} cases are in order and wait. Set HYBRIDAGENT_Assist__Provider, __Endpoint, __Model and __ApiKey.");
        }
        Console.WriteLine($"{cases.Count} cases, {trials.Model}");
        var done = new List<PromptTrial>();
        foreach (var one in cases)
        {
            done.Add(await trials.Try(one, cancel));
            Print(done[^1]);
        }
        foreach (var group in done.GroupBy(t => t.Case.Prompt))
        {
            Total(trials.Provenance(group.Key), [.. group]);
        }
        if (json is not null)
        {
            Write(json, trials, done);
        }
        return done.All(t => t.Passed) ? 0 : 1;
    }

    private static List<PromptCase> Load(string? folder, string? prompt, string? name)
    {
        try
        {
            var cases = PromptCases.Load(folder, prompt).Where(c => name is null || c.Name == name).ToList();
            return cases.Count > 0 ? cases : throw new WrongInputException("There is no such case.");
        }
        catch (PromptCaseException e)
        {
            throw new WrongInputException(e.Message);
        }
    }

    private static void Print(PromptTrial trial)
    {
        Console.WriteLine(Line($"{(trial.Passed ? "pass" : "FAIL")}  {trial.Case.Prompt}/{trial.Case.Name}  {trial.Latency.TotalMilliseconds:0} ms{(trial.LeftOut > 0 ? $"  {trial.LeftOut} unproven left out" : "")}"));
        foreach (var problem in trial.Failure is { } failure ? [failure] : trial.Problems)
        {
            // What a model wrote may be in it: one line, nothing a terminal obeys.
            Console.WriteLine("      " + string.Concat(problem.Where(c => !char.IsControl(c))));
        }
    }

    private static void Total(string provenance, List<PromptTrial> trials)
    {
        var times = trials.Where(t => t.Failure is null).Select(t => t.Latency.TotalMilliseconds).Order().ToList();
        Console.WriteLine(Line(
            $"{provenance}: {trials.Count(t => t.Passed)} of {trials.Count} passed, {trials.Count(t => t.Failure is not null)} without an answer, {trials.Sum(t => t.LeftOut)} unproven left out; ")
            + Line($"{trials.Sum(t => t.SentTokens)} tokens sent, {trials.Sum(t => t.AnsweredTokens)} answered; latency p50 {At(times, 0.5)}, p95 {At(times, 0.95)}"));
    }

    private static string At(List<double> times, double share) =>
        times.Count == 0 ? "-" : Line($"{times[Math.Max(0, (int)Math.Ceiling(share * times.Count) - 1)]:0} ms");

    private static void Write(string file, PromptTrials trials, List<PromptTrial> done)
    {
        try
        {
            File.WriteAllText(file, JsonSerializer.Serialize(done.Select(t => new
            {
                prompt = trials.Provenance(t.Case.Prompt),
                t.Case.Name,
                t.Case.Title,
                t.Passed,
                t.Failure,
                t.Problems,
                t.LeftOut,
                LatencyMs = (int)t.Latency.TotalMilliseconds,
                t.SentTokens,
                t.AnsweredTokens,
            }), JsonSerializerOptions.Web));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new WrongInputException($"--json {file}: {e.Message}");
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
