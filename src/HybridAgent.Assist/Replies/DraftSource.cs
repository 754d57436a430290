namespace HybridAgent.Assist.Replies;

/// <summary>Which model and prompt wrote an answer, and how long it took.</summary>
/// <param name="By">"model:NAME prompt:NAME@HASH8".</param>
/// <param name="LatencyMs">From the question to the read answer.</param>
internal sealed record DraftSource(string By, int LatencyMs);
