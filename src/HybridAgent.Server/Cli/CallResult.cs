using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HybridAgent.Core.Calls;

namespace HybridAgent.Server.Cli;

/// <summary>What became of a call placed from the command line.</summary>
internal sealed record CallResult(CallState State, IReadOnlyList<StoredEvent> Events, ChainStatus Chain)
{
    private static readonly JsonSerializerOptions Json = new(CallJson.Options)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never, // whoever reads it finds every key
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string ToJson() => JsonSerializer.Serialize(new
    {
        callId = State.Call,
        timeToHumanMs = State.HumanJoined is { } joined ? (joined - State.Started).TotalMilliseconds : (double?)null,
        outcome = State.Outcome,
        utterances = State.Utterances.Select(u => new { leg = u.Leg, text = u.Text, startMs = u.StartMs, endMs = u.EndMs }),
        cues = State.Cues.Select(c => new
        {
            category = c.Cue.Category,
            level = c.Cue.Level,
            assertion = c.Cue.Assertion,
            words = c.Cue.Words,
            atMs = c.AtMs,
            latencyMs = c.LatencyMs,
            partial = c.Partial,
        }),
        note = State.Fields.Values.OrderBy(f => f.Name, StringComparer.Ordinal)
            .ToDictionary(f => f.Name, f => new { value = f.Value, state = f.State, evidence = f.Evidence }),
        events = Events.Select(e => new { sequence = e.Sequence, at = e.At, actor = e.Actor, @event = e.Event }),
        chain = new { intact = Chain.Intact, events = Chain.Events, head = Chain.Head, problem = Chain.Problem },
    }, Json);
}
