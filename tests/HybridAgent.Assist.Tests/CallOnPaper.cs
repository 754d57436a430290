using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Assist.Tests;

/// <summary>A call in conversation, decided and folded by the product's own rules; cues are heard as in a live call.</summary>
internal sealed class CallOnPaper
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private readonly CueListener listener = new(CueFloor.Default);
    private readonly List<CallEvent> events = [];
    private int commands;

    public CallOnPaper()
    {
        Does(new StartCall(Next(), "demo", "main", "browser", null));
        Does(new JoinLeg(Next(), "caller", "leg-1", LegRole.Caller, null));
        Does(new EndNotice(Next(), "hash", 4000));
        Does(new EnsureRinging(Next(), null, [new Core.Desk.Reachable("op", Noon)]));
        Does(new AcceptOffer(Next(), "op", State.Offers.Keys.Single()));
        Does(new JoinLeg(Next(), "op", "leg-2", LegRole.Operator, "op"));
        events.Clear();
    }

    public CallState State { get; private set; } = CallState.New(new CallId(Guid.Parse("00000000-0000-0000-0000-00000000000c")));

    /// <summary>What happened since the conversation began.</summary>
    public IReadOnlyList<CallEvent> Events => events;

    public string Next() => $"paper-{++commands}";

    public Decision Does(CallCommand command)
    {
        var decision = CallDecider.Decide(State, command, Noon);
        foreach (var e in decision.Events)
        {
            State = State.Apply(new StoredEvent(State.Call, State.Sequence + 1, Noon, command.Actor, command.Id, e));
            events.Add(e);
        }

        return decision;
    }

    public void Hears(string text, LegRole leg = LegRole.Caller)
    {
        var said = Wired.Says(leg, "", text);
        Does(new HearUtterance(Next(), leg, text, said.Words, 0, said.EndMs, "scripted"));
        foreach (var cue in listener.Hear(leg, $"u{State.Utterances.Count}", text, final: true))
        {
            Does(new RaiseCue(Next(), "system", cue, said.EndMs, 1, false, "rules"));
        }
    }
}
