using System.Diagnostics.Metrics;

namespace HybridAgent.Assist;

/// <summary>What is measured of the drafter. Prompt names and kinds of failure only.</summary>
internal sealed class AssistMetrics : IDisposable
{
    public const string MeterName = "HybridAgent.Assist";

    private readonly Meter meter = new(MeterName);
    private readonly Histogram<double> latency;
    private readonly Counter<long> ungrounded;
    private readonly Counter<long> tokens;

    public AssistMetrics()
    {
        latency = meter.CreateHistogram<double>("hybridagent.assist.latency", "s", "One prompt, from sending to the read answer, by what became of it.");
        ungrounded = meter.CreateCounter<long>("hybridagent.assist.ungrounded", "{value}", "Values left out because the cited words do not prove them.");
        tokens = meter.CreateCounter<long>("hybridagent.assist.tokens", "{token}", "Tokens sent and answered.");
    }

    public void Answered(string prompt, TimeSpan took, string? failure) =>
        latency.Record(took.TotalSeconds, new("prompt", prompt), new("outcome", failure ?? "answered"));

    public void LeftOut(int count)
    {
        if (count > 0)
        {
            ungrounded.Add(count);
        }
    }

    public void Spent(long sent, long answered)
    {
        tokens.Add(sent, new KeyValuePair<string, object?>("way", "sent"));
        tokens.Add(answered, new KeyValuePair<string, object?>("way", "answered"));
    }

    public void Dispose() => meter.Dispose();
}
