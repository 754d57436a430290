using System.Globalization;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Desk;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Calls;

/// <summary>One call driven by hand: commands are decided and folded as the grain does it, time moves only when told to.</summary>
internal sealed class CallUnderTest
{
    public static readonly CallId Id = CallId.Parse("00000000000000000000000000000001");
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private int commands;

    public CallState State { get; private set; } = CallState.New(Id);

    public DateTimeOffset Now { get; private set; } = Noon;

    public List<StoredEvent> Record { get; } = [];

    /// <summary>A call that has begun, with the caller on the line.</summary>
    public static CallUnderTest Ringing(params string[] idle)
    {
        var call = new CallUnderTest();
        call.Do(new StartCall("start", "demo", "main", "browser", "+12025550100"));
        call.Do(new JoinLeg("join-caller", "caller", "leg-caller", LegRole.Caller, null));
        call.Pass(idle);
        return call;
    }

    /// <summary>A call with an operator on the line and the notice heard.</summary>
    public static CallUnderTest Answered(string by = "op-1")
    {
        var call = Ringing(by);
        call.Do(new AcceptOffer(call.Next(), by, call.OfferOf(by)));
        call.Join($"leg-{by}", LegRole.Operator, by);
        call.Do(new EndNotice(call.Next(), "abc", 5000));
        return call;
    }

    public string Next() => $"command-{++commands}";

    public string OfferOf(string person) => State.Offers.Single(o => o.Value == person).Key;

    public CallUnderTest Wait(TimeSpan time)
    {
        Now += time;
        return this;
    }

    public CallUnderTest Wait(double seconds) => Wait(TimeSpan.FromSeconds(seconds));

    public Decision Decide(CallCommand command) => CallDecider.Decide(State, command, Now);

    /// <summary>Decides and folds; returns what was decided.</summary>
    public Decision Do(CallCommand command)
    {
        var decision = Decide(command);
        foreach (var e in decision.Events)
        {
            var stored = new StoredEvent(Id, State.Sequence + 1, Now, command.Actor, command.Id, e);
            Record.Add(stored);
            State = State.Apply(stored);
        }
        return decision;
    }

    /// <summary>A pass of the watchdog that cannot ask the media side, with these operators idle.</summary>
    public Decision Pass(params string[] idle) => Do(new EnsureRinging(Next(), null, Idle(idle)));

    /// <summary>A pass of the watchdog that finds exactly these legs alive.</summary>
    public Decision PassSeeing(string[] legs, params string[] idle) => Do(new EnsureRinging(Next(), legs, Idle(idle)));

    public Decision Join(string leg, LegRole role, string? person) => Do(new JoinLeg(Next(), person ?? "caller", leg, role, person));

    public Decision Leave(string leg, string reason) => Do(new LeaveLeg(Next(), "system", leg, reason));

    public Decision Hear(string text, LegRole leg = LegRole.Caller) => Do(new HearUtterance(Next(), leg, text, [], 0, 1000, "scripted"));

    public Decision Raise(string category, CueLevel level, CueAssertion assertion = CueAssertion.Present) =>
        Do(new RaiseCue(Next(), "system", new Cue(category, level, assertion, category, "test@1", 0, 0), 0, 1, false, "rules"));

    public Decision Draft(string field, string value, params Span[] evidence) =>
        Do(new DraftFields(Next(), State.Sequence, [new FieldDraft(field, value, evidence, "rules@1")]));

    public void ReadBackAll(string by)
    {
        foreach (var field in FieldNames.ReadBackRequired)
        {
            Do(new EditField(Next(), by, field, "value"));
            Do(new ReadBackField(Next(), by, field, "value"));
        }
    }

    public static IReadOnlyList<Reachable> Idle(params string[] people) =>
        [.. people.Select((p, i) => new Reachable(p, Noon.AddMinutes(i - 60)))];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{State.Sequence} events at {Now:T}");
}
