using HybridAgent.Core.Calls;

namespace HybridAgent.Core.Replay;

/// <summary>Counts, along a record, how often red cues of a category were put away: what is raised after that is another raising.</summary>
internal sealed class Rounds(ReplayCall call)
{
    private readonly Dictionary<string, int> away = new(StringComparer.Ordinal);

    public int Of(string category) => away.GetValueOrDefault(category);

    public void Take(StoredEvent e)
    {
        if (e.Event is CueDismissed { Id: var id } && call.State.Cues.Find(c => c.Id == id) is { Cue: { IsRed: true, Category: var category } })
        {
            away[category] = Of(category) + 1;
        }
    }
}
