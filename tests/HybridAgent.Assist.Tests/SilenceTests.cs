using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;

namespace HybridAgent.Assist.Tests;

/// <summary>The whole process is watched here, so these run alone.</summary>
[CollectionDefinition(nameof(SilenceTests), DisableParallelization = true)]
[Collection(nameof(SilenceTests))]
public sealed class SilenceTests
{
    private const string Planted = "Zebulon";

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(500)]
    public async Task Nothing_a_caller_says_reaches_traces_metrics_events_or_failures(int status)
    {
        var seen = new ConcurrentQueue<string>();
        using var traces = Traces(seen);
        using var metrics = Metrics(seen);
        using var events = new Events(seen);
        await using var wired = await Wired.Open(("ApiKey", "s3cret"));
        wired.Server.Fields = $$"""{"fields":[{"field":"patient_name","value":"{{Planted}}","evidence":[{"utterance":"u1","quote":"{{Planted}}"}]}]}""";
        wired.Server.Instead = status == 200 ? null : ModelServer.Status(status, body: "{\"error\":{\"message\":\"about " + Planted + "\"}}");

        var result = await wired.Draft(Wired.Caller("u1", $"my name is {Planted} and my chest hurts"));

        Assert.Equal(status == 200 ? null : $"status {status}", result.Failure);
        Assert.Equal(status == 200 ? 1 : 0, result.Drafts.Count);
        Assert.Contains(seen, s => s.Contains("hybridagent.assist.latency", StringComparison.Ordinal));
        Assert.Contains(seen, s => s.Contains("Microsoft.SemanticKernel", StringComparison.Ordinal));
        Assert.DoesNotContain(seen, s => s.Contains(Planted, StringComparison.OrdinalIgnoreCase) || s.Contains("s3cret", StringComparison.Ordinal));
        Assert.DoesNotContain(Planted, wired.Drafter.Status.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(SensitiveTelemetry.KernelVariable, "true")]
    [InlineData(SensitiveTelemetry.KernelVariable, "1")]
    [InlineData(SensitiveTelemetry.MessageVariable, "span_only")]
    public void A_start_with_sensitive_telemetry_is_refused_while_the_drafter_is_on(string variable, string value)
    {
        var on = new Dictionary<string, string?> { ["Assist:Provider"] = "openai", ["Assist:Model"] = "gpt", ["Assist:ApiKey"] = "k" };
        Environment.SetEnvironmentVariable(variable, value);
        try
        {
            Assert.Contains(variable, Assert.Throws<AssistConfigurationException>(() => Wired.Wire(on)).Message, StringComparison.Ordinal);
            Wired.Wire(new Dictionary<string, string?>()).Dispose();
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }

        Wired.Wire(on).Dispose();
    }

    [Fact]
    public void The_switch_in_the_runtime_configuration_is_refused_too()
    {
        AppContext.SetSwitch(SensitiveTelemetry.KernelSwitch, true);
        try
        {
            Assert.Equal([SensitiveTelemetry.KernelSwitch], SensitiveTelemetry.SwitchedOn(_ => "false"));
        }
        finally
        {
            AppContext.SetSwitch(SensitiveTelemetry.KernelSwitch, false);
        }

        Assert.Empty(SensitiveTelemetry.SwitchedOn(_ => null));
    }

    private static ActivityListener Traces(ConcurrentQueue<string> seen)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a => seen.Enqueue(
                $"{a.Source.Name} {a.DisplayName} {a.StatusDescription} {string.Join(' ', a.TagObjects)} "
                + string.Join(' ', a.Events.Select(e => e.Name + string.Join(' ', e.Tags)))),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener Metrics(ConcurrentQueue<string> seen)
    {
        var listener = new MeterListener { InstrumentPublished = (instrument, l) => l.EnableMeasurementEvents(instrument) };
        void Add<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
            seen.Enqueue($"{instrument.Name} {value} {string.Join(' ', tags.ToArray())}");
        listener.SetMeasurementEventCallback<double>(Add);
        listener.SetMeasurementEventCallback<long>(Add);
        listener.SetMeasurementEventCallback<int>(Add);
        listener.Start();
        return listener;
    }

    /// <summary>Event sources of the model libraries and their HTTP pipelines.</summary>
    private sealed class Events(ConcurrentQueue<string> seen) : EventListener
    {
        private static readonly string[] Libraries = ["ClientModel", "OpenAI", "Azure", "SemanticKernel", "Polly", "System.Net.Http"];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            // Not all of them: the runtime's own write about the writing of events, and its private ones dump whole requests
            // for who attaches a debugger.
            if (!eventSource.Name.StartsWith("Private.", StringComparison.Ordinal) && Libraries.Any(l => eventSource.Name.Contains(l, StringComparison.Ordinal)))
            {
                EnableEvents(eventSource, EventLevel.Verbose);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            seen?.Enqueue($"{eventData.EventSource.Name} {eventData.EventName} {string.Join(' ', eventData.Payload ?? new([]))}");
    }
}
