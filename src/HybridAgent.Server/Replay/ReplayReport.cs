using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Replay;

namespace HybridAgent.Server.Replay;

/// <summary>The result of one replay. Without words it holds no personal data: categories, rules, positions, names of fields.</summary>
/// <param name="Against">Name of the side the others are compared with; null when there is none.</param>
/// <param name="Baseline">The calls as that side heard them.</param>
internal sealed record ReplayReport(
    ReplayCalls Calls, string? Against, IReadOnlyList<(string Name, string What)> Sides, SideResult? Baseline, IReadOnlyList<SideResult> Results, bool ShowWords)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<Gravity>() },
    };

    /// <summary>No side had anything to be compared with: neither another side nor a call that should have been urgent.</summary>
    public bool NothingCompared => Calls.Broken.Count == 0 && Results.All(r => r is { Compared: 0, Failed: 0 });

    public bool GateHolds => !NothingCompared && Calls.Broken.Count == 0 && Results.All(r => r.GateHolds);

    public string ToJson() => JsonSerializer.Serialize(new
    {
        calls = Calls.Calls.Count,
        against = Against,
        sides = Sides.Select(s => new { name = s.Name, what = s.What }),
        broken = Calls.Broken.Select(b => new { call = b.Call, problem = b.Problem }),
        gateHolds = GateHolds,
        nothingCompared = NothingCompared,
        results = Results.Select(r => new
        {
            side = r.Side,
            compared = r.Compared,
            gateHolds = r.GateHolds && r.Compared > 0,
            differing = r.Differing,
            lost = r.Lost.Select(l => new { call = l.Call.Id, category = l.Flag.Category, before = l.Flag.Before, now = l.Flag.Now, putAway = l.Flag.PutAway, round = l.Flag.Round }),
            quieted = r.Quieted,
            shouldHaveBeenUrgent = r.ShouldHaveBeenUrgent,
            withoutTranscript = r.Wordless,
            missed = r.Missed.Select(c => c.Id),
            notUrgent = r.NotUrgent,
            stillAlarming = r.StillAlarming.Select(c => c.Id),
            confirmedFields = r.Agreement().Confirmed,
            draftedAsConfirmed = r.Agreement().Same,
            failed = r.Calls.Where(c => c.Heard.Failure is not null).Select(c => new { call = c.Call.Id, why = c.Heard.Failure }),
            calls = r.Calls.Where(c => c.Difference is { IsEmpty: false }).Select(c => new
            {
                call = c.Call.Id,
                judged = c.Call.Gold?.Emergency,
                cuesHere = c.Difference!.Here.Select(Of),
                cuesThere = c.Difference.There.Select(Of),
                fieldsAdded = c.Difference.Added.Select(d => Of(null, d)),
                fieldsChanged = c.Difference.Changed.Select(d => Of(d.Before, d.Now)),
                fieldsDropped = c.Difference.Dropped.Select(d => Of(d, null)),
            }),
        }),
    }, Json);

    private object Of(HeardCue c) => new
    {
        category = c.Cue.Category,
        level = c.Cue.Level,
        assertion = c.Cue.Assertion,
        utterance = c.Utterance,
        firstWord = c.Cue.FirstWord,
        lastWord = c.Cue.LastWord,
        rule = c.Cue.Rule,
        by = c.By,
        words = ShowWords ? c.Cue.Words : null,
    };

    private object Of(FieldDraft? before, FieldDraft? now) => new
    {
        field = (now ?? before)!.Field,
        evidence = (now ?? before)!.Evidence,
        by = (now ?? before)!.By,
        before = ShowWords ? before?.Value : null,
        now = ShowWords ? now?.Value : null,
    };
}
