using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Tests.Cues;

/// <summary>A candidate list in the place of a shipped one, the others beside it.</summary>
public sealed class CueFloorListTests
{
    [Fact]
    public void A_list_takes_the_place_of_its_own_earlier_version_and_leaves_the_others()
    {
        var shipped = CueFloor.Default.Version.Split('+');
        var name = shipped[0].Split('@')[0];
        var floor = CueFloor.Default.WithList(CueFloor.Resource("cue-floor-english.json").Replace($"\"{shipped[0]}\"", $"\"{name}@77\"", StringComparison.Ordinal));
        Assert.Equal([$"{name}@77", .. shipped[1..]], floor.Version.Split('+'));
    }

    [Fact]
    public void A_list_of_another_name_stands_beside_the_shipped_ones()
    {
        var shipped = CueFloor.Default.Version.Split('+');
        var floor = CueFloor.Default.WithList(CueFloor.Resource("cue-floor-english.json").Replace($"\"{shipped[0]}\"", "\"cues-more@1\"", StringComparison.Ordinal));
        Assert.Equal([.. shipped, "cues-more@1"], floor.Version.Split('+'));
    }
}
