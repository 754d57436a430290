using System.Diagnostics.Metrics;
using HybridAgent.Speech.Chain;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAgent.Speech.Tests.Chain;

/// <summary>What is measured of each engine, and that nothing of what was said is in it.</summary>
public sealed class EngineMetricsTests
{
    [Fact]
    public void Lag_words_pace_confidence_failures_switches_and_gaps_are_counted_for_each_engine()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var metrics = new EngineMetrics(services.GetRequiredService<IMeterFactory>());
        var seen = new List<(string Name, double Value, string Tags)>();
        using var listener = new MeterListener { InstrumentPublished = (i, l) => Listen(i, l, services) };
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => seen.Add((i.Name, value, Text(tags))));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => seen.Add((i.Name, value, Text(tags))));
        listener.Start();

        StagedEngine cloud = new("cloud", 5), local = new("local", 3);
        var leg = new Leg(new ChainSettings { Buffer = TimeSpan.FromSeconds(10) }, [cloud, local], metrics);
        leg.Talks(10);
        cloud.Die(SpeechFailure.TooManyRequests);
        leg.Talks(10);
        local.Die();
        leg.Talks(90);
        cloud.ComeBack();
        leg.Talks(100);

        Assert.Equal(2, seen.Count(m => m.Name == "hybridagent.stt.switches"));
        Assert.Contains(seen, m => m is { Name: "hybridagent.stt.switches", Tags: "from=cloud to=local" });
        Assert.Contains(seen, m => m is { Name: "hybridagent.stt.failures", Tags: "engine=cloud kind=TooManyRequests" });
        Assert.Equal(leg.Words.Count, seen.Where(m => m.Name == "hybridagent.stt.words").Sum(m => m.Value));
        Assert.All(seen.Where(m => m.Name == "hybridagent.stt.pace"), m => Assert.Equal(150, m.Value, 0.01));
        Assert.All(seen.Where(m => m.Name == "hybridagent.stt.confidence"), m => Assert.Equal(0.9, m.Value, 0.001));
        Assert.Contains(seen, m => m is { Name: "hybridagent.stt.lag", Tags: "engine=local leg=Caller" });
        Assert.Equal(leg.Gaps.Sum(g => g.EndMs - g.StartMs) / 1000.0, seen.Where(m => m.Name == "hybridagent.stt.gaps").Sum(m => m.Value), 0.001);
        Assert.DoesNotContain(seen, m => m.Tags.Contains("w1", StringComparison.Ordinal));
    }

    private static void Listen(Instrument instrument, MeterListener listener, object scope)
    {
        // Other tests measure at the same time, with factories of their own.
        if (instrument.Meter.Name == EngineMetrics.Name && instrument.Meter.Scope == ((IServiceProvider)scope).GetRequiredService<IMeterFactory>()) listener.EnableMeasurementEvents(instrument);
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new List<string>();
        foreach (var (key, value) in tags) text.Add($"{key}={value}");
        return string.Join(' ', text);
    }
}
