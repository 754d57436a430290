namespace HybridAgent.Core.Practices;

/// <summary>A tenant: greeting, notice, time zone, lists. Versioned data, never code.</summary>
/// <param name="Id">Short, URL-safe, for example "demo".</param>
/// <param name="Greeting">What the assistant says first, in full, with the recording/AI notice; at most 6 s spoken.</param>
/// <param name="OperatorPhrase">The phrase the operator says on joining.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Pool">The operators' pool that answers for this practice.</param>
public sealed record Practice(
    string Id, string Name, string Greeting, string OperatorPhrase, string TimeZone, string Pool,
    IReadOnlyList<string> Providers, IReadOnlyList<string> Pharmacies, string? GreetingWav = null, int Version = 1);
