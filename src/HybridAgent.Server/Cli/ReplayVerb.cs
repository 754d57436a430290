using System.CommandLine;
using System.CommandLine.Parsing;
using HybridAgent.Assist;
using HybridAgent.Core.Replay;
using HybridAgent.Server.Replay;

namespace HybridAgent.Server.Cli;

/// <summary>Hears stored calls again with other rules or a model, says what differs, and holds the gate: no red flag lost.</summary>
internal static class ReplayVerb
{
    /// <summary>Exit code when the gate does not hold.</summary>
    private const int Lost = 1;

    /// <summary>Exit code when there was nothing that the gate could have been held against.</summary>
    private const int NothingCompared = 2;

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Data folder. It is only read; a server may be running on it.", DefaultValueFactory = _ => ServeVerb.DefaultFolder };
        var calls = new Option<string>("--calls") { Description = "all, since:2026-03-01, call ids with commas between, a file of cases (.jsonl), a scenario (.yaml) or a folder of them.", DefaultValueFactory = _ => "all" };
        var practice = new Option<string?>("--practice") { Description = "Only calls of this practice." };
        var assist = new Option<string?>("--assist") { Description = "What hears them again, with commas between: rules, rules@VERSION, rules@FILE, model, model@NAME. (Default: rules, unless only --cases is wanted.)" };
        var against = new Option<string?>("--against") { Description = "What the others are compared with. (Default: recorded; for cases the first of --assist when there are two.)" };
        var floors = new Option<string?>("--floors") { Description = "A folder with other cue floors, each found by its version. (Default: DATA/floors when there is one.)" };
        var accept = new Option<bool>("--accept-not-urgent") { Description = "A red flag lost in a call that its practice judged not urgent does not count." };
        var words = new Option<bool>("--show-words") { Description = "Show the words and values themselves: personal data." };
        var json = new Option<string?>("--json") { Description = "Where to write the result as JSON." };
        var cases = new Option<string?>("--cases") { Description = "Where to write the judged calls as cases: a new file, mode 0600, with everything that was said in them." };
        var verb = new Command("replay", "Hear stored calls again; print what differs. Exit 0: no red flag lost. 1: one was. 2: nothing was compared.")
        {
            data, calls, practice, assist, against, floors, accept, words, json, cases,
        };
        verb.SetAction((parsed, cancel) => Replay(parsed, cancel));
        return verb;

        async Task<int> Replay(ParseResult parsed, CancellationToken cancel)
        {
            var folder = parsed.GetValue(data)!;
            var wanted = parsed.GetValue(assist) ?? (parsed.GetValue(cases) is null ? "rules" : null);
            // Read before anything long begins: what is named wrongly is said at once.
            var model = new Lazy<ServiceProvider>(ConfiguredModel);
            try
            {
                var drafter = new Lazy<ModelDrafter>(() => model.Value.GetRequiredService<ModelDrafter>());
                var known = new Floors(parsed.GetValue(floors) ?? (Directory.Exists(Path.Combine(folder, "floors")) ? Path.Combine(folder, "floors") : null));
                var sides = (wanted ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()
                    .Select(name => Side.Parse(name, known, drafter)).ToList();
                if (wanted is not null && sides.Count == 0)
                {
                    throw new WrongInputException("--assist: name at least one side.");
                }
                var baseline = parsed.GetValue(against) is { } other ? Side.Parse(other, known, drafter) : null;
                var found = new CallSource(folder, parsed.GetValue(practice), TimeProvider.System).Read(parsed.GetValue(calls)!);
                if (parsed.GetValue(cases) is { } file)
                {
                    Export(file, found);
                }
                if (sides.Count == 0)
                {
                    return 0;
                }
                var report = await Compare(found, sides, baseline, parsed.GetValue(accept), parsed.GetValue(words), cancel);
                if (parsed.GetValue(json) is { } result)
                {
                    PrivateFile.Write("--json", result, [report.ToJson()], replace: true);
                }
                Console.Write(new ReplayText(report).Write());
                return report.NothingCompared ? NothingCompared : report.GateHolds ? 0 : Lost;
            }
            finally
            {
                if (model.IsValueCreated)
                {
                    await model.Value.DisposeAsync();
                }
            }
        }
    }

    private static async Task<ReplayReport> Compare(ReplayCalls found, List<Side> sides, Side? baseline, bool accept, bool words, CancellationToken cancel)
    {
        if (!found.Stored && (baseline == Side.Recorded || sides.Contains(Side.Recorded)))
        {
            throw new WrongInputException("recorded: cases hold what was said, not what was heard in it then.");
        }
        baseline ??= found.Stored ? Side.Recorded : sides.Count > 1 ? sides[0] : null;
        sides = [.. sides.Where(s => s.Name != baseline?.Name)];
        if (sides.Count == 0)
        {
            throw new WrongInputException($"--assist: besides {baseline!.Name} there is nothing to compare.");
        }
        if (found.Calls.Count + found.Broken.Count == 0)
        {
            throw new WrongInputException("--calls: there is no such call; nothing was compared.");
        }
        var before = baseline is null ? null : await Hear(baseline);
        var results = new List<SideResult>();
        foreach (var side in sides)
        {
            var heard = await Hear(side);
            results.Add(new SideResult(
                side.Name,
                [.. found.Calls.Select((c, i) => new SideOfCall(c, heard[i], before is null ? null : CallDifference.Between(c, before[i], heard[i])))],
                accept));
        }
        var compared = before is null ? null : new SideResult(baseline!.Name, [.. found.Calls.Select((c, i) => new SideOfCall(c, before[i], null))], accept);
        var all = baseline is null ? sides : [baseline, .. sides];
        return new ReplayReport(found, baseline?.Name, [.. all.Select(s => (s.Name, s.What))], compared, results, words);

        async Task<List<HeardCall>> Hear(Side side)
        {
            var heard = new List<HeardCall>();
            foreach (var call in found.Calls)
            {
                cancel.ThrowIfCancellationRequested();
                heard.Add(await side.Hear(call, cancel));
            }
            return heard;
        }
    }

    private static void Export(string file, ReplayCalls found)
    {
        var judged = found.Calls.Where(c => c.Gold is not null).ToList();
        PrivateFile.Write("--cases", file, judged.Select(CaseFile.Write), replace: false);
        Console.Error.WriteLine($"hybrid-agent: {file} holds {judged.Count} judged calls with everything that was said in them: personal data of patients. Keep it where their records are kept, and delete it when done.");
    }

    /// <summary>The model of the server's own configuration.</summary>
    private static ServiceProvider ConfiguredModel()
    {
        var configuration = new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables("HYBRIDAGENT_").Build();
        return new ServiceCollection().AddAssist(configuration).BuildServiceProvider();
    }
}
