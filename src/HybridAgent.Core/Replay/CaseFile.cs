using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Evaluation;
using HybridAgent.Core.Practices;

namespace HybridAgent.Core.Replay;

/// <summary>
/// Cases as JSON lines: {id, turns: [{speaker, text, words?}], gold: {emergency, categories, why?}, at?, practice?}. The same lines are answered
/// by "eval cues". They hold what patients said.
/// </summary>
public static class CaseFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads cases; blank lines are passed over. A case without gold is replayed and not judged.</summary>
    /// <param name="practice">Finds the practice a case names; null for one that names none.</param>
    /// <param name="now">When a case says no "at": no date of birth lies after it.</param>
    /// <exception cref="EvaluationException">A line is no case; the message names it and quotes nothing.</exception>
    public static IReadOnlyList<ReplayCall> Read(IReadOnlyList<string> lines, Func<string?, Practice> practice, DateTimeOffset now)
    {
        var written = lines.Select((text, i) => (text, number: i + 1)).Where(l => !string.IsNullOrWhiteSpace(l.text)).ToList();
        return [.. EvaluationItem.Read(lines).Zip(written, (item, line) => Case(item, Rest(line.text, line.number), practice, now))];
    }

    /// <summary>One judged call as a case.</summary>
    /// <exception cref="ArgumentException">Nobody judged the call.</exception>
    public static string Write(ReplayCall call)
    {
        var gold = call.Gold ?? throw new ArgumentException("Nobody judged this call.", nameof(call));
        return JsonSerializer.Serialize(
            new Line(
                call.Id, call.State.Started, call.Practice.Id, gold,
                [.. call.State.Utterances.Select(u => new Turn(Speaker(u.Leg), u.Text, u.Words.Count > 0 ? u.Words : null))]),
            Json);
    }

    /// <summary>What was said, as a record that holds nothing else.</summary>
    public static ReplayCall Said(string id, Practice practice, DateTimeOffset at, IReadOnlyList<(LegRole Leg, string Text, IReadOnlyList<Word>? Words)> turns, Gold? gold)
    {
        CallEvent[] events =
        [
            new CallStarted(practice.Id, practice.Pool, "case", null),
            new NoticeEnded("", 0),
            .. turns.Select((t, i) => new UtteranceHeard(new Utterance($"u{i + 1}", t.Leg, t.Text, t.Words ?? [], i * 1000, (i * 1000) + 999, "case"))),
        ];
        return new ReplayCall(id, practice, [.. events.Select((e, i) => new StoredEvent(default, i + 1, at, "system", $"case-{i}", e))], HasRecord: false, gold);
    }

    private static ReplayCall Case(EvaluationItem item, Line line, Func<string?, Practice> practice, DateTimeOffset now)
    {
        var turns = item.Turns.Count > 0
            ? item.Turns.Select((t, i) => (t.Leg, t.Text, line.Turns?.ElementAtOrDefault(i)?.Words)).ToList()
            : [(LegRole.Caller, item.Text!, null)];
        return Said(item.Id, practice(line.Practice), line.At ?? now, turns, line.Gold);
    }

    private static Line Rest(string text, int number)
    {
        try
        {
            // "emergency" may be null in a case that is arguable: then nobody judged it.
            using var document = JsonDocument.Parse(text);
            var judged = document.RootElement.TryGetProperty("gold", out var gold) && gold.ValueKind == JsonValueKind.Object
                && gold.TryGetProperty("emergency", out var emergency) && emergency.ValueKind is JsonValueKind.True or JsonValueKind.False;
            var at = document.RootElement.TryGetProperty("at", out var when) ? when.Deserialize<DateTimeOffset?>(Json) : null;
            var practice = document.RootElement.TryGetProperty("practice", out var named) ? named.GetString() : null;
            var turns = document.RootElement.TryGetProperty("turns", out var said) ? said.Deserialize<IReadOnlyList<Turn>>(Json) : null;
            return new Line("", at, practice, judged ? Judged(gold) : null, turns);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new EvaluationException(number, "\"gold\", \"at\" or \"words\" cannot be read.", e);
        }
    }

    private static Gold Judged(JsonElement gold) => new(
        gold.GetProperty("emergency").GetBoolean(),
        gold.TryGetProperty("categories", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(c => c.GetString() ?? "")] : [],
        gold.TryGetProperty("why", out var why) && why.ValueKind == JsonValueKind.String ? why.GetString() : null);

    /// <summary>A speaker that "eval" knows.</summary>
    private static string Speaker(LegRole leg) => leg switch
    {
        LegRole.Caller => "caller",
        LegRole.Assistant => "assistant",
        LegRole.Clinician => "clinician",
        _ => "operator",
    };

    private sealed record Line(string Id, DateTimeOffset? At, string? Practice, Gold? Gold, IReadOnlyList<Turn>? Turns);

    private sealed record Turn(string Speaker, string Text, IReadOnlyList<Word>? Words = null);
}
