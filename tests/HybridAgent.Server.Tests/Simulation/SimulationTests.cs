using HybridAgent.Core.Desk;
using HybridAgent.Grains.Desk;
using HybridAgent.Server.Simulation;

namespace HybridAgent.Server.Tests.Simulation;

/// <summary>The simulator itself: it repeats, it finds what is broken, and what the product promises holds in it.</summary>
public sealed class SimulationTests
{
    private static readonly WorldPlan Small = new(Calls: 40, Operators: 3, Hours: 0.7, Fault.None, Seed: 7);

    public static TheoryData<string> EveryKind => [.. Faults.Names.Where(n => n != "all")];

    [Fact]
    public void The_same_seed_gives_the_same_events_byte_for_byte()
    {
        var plan = Small with { Calls = 30, Faults = Faults.Together };
        var once = Log(plan);
        Assert.True(once.Length > 10_000);
        Assert.Equal(once, Log(plan));
        Assert.NotEqual(once, Log(plan with { Seed = 8 }));
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void Every_invariant_holds_under(string fault)
    {
        var measures = new World(Small with { Faults = Assert.Single(Faults.Parse(fault)!) }).Run();
        Assert.True(measures.Placed >= Small.Calls);
        Assert.Equal(0, measures.StillOpen);
        Assert.True(measures.TimesToHuman.Count > Small.Calls / 2);
    }

    [Fact]
    public void One_operator_more_changes_nothing_about_who_calls_when()
    {
        Assert.Equal(Arrivals(Small), Arrivals(Small with { Operators = 4 }));

        // Whether they call again depends on who answered; the first calls do not.
        static IEnumerable<string> Arrivals(WorldPlan plan) => Log(plan).Split('\n')
            .Where(l => l.Contains("the caller is connected", StringComparison.Ordinal) && Number(l) <= plan.Calls);

        static int Number(string line) => int.Parse(line.Split("call-")[1].Split(' ')[0]);
    }

    [Fact]
    public void A_desk_that_forgets_its_people_is_found_with_seed_time_events_and_replay()
    {
        var broken = Assert.Throws<GuaranteeBrokenException>(() => new World(Small with { Sabotage = desks => new ForgetfulDesks(desks) }).Run());
        Assert.StartsWith("I2:", broken.What);
        Assert.Contains("seed 7, faults none, at 08:", broken.Message);
        Assert.Contains("\"kind\":\"call-started\"", broken.Message);
        Assert.EndsWith("replay: hybrid-agent simulate --calls 40 --operators 3 --hours 0.7 --faults none --seed 7", broken.Message);
    }

    private static string Log(WorldPlan plan)
    {
        using var log = new StringWriter();
        new World(plan with { Log = log }).Run();
        return log.ToString();
    }

    /// <summary>After the first calls no operator is known to be there any more; the clinicians still are, so that it is I2 that breaks.</summary>
    private sealed class ForgetfulDesks(IDesks desks) : IDesks
    {
        private int asked;

        public async ValueTask<WhoCanBeRung> Who(string practice, string pool)
        {
            var who = await desks.Who(practice, pool);
            return ++asked < 200 ? who : who with { People = [] };
        }

        public ValueTask Show(string desk, DeskEntry entry) => desks.Show(desk, entry);
    }
}
