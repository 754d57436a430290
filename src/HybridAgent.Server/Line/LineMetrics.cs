using System.Diagnostics;
using System.Diagnostics.Metrics;
using HybridAgent.Core.Calls;

namespace HybridAgent.Server.Line;

/// <summary>What is measured where audio meets the call.</summary>
public sealed class LineMetrics : IDisposable
{
    public const string Name = "HybridAgent.Line";

    /// <summary>One trace a call: the root span lasts from first ring to close.</summary>
    public static ActivitySource Source { get; } = new(Name);

    private readonly Meter meter;
    private readonly Counter<long> transcriptsLost;
    private readonly Counter<long> sound;

    public LineMetrics(IMeterFactory meters)
    {
        meter = meters.Create(Name);
        transcriptsLost = meter.CreateCounter<long>("hybridagent.stt.lost", "{loss}", "Times a leg had no engine that heard it.");
        sound = meter.CreateCounter<long>("hybridagent.line.sound", "{change}", "Bridged legs that fell silent for five seconds or were heard again.");
    }

    public void SoundChanged(LegRole leg, bool silent) => sound.Add(1, new("leg", leg.ToString()), new("what", silent ? "silent" : "heard"));

    public void TranscriptLost(LegRole leg) => transcriptsLost.Add(1, new KeyValuePair<string, object?>("leg", leg.ToString()));

    public void Dispose() => meter.Dispose();
}
