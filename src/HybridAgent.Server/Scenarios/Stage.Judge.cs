using System.Globalization;
using System.Text.Json;
using HybridAgent.Core.Calls;

namespace HybridAgent.Server.Scenarios;

/// <summary>Was everything there that must be, and nothing that must not?</summary>
internal sealed partial class Stage
{
    private IEnumerable<string> Judge()
    {
        foreach (var wanted in scenario.Expect)
        {
            var found = Matching(wanted).ToList();
            if (wanted.Times is { } times ? found.Count != times : found.Count == 0)
            {
                yield return $"expected {Words(wanted)}; it happened {found.Count} times{Near(wanted)}";
            }
        }
        foreach (var unwanted in scenario.Never)
        {
            foreach (var (at, caller, _) in Matching(unwanted).Take(1))
            {
                yield return $"never {Words(unwanted)}; it happened at {at:0.0} s in {caller}'s call";
            }
        }
        foreach (var (caller, wanted) in scenario.Ends)
        {
            var state = calls.GetValueOrDefault(caller)?.Live?.State;
            var is_ = state is null ? "unknown" : Ending(state);
            if (is_ != wanted)
            {
                yield return $"{caller}'s call should end as \"{wanted}\" and ended as \"{is_}\"";
            }
        }
        foreach (var call in calls.Values.Where(c => c.Record.Select(e => e.Sequence).Where((s, i) => s != i + 1).Any()))
        {
            yield return $"{call.Caller}'s record has a gap";
        }
    }

    private static string Ending(CallState state) => state switch
    {
        { OpenIncident: not null } => "incident",
        { IsClosed: true, IsLive: true } => "owed",
        { IsClosed: true } => "closed",
        { Owed: not null } => "owed",
        { HumanPresent: true } => "with-operator",
        { CallerPresent: true } => "ringing",
        _ => "open",
    };

    private IEnumerable<(double At, string Caller, CallEvent Event)> Matching(ScenarioEvent wanted) => events.Where(e =>
        CallEventKinds.Of(e.Event) == wanted.Kind && (wanted.Call is null || e.Caller == wanted.Call)
        && !(e.At < wanted.After) && !(e.At > wanted.By) && wanted.Where.All(w => Holds(e.Event, w.Key, w.Value)));

    private static bool Holds(CallEvent e, string property, string value)
    {
        var at = JsonSerializer.SerializeToElement(e, CallJson.Options);
        foreach (var part in property.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(part, out at))
            {
                return false;
            }
        }
        return at.ToString().Contains(value, StringComparison.OrdinalIgnoreCase);
    }

    private string Near(ScenarioEvent wanted)
    {
        var near = events.Where(e => CallEventKinds.Of(e.Event) == wanted.Kind).Take(3)
            .Select(e => $"{e.At:0.0} s {JsonSerializer.Serialize(e.Event, CallJson.Options)}").ToList();
        return near.Count == 0 ? "" : $" (of this kind: {string.Join("; ", near)})";
    }

    private static string Words(ScenarioEvent e) => string.Create(CultureInfo.InvariantCulture,
        $"{e.Kind}{string.Concat(e.Where.Select(w => $" {w.Key}={w.Value}"))}{(e.After is { } a ? $" after {a} s" : "")}{(e.By is { } b ? $" by {b} s" : "")}{(e.Times is { } t ? $" {t} times" : "")}");
}
