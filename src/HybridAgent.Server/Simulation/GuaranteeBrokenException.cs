using System.Globalization;

namespace HybridAgent.Server.Simulation;

/// <summary>The simulation found a moment in which the human guarantee does not hold. The message is what a person needs to look into it.</summary>
internal sealed class GuaranteeBrokenException(RealCall? call, World world, string what) : Exception(Words(call, world, what))
{
    public string What => what;

    private static string Words(RealCall? call, World world, string what) => string.Join('\n', [
        $"BROKEN: {what}",
        string.Create(CultureInfo.InvariantCulture, $"  seed {world.Plan.Seed}, faults {Faults.Name(world.Plan.Faults)}, at {world.Time.GetUtcNow():HH:mm:ss.fff} ({world.Time.Now / 1000.0:0.000} s){(call is null ? "" : ", " + call.Name)}"),
        .. call is null ? Enumerable.Empty<string>() : ["  what happened last in this call:", .. Journal.Last(call).Select(l => "    " + l)],
        "  replay: " + world.Plan.Command,
    ]);
}
