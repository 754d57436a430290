using System.Diagnostics;
using System.Diagnostics.Metrics;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Server.Tests.Line;
using HybridAgent.Speech;
using HybridAgent.Speech.Scripted;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;

namespace HybridAgent.Server.Tests.Telemetry;

/// <summary>A call with planted personal data: the trace, the metrics and the logs tell everything about it but that.</summary>
public sealed class TelemetryTests
{
    private const string Script = "my name is zebulon quackenbush and i have crushing chest pain my number is five five five two one two nine eight seven six";
    private static readonly string[] Planted = ["zebulon", "quackenbush", "crushing", "5552129876", "212-9876", "+15550100199", "typed-secret"];

    [Fact(DisableParallelization = true)] // the platform's listeners hear every server of this process
    public async Task A_whole_call_leaves_one_trace_and_all_metrics_and_no_personal_data()
    {
        var spans = new List<Activity>();
        using var tags = new TagsOfAllMeters();
        await using var server = await RunningServer.Start(
            engine: new ScriptedTranscriber([ScriptedUtterance.Spoken(LegRole.Caller, 7000, Script)]),
            services: s => s.AddOpenTelemetry().WithTracing(t => t.AddInMemoryExporter(spans)));
        var (call, _) = await server.Call();
        await server.Answer(call);
        await server.Until(call, s => s.FieldOf(FieldNames.CallerName).Value == "Zebulon Quackenbush");
        await Work(server, call);
        await server.Until(call, s => s.IsClosed);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = server.Address };
        var metrics = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        var root = Assert.Single(spans, a => a.OperationName == "call" && call.ToString().Equals(a.GetTagItem("hybridagent.call")));
        Assert.Equal(default, root.ParentSpanId);
        var events = root.Events.Select(e => e.Name).ToList();
        Assert.Contains(nameof(CallStarted), events);
        Assert.Contains(nameof(CallClosed), events);
        Assert.Contains(spans, a => a.OperationName == "ring until a human" && a.TraceId == root.TraceId);
        Assert.Contains(spans, a => a.OperationName == nameof(JoinLeg) && a.TraceId == root.TraceId);

        foreach (var metric in new[] { "time_to_human", "cue_latency", "append_latency", "calls_live", "offers", "drafts", "stt_lag", "stt_words", "stt_pace", "stt_confidence" })
        {
            Assert.Contains($"hybridagent_{metric}", metrics.Replace("call_time_to_human", "time_to_human", StringComparison.Ordinal));
        }
        var seen = string.Join('\n', spans.Select(Text)) + metrics + tags + server.Logged;
        Assert.All(Planted, secret => Assert.DoesNotContain(secret, seen, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    [InlineData("/status")]
    public async Task Machines_and_people_can_ask_how_it_is(string path)
    {
        await using var server = await RunningServer.Start();
        using var http = new HttpClient { BaseAddress = server.Address };
        for (var waited = 0; waited < 50; waited++)
        {
            if ((await http.GetAsync(path, TestContext.Current.CancellationToken)).IsSuccessStatusCode)
            {
                return;
            }
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        Assert.Fail($"{path} never answered well.");
    }

    private static async Task Work(RunningServer server, CallId call)
    {
        var grain = server.Grain(call);
        await grain.Do(new ConfirmField("k1", "op-test", FieldNames.CallerName, "Zebulon Quackenbush"));
        await grain.Do(new EditField("k2", "op-test", FieldNames.Reason, "typed-secret"));
        foreach (var field in FieldNames.ReadBackRequired)
        {
            await grain.Do(new ExcuseReadBack($"k3-{field}", "op-test", field, "typed-secret"));
        }
        var closed = await grain.Do(new CloseCall("k4", "op-test", Outcomes.All.First(o => o != Outcomes.MessageSent)));
        Assert.Null(closed.Refusal);
    }

    private static string Text(Activity a) =>
        $"{a.OperationName} {a.DisplayName} {string.Join(' ', a.TagObjects)} {string.Join(' ', a.Baggage)} {string.Join(' ', a.Events.SelectMany(e => e.Tags.Select(t => t.ToString()).Append(e.Name)))}";

    /// <summary>Every tag of every measurement of this process, whoever the meter belongs to.</summary>
    private sealed class TagsOfAllMeters : IDisposable
    {
        private readonly MeterListener listener = new();
        private readonly HashSet<string> seen = [];

        public TagsOfAllMeters()
        {
            listener.InstrumentPublished = (instrument, l) => l.EnableMeasurementEvents(instrument);
            listener.SetMeasurementEventCallback<long>((i, _, tags, _) => Keep(i, tags));
            listener.SetMeasurementEventCallback<double>((i, _, tags, _) => Keep(i, tags));
            listener.SetMeasurementEventCallback<int>((i, _, tags, _) => Keep(i, tags));
            listener.Start();
        }

        public override string ToString()
        {
            lock (seen)
            {
                return string.Join('\n', seen);
            }
        }

        public void Dispose() => listener.Dispose();

        private void Keep(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            lock (seen)
            {
                foreach (var tag in tags)
                {
                    seen.Add($"{instrument.Name} {tag.Key}={tag.Value}");
                }
            }
        }
    }
}
