using HybridAgent.Core.Calls;

namespace HybridAgent.Server.Scenarios;

/// <summary>What became of a scenario.</summary>
/// <param name="Events">Everything recorded, in order, with seconds since the beginning and the caller's name.</param>
/// <param name="Problems">What was expected and did not happen, or happened and must not; empty when all is well.</param>
/// <param name="LongestGapSeconds">Longest time a caller was connected with no human there and nobody being rung, while somebody could be.</param>
internal sealed record ScenarioResult(
    string Title, IReadOnlyList<(double At, string Caller, CallEvent Event)> Events, IReadOnlyList<string> Problems, double LongestGapSeconds)
{
    public bool Passed => Problems.Count == 0;
}
