using System.Text.Json;
using HybridAgent.Core.Calls;

namespace HybridAgent.Core.Tests.Calls;

public sealed class CallJsonTests
{
    /// <summary>
    /// What a record of today holds, byte for byte. A line here never changes and is never removed: old records must open forever.
    /// A changed meaning is a new kind with a new line.
    /// </summary>
    private static readonly string[] Frozen =
    [
        """{"kind":"call-started","practice":"demo","pool":"main","edge":"browser","from":"\u002B12025550100","v":1}""",
        """{"kind":"leg-joined","leg":"leg-1","role":"Operator","person":"op-1","v":1}""",
        """{"kind":"leg-left","leg":"leg-1","role":"Operator","person":"op-1","reason":"lost","v":1}""",
        """{"kind":"notice-ended","promptHash":"abc","playedMs":5000,"v":1}""",
        """{"kind":"consent-refused","by":"caller","v":1}""",
        """{"kind":"transcript-lost","leg":"Caller","why":"engine died","v":1}""",
        """{"kind":"transcript-restored","leg":"Caller","engine":"scripted","v":1}""",
        """{"kind":"transcript-begun","leg":"Caller","engine":"scripted","doubt":"behind","v":1}""",
        """{"kind":"words-missed","leg":"Caller","startMs":1000,"endMs":2500,"v":1}""",
        """{"kind":"utterance-heard","utterance":{"id":"u1","leg":"Caller","text":"chest pain","words":[{"text":"chest","startMs":0,"endMs":300,"confidence":0.9},{"text":"pain","startMs":300,"endMs":600}],"startMs":0,"endMs":600,"engine":"scripted","late":true},"v":1}""",
        """{"kind":"cue-raised","id":"c1","cue":{"category":"chest_pain","level":"E1","assertion":"Present","words":"chest pain","rule":"rules@1","firstWord":0,"lastWord":1},"atMs":600,"latencyMs":12,"partial":true,"by":"rules","v":1}""",
        """{"kind":"cue-dismissed","id":"c1","by":"op-1","reason":"about a film","v":1}""",
        """{"kind":"offer-made","offer":"call-o1","operator":"op-1","v":1}""",
        """{"kind":"offer-accepted","offer":"call-o1","operator":"op-1","v":1}""",
        """{"kind":"offer-declined","offer":"call-o1","operator":"op-1","v":1}""",
        """{"kind":"offer-withdrawn","offer":"call-o1","operator":"op-1","reason":"caller-gone","v":1}""",
        """{"kind":"field-drafted","draft":{"field":"reason","value":"chest pain","evidence":[{"utterance":"u1","firstWord":0,"lastWord":1}],"by":"rules@1","heard":true},"v":1}""",
        """{"kind":"field-edited","field":"reason","value":"chest pain","by":"op-1","v":1}""",
        """{"kind":"field-confirmed","field":"reason","value":"chest pain","by":"op-1","v":1}""",
        """{"kind":"field-read-back","field":"reason","value":"chest pain","by":"op-1","v":1}""",
        """{"kind":"field-left-open","field":"pharmacy","state":"Refused","by":"op-1","v":1}""",
        """{"kind":"read-back-excused","field":"reason","reason":"caller hung up","by":"op-1","v":1}""",
        """{"kind":"callback-promised","promise":"call-p1","due":"2026-03-02T12:00:00+00:00","why":"cut-off","v":1}""",
        """{"kind":"promise-taken","promise":"call-p1","by":"op-1","v":1}""",
        """{"kind":"promise-kept","promise":"call-p1","by":"op-1","how":"called-back","v":1}""",
        """{"kind":"message-sent","message":"call-m1","contentHash":"abc","by":"op-1","v":1}""",
        """{"kind":"message-read","message":"call-m1","by":"paula","v":1}""",
        """{"kind":"message-acknowledged","message":"call-m1","contentHash":"abc","by":"paula","v":1}""",
        """{"kind":"call-closed","outcome":"message-sent","by":"op-1","v":1}""",
        """{"kind":"record-opened","what":"timeline","by":"adam","v":1}""",
        """{"kind":"offer-unanswered","offer":"call-o1","operator":"op-1","how":"no-answer","v":1}""",
        """{"kind":"caller-recognised","as":"professional","v":1}""",
        """{"kind":"person-asked-for","v":1}""",
        """{"kind":"assistant-spoke","line":"ask-name","v":1}""",
        """{"kind":"leg-fell-silent","leg":"leg-1","role":"Caller","v":1}""",
        """{"kind":"leg-heard-again","leg":"leg-1","role":"Caller","v":1}""",
        """{"kind":"incident-opened","incident":"call-i1","cue":"c1","pageAt":"2026-03-02T12:00:00+00:00","v":1}""",
        """{"kind":"clinician-rung","attempt":"call-i1-r1","incident":"call-i1","person":"dr-1","byPhone":true,"v":1}""",
        """{"kind":"clinician-ring-ended","attempt":"call-i1-r1","person":"dr-1","how":"nobody-pressed","v":1}""",
        """{"kind":"incident-acknowledged","incident":"call-i1","by":"dr-1","v":1}""",
        """{"kind":"incident-taken-over","incident":"call-i1","by":"op-1","reason":"911 called","v":1}""",
        """{"kind":"promise-made","promise":"call-p2","what":"the doctor calls by six","due":"2026-03-02T12:00:00+00:00","owner":"op-1","v":1}""",
        """{"kind":"promise-overdue","promise":"call-p2","v":1}""",
        """{"kind":"offer-made","offer":"call-o2","operator":"dr-1","rung":"OnCall","byPhone":true,"v":1}""",
        """{"kind":"judgement-given","judgement":"should-have-been-urgent","category":"chest_pain","reason":"she had a heart attack","by":"paula","v":1}""",
    ];

    public static TheoryData<int> Places => [.. Enumerable.Range(0, EveryEvent.Samples.Count)];

    [Fact]
    public void Every_kind_of_event_has_a_frozen_form() =>
        Assert.Equal(
            CallEventKinds.All.Order(StringComparer.Ordinal),
            Frozen.Select(f => JsonDocument.Parse(f).RootElement.GetProperty("kind").GetString()!).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Places))]
    public void An_event_is_written_in_its_frozen_form(int place) =>
        Assert.Equal(Frozen[place], Write(EveryEvent.Samples[place]));

    [Theory]
    [MemberData(nameof(Places))]
    public void An_event_survives_the_round_trip(int place)
    {
        var back = JsonSerializer.Deserialize<CallEvent>(Frozen[place], CallJson.Options);
        Assert.NotNull(back);
        Assert.Equal(EveryEvent.Samples[place].GetType(), back.GetType());
        Assert.Equal(Frozen[place], Write(back));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void An_event_says_its_kind_and_version(int place)
    {
        var json = JsonDocument.Parse(Write(EveryEvent.Samples[place])).RootElement;
        Assert.Equal(CallEventKinds.Of(EveryEvent.Samples[place]), json.GetProperty("kind").GetString());
        Assert.Equal(1, json.GetProperty("v").GetInt32());
    }

    [Fact]
    public void The_kind_may_stand_anywhere_in_the_object()
    {
        var e = JsonSerializer.Deserialize<CallEvent>("""{"by":"op-1","outcome":"no-message","v":1,"kind":"call-closed"}""", CallJson.Options);
        Assert.Equal(new CallClosed("no-message", "op-1"), e);
    }

    [Fact]
    public void A_kind_that_nobody_knows_is_not_read_as_something_else() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<CallEvent>("""{"kind":"call-vanished","v":1}""", CallJson.Options));

    [Fact]
    public void A_stored_event_survives_the_round_trip()
    {
        var stored = new StoredEvent(CallUnderTest.Id, 7, CallUnderTest.Noon, "op-1", "command-1", new CallClosed("no-message", "op-1"));
        var json = JsonSerializer.Serialize(stored, CallJson.Options);
        Assert.Equal(stored, JsonSerializer.Deserialize<StoredEvent>(json, CallJson.Options));
    }

    private static string Write(CallEvent e) => JsonSerializer.Serialize(e, CallJson.Options);
}
