using HybridAgent.Core.Calls;

namespace HybridAgent.Core.Tests.Calls.Guarantee;

/// <summary>
/// The human guarantee over every reachable world of a call, and the proof that the search would notice: each seeded bug is found.
/// </summary>
public sealed class GuaranteeTests(ITestOutputHelper output)
{
    private static readonly Apply Fold = (state, stored) => state.Apply(stored);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    public void A_human_is_there_or_rung_or_owes_a_callback_in_every_world(int operators, int clinicians)
    {
        var found = Search(CallDecider.Decide, Fold, operators, clinicians);
        output.WriteLine($"{found.Worlds} worlds, {found.Steps} steps. {found.Broken}");
        Assert.Null(found.Broken);
        Assert.True(found.Exhausted, "The search did not reach every world.");
    }

    public static TheoryData<string> SeededBugs => [.. Bugs.Keys];

    [Theory]
    [MemberData(nameof(SeededBugs))]
    public void The_search_finds(string bug)
    {
        var (decide, fold) = Bugs[bug];
        var found = Search(decide, fold, operators: 1, clinicians: 1);
        output.WriteLine(found.Broken ?? "nothing");
        Assert.NotNull(found.Broken);
    }

    private static Found Search(Decide decide, Apply fold, int operators, int clinicians) =>
        new GuaranteeSearch(decide, fold, [.. Names("op", operators)], [.. Names("doc", clinicians)]).Run(atMost: 1_000_000);

    private static IEnumerable<string> Names(string what, int count) => Enumerable.Range(1, count).Select(n => $"{what}-{n}");

    private static readonly Dictionary<string, (Decide, Apply)> Bugs = new()
    {
        ["a watchdog that believes the record instead of reality"] =
            ((s, c, now) => CallDecider.Decide(s, c is EnsureRinging e ? e with { RealLegs = null } : c, now), Fold),
        ["a watchdog that stops once a human was there"] =
            ((s, c, now) => c is EnsureRinging && s.HumanJoined is not null ? Decision.Nothing : CallDecider.Decide(s, c, now), Fold),
        ["a stale accept that counts"] =
            ((s, c, now) => c is AcceptOffer a && !s.IsClosed ? Decision.Of(new OfferAccepted(a.Offer, a.Actor)) : CallDecider.Decide(s, c, now), Fold),
        ["offer ids that are used again"] =
            (Change(e => e is OfferMade o ? o with { Offer = $"{CallUnderTest.Id}-o1" } : e), Fold),
        ["who declined being never asked again"] =
            ((s, c, now) => Without(CallDecider.Decide(s, c, now), e => e is OfferMade o && s.Declined.ContainsKey(o.Operator)), Fold),
        ["an operator who never joins being waited for"] =
            ((s, c, now) => c is EnsureRinging && s is { Operator: not null, HumanPresent: false } ? Decision.Nothing : CallDecider.Decide(s, c, now), Fold),
        ["a caller who hangs up being forgotten"] =
            (Drop(e => e is CallbackPromised { Why: "hung-up-before-a-human" }), Fold),
        ["a caller who is cut off being forgotten"] =
            (Drop(e => e is CallbackPromised { Why: "cut-off" }), Fold),
        ["operators ringing for a caller who is gone"] =
            (Drop(e => e is OfferWithdrawn { Reason: "caller-gone" }), Fold),
        ["operators ringing on after a human joined"] =
            (Drop(e => e is OfferWithdrawn { Reason: "answered-by-other" }), Fold),
        ["a call that ends when the caller leaves"] =
            ((s, c, now) => c is LeaveLeg ? new Decision([.. CallDecider.Decide(s, c, now).Events, new CallClosed("no-message", "system")]) : CallDecider.Decide(s, c, now), Fold),
        ["an operator who left holding the call"] =
            ((s, c, now) => c is EnsureRinging && s is { HumanJoined: not null, HumanPresent: false, CallerPresent: true } ? Decision.Nothing : CallDecider.Decide(s, c, now), Fold),
    };

    private static Decide Drop(Func<CallEvent, bool> which) => (s, c, now) => Without(CallDecider.Decide(s, c, now), which);

    private static Decide Change(Func<CallEvent, CallEvent> how) => (s, c, now) =>
    {
        var decision = CallDecider.Decide(s, c, now);
        return decision with { Events = [.. decision.Events.Select(how)] };
    };

    private static Decision Without(Decision decision, Func<CallEvent, bool> which) =>
        decision with { Events = [.. decision.Events.Where(e => !which(e))] };
}
