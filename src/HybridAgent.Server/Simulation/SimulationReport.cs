using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HybridAgent.Server.Simulation;

/// <param name="Name">The fault, or the number of operators.</param>
internal sealed record SimulatedRow(string Name, Measures Measures);

/// <summary>What a simulation found, for people and for programs.</summary>
internal sealed record SimulationReport(IReadOnlyList<SimulatedRow> Rows, string NameOfRows, TimeSpan Took, string Command)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public double CallHours => Rows.Sum(r => r.Measures.CallHours);

    public double CallHoursPerHour => CallHours / Took.TotalHours;

    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine("seconds: p50 / p90 / p99 / max; cue to ring: caller alone / operator on the line, who has 10 s to take it over");
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{NameOfRows,-18}{"calls",7}{"time to human",28}{"gap G",26}{"abandoned",11}{"promises made/kept/overdue",28}{"offers",8}{"incidents",11}{"cue to ring p95",20}");
        foreach (var (name, m) in Rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"""
                {name,-18}{m.Placed,7}{Four(m.TimesToHuman),28}{Four(m.Gaps),26}{m.Abandoned,11}{m.PromisesMade + " / " + m.PromisesKept + " / " + m.PromisesOverdue,28}{Mean(m.OffersPerCall),8:0.0}{m.Incidents,11}{Seconds(m.RangAlone, 0.95) + " / " + Seconds(m.RangWithOperator, 0.95),20}
                """);
        }
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{CallHours:0.0} call-hours in {Took.TotalSeconds:0.0} s: {CallHoursPerHour:0} simulated call-hours an hour, {Rows.Sum(r => r.Measures.Steps)} steps, {Rows.Sum(r => r.Measures.Events)} events. Every invariant held.");
        return text.ToString();
    }

    public string ToJson() => JsonSerializer.Serialize(new
    {
        command = Command,
        seconds = Took.TotalSeconds,
        callHours = CallHours,
        callHoursPerHour = CallHoursPerHour,
        invariants = "held",
        rows = Rows.Select(r => new
        {
            name = r.Name,
            calls = r.Measures.Placed,
            callHours = r.Measures.CallHours,
            timeToHumanSeconds = Distribution(r.Measures.TimesToHuman),
            gapSeconds = Distribution(r.Measures.Gaps),
            emergencyGapSeconds = Distribution(r.Measures.EmergencyGaps),
            abandoned = r.Measures.Abandoned,
            openAtTheEnd = r.Measures.StillOpen,
            promises = new { made = r.Measures.PromisesMade, kept = r.Measures.PromisesKept, overdue = r.Measures.PromisesOverdue },
            offersPerCall = Mean(r.Measures.OffersPerCall),
            redCues = r.Measures.Cues,
            incidents = r.Measures.Incidents,
            cueToClinicianRingSeconds = new { callerAlone = Distribution(r.Measures.RangAlone), operatorOnTheCall = Distribution(r.Measures.RangWithOperator) },
            steps = r.Measures.Steps,
            events = r.Measures.Events,
        }),
    }, Json);

    /// <summary>The value below which a share of all lies (nearest rank); null of nothing.</summary>
    internal static double? Percentile(IReadOnlyCollection<long> values, double share) =>
        values.Count == 0 ? null : values.Order().ElementAt(Math.Clamp((int)Math.Ceiling(share * values.Count) - 1, 0, values.Count - 1)) / 1000.0;

    private static object Distribution(List<long> v) =>
        new { count = v.Count, p50 = Percentile(v, 0.5), p90 = Percentile(v, 0.9), p95 = Percentile(v, 0.95), p99 = Percentile(v, 0.99), max = Percentile(v, 1) };

    private static double Mean(List<long> values) => values.Count == 0 ? 0 : values.Average();

    private static string Seconds(List<long> values, double share) => Percentile(values, share)?.ToString("0.0", CultureInfo.InvariantCulture) ?? "-";

    private static string Four(List<long> v) => $"{Seconds(v, 0.5)} / {Seconds(v, 0.9)} / {Seconds(v, 0.99)} / {Seconds(v, 1)}";
}
