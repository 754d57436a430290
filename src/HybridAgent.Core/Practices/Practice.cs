using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Practices;

/// <summary>A tenant: greeting, notice, time zone, lists. Versioned data, never code.</summary>
/// <param name="Id">Short, URL-safe, for example "demo".</param>
/// <param name="Greeting">What the assistant says first, in full, with the recording/AI notice; at most 6 s spoken.</param>
/// <param name="OperatorPhrase">The phrase the operator says on joining.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Pool">The operators' pool that answers for this practice.</param>
/// <param name="GreetingWav">File name of the practice's own recording of the greeting, in the practices folder; null to have it spoken.</param>
/// <param name="SecondPool">Who is rung too when the pool has not answered within ten seconds; null for none.</param>
/// <param name="Hold">What the assistant says while the caller waits; null for <see cref="HoldScript.Default"/>.</param>
/// <param name="Reasons">Reasons people call for, each with fields of its own; null for none.</param>
/// <param name="KnownNumbers">Numbers of hospitals, laboratories and pharmacies (E.164): their calls stand earlier in the queue.</param>
/// <param name="Cues">Words of emergency that this practice adds to the floor; null for none.</param>
/// <param name="SpeechEngine">Its own chain of speech engines, for example "azure -> pocketsphinx"; null for the deployment's.</param>
public sealed record Practice(
    string Id, string Name, string Greeting, string OperatorPhrase, string TimeZone, string Pool,
    IReadOnlyList<string> Providers, IReadOnlyList<string> Pharmacies, string? GreetingWav = null, int Version = 1,
    string? SecondPool = null, HoldScript? Hold = null, IReadOnlyList<string>? KnownNumbers = null, CueAdditions? Cues = null,
    IReadOnlyList<CallReason>? Reasons = null, string? SpeechEngine = null)
{
    /// <summary>The practice's own field of that name; null when it has none.</summary>
    public ReasonField? FieldOf(string name)
    {
        foreach (var reason in Reasons ?? [])
        {
            foreach (var field in reason.Fields)
            {
                if (field.Name == name)
                {
                    return field;
                }
            }
        }

        return null;
    }
}
