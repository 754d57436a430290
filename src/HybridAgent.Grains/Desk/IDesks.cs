using HybridAgent.Core.Desk;

namespace HybridAgent.Grains.Desk;

/// <summary>The desks, as a call sees them: whom it may ring, and where its line of the queue is shown.</summary>
public interface IDesks
{
    ValueTask<WhoCanBeRung> Who(string practice, string pool);

    ValueTask Show(string desk, DeskEntry entry);
}

/// <param name="People">For the call, by step of the ladder.</param>
/// <param name="Clinicians">For an emergency, in the order of the on-call list.</param>
/// <param name="DeskOf">At which desk a person sits.</param>
public sealed record WhoCanBeRung(
    IReadOnlyList<Reachable> People, IReadOnlyList<Reachable> Clinicians, IReadOnlyDictionary<string, string> DeskOf);
