using System.Diagnostics;

namespace HybridAgent.Server.Simulation;

/// <summary>Runs worlds beside one another, each on a thread of its own, and puts together what they found.</summary>
internal static class SimulationRun
{
    /// <param name="rows">Worlds by the name of the row they belong to.</param>
    /// <exception cref="GuaranteeBrokenException">An invariant did not hold; of several, the first in the order given.</exception>
    public static SimulationReport Run(IReadOnlyList<(string Row, WorldPlan Plan)> rows, string nameOfRows, string command, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        var found = new (Measures? Measures, GuaranteeBrokenException? Broken)[rows.Count];
        Parallel.For(0, rows.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, i =>
        {
            try
            {
                found[i].Measures = new World(rows[i].Plan).Run();
            }
            catch (GuaranteeBrokenException e)
            {
                found[i].Broken = e;
            }
        });
        if (Array.Find(found, f => f.Broken is not null).Broken is { } broken)
        {
            throw broken;
        }
        var together = new List<SimulatedRow>();
        foreach (var group in rows.Select((r, i) => (r.Row, found[i].Measures)).GroupBy(r => r.Row))
        {
            var sum = new Measures();
            foreach (var (_, measures) in group)
            {
                sum.Add(measures!);
            }
            together.Add(new SimulatedRow(group.Key, sum));
        }
        return new SimulationReport(together, nameOfRows, Stopwatch.GetElapsedTime(began), command);
    }
}
