using HybridAgent.Core.Calls;

namespace HybridAgent.Core.Tests.Calls.Guarantee;

/// <summary>
/// The human guarantee over every reachable world of a call, and the proof that the search would notice: each seeded bug is found.
/// With HYBRIDAGENT_DEEP=1 the worlds are larger (minutes, gigabytes), see CONTRIBUTING.md.
/// </summary>
public sealed class GuaranteeTests(ITestOutputHelper output)
{
    public static TheoryData<int, bool, int, int> Scopes
    {
        get
        {
            var scopes = new TheoryData<int, bool, int, int> { { 1, false, 1, 1 }, { 0, true, 1, 1 } };
            if (Environment.GetEnvironmentVariable("HYBRIDAGENT_DEEP") == "1")
            {
                scopes.AddRange((1, false, 2, 2), (2, false, 0, 2), (1, true, 0, 1), (1, true, 1, 1));
            }
            return scopes;
        }
    }

    [Theory]
    [MemberData(nameof(Scopes))]
    public void A_human_is_there_or_rung_or_owes_a_callback_in_every_world(int operators, bool emergency, int faults, int messages)
    {
        var scope = new Scope(operators, emergency, faults, messages);
        var found = new GuaranteeSearch(CallDecider.Decide, (state, stored) => state.Apply(stored), scope).Run(atMost: 60_000_000);
        output.WriteLine($"{scope}: {found.Worlds} worlds, {found.Steps} steps.\n{found.Broken}");
        Assert.Null(found.Broken);
        Assert.True(found.Exhausted, "The search did not reach every world.");
    }

    public static TheoryData<string> SeededBugs => [.. Mutants.All.Keys];

    [Theory]
    [MemberData(nameof(SeededBugs))]
    public void The_search_finds(string bug)
    {
        var (decide, fold) = Mutants.All[bug];
        var found = new GuaranteeSearch(decide, fold, new Scope(Operators: 1, Emergency: true, Faults: 1)).Run(atMost: 300_000);
        output.WriteLine($"{found.Worlds} worlds, {found.Steps} steps.\n{found.Broken}");
        Assert.NotNull(found.Broken);
    }
}
