using System.Globalization;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Evaluation;
using HybridAgent.Core.Practices;
using HybridAgent.Core.Replay;
using HybridAgent.Server.Cli;
using HybridAgent.Server.Practices;
using HybridAgent.Server.Scenarios;
using HybridAgent.Storage.Sqlite;

namespace HybridAgent.Server.Replay;

/// <summary>The calls of one replay.</summary>
/// <param name="Stored">True when they are records of a store, with what was heard at the time.</param>
/// <param name="Broken">Records whose chain or seals do not hold: they are not replayed, and the gate does not hold.</param>
internal sealed record ReplayCalls(IReadOnlyList<ReplayCall> Calls, bool Stored, IReadOnlyList<(string Call, string Problem)> Broken);

/// <summary>Finds the calls that "--calls" names: in a data folder (read only, a server may be running), in a case file, in scenarios.</summary>
/// <param name="practice">Only calls of this practice; null for all.</param>
internal sealed class CallSource(string folder, string? practice, TimeProvider time)
{
    private readonly Lazy<IPracticeDirectory?> practices = new(() => Practices(folder));

    /// <exception cref="WrongInputException">Nothing can be read there; one line says why.</exception>
    public ReplayCalls Read(string which)
    {
        if (Directory.Exists(which) || which.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase))
        {
            var files = Directory.Exists(which) ? Directory.GetFiles(which, "*.yaml").Order(StringComparer.Ordinal) : (IEnumerable<string>)[which];
            return Written([.. files.SelectMany(SpokenTurns)], which);
        }
        return File.Exists(which) || which.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) ? Written(Cases(which), which) : Stored(which);
    }

    private static ReplayCalls Written(IReadOnlyList<ReplayCall> calls, string which) =>
        calls.Count > 0 ? new ReplayCalls(calls, false, []) : throw new WrongInputException($"--calls {which}: there is no case in it.");

    private IReadOnlyList<ReplayCall> Cases(string file)
    {
        try
        {
            return [.. CaseFile.Read(File.ReadAllLines(file), Find, time.GetUtcNow()).Where(c => practice is null || c.Practice.Id == practice)];
        }
        catch (EvaluationException e)
        {
            throw new WrongInputException($"--calls {file}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongInputException($"--calls {file}: there is no such file, or it cannot be read.");
        }
    }

    /// <summary>What callers say in a scenario, each caller a case; what is played from a sound file is not text and left out.</summary>
    private IEnumerable<ReplayCall> SpokenTurns(string file) =>
        ScenarioFile.Read(file).Steps
            .Where(s => s.Does == "says" && s.Text("text") is not null)
            .GroupBy(s => s.Who)
            .Select(said => CaseFile.Said(
                $"{Path.GetFileNameWithoutExtension(file)}#{said.Key}", Find(null), time.GetUtcNow(),
                [.. said.Select(s => (LegRole.Caller, s.Text("text")!, (IReadOnlyList<Word>?)null))], gold: null));

    private ReplayCalls Stored(string which)
    {
        if (!SqliteEventStore.IsIn(folder))
        {
            throw new WrongInputException($"--data {folder}: there is no store in this folder.");
        }
        using var records = RecordReader.Open(folder);
        var calls = new List<ReplayCall>();
        var broken = new List<(string, string)>();
        foreach (var row in Rows(records, which))
        {
            if (records.Verify(row.Call) is { Intact: false } chain)
            {
                broken.Add((row.Call.ToString(), chain.Problem ?? "the record does not hold"));
                continue;
            }
            calls.Add(ReplayCall.Of(Find(row.Practice), records.Read(row.Call)));
        }
        return new ReplayCalls(calls, true, broken);
    }

    /// <summary>Oldest first; the same store gives the same order.</summary>
    private List<CallRow> Rows(RecordReader records, string which)
    {
        var query = new CallQuery(practice, Take: int.MaxValue);
        if (which.StartsWith("since:", StringComparison.Ordinal))
        {
            query = query with { Since = Instant(which["since:".Length..]) };
        }
        var rows = records.List(query).OrderBy(r => r.Started).ThenBy(r => r.Call.ToString(), StringComparer.Ordinal).ToList();
        if (which == "all" || query.Since is not null)
        {
            return rows;
        }
        var ids = which.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        var wrong = ids.FirstOrDefault(id => !CallId.TryParse(id, null, out _));
        if (ids.Count == 0 || wrong is not null)
        {
            throw new WrongInputException($"--calls {which}: all, since:2026-03-01, call ids with commas between, a file of cases (.jsonl) or scenarios (.yaml, or their folder).");
        }
        var found = rows.FindAll(r => ids.Contains(r.Call.ToString()));
        return found.Count == ids.Count ? found : throw new WrongInputException($"--calls: {ids.Count - found.Count} of these {ids.Count} calls are not in {folder}{(practice is null ? "" : $" for {practice}")}.");
    }

    private static DateTimeOffset Instant(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw new WrongInputException($"--calls since:{text}: a date looks like 2026-03-01 (UTC).");

    private Practice Find(string? id) =>
        (id is null ? null : practices.Value?.Find(id)) ?? new Practice(id ?? "case", id ?? "case", "", "", "UTC", "replay", [], []);

    /// <summary>Null when the folder has none: opening would write the first one, and replay writes nothing there.</summary>
    private static PracticeDirectory? Practices(string folder)
    {
        var kept = Path.Combine(folder, "practices");
        return Directory.Exists(kept) && Directory.GetFiles(kept, "*.json").Length > 0 ? PracticeDirectory.Open(folder) : null;
    }
}
