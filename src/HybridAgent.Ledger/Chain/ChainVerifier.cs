using System.Security.Cryptography;

namespace HybridAgent.Ledger;

/// <summary>An event as it lies in the store.</summary>
public sealed record SealedEvent(EventHeader Header, byte[] Ciphertext, byte[] Hash);

/// <summary>Checks one call's chain without opening any payload.</summary>
public static class ChainVerifier
{
    /// <returns>The first thing that does not hold, naming its sequence; null when the chain is whole.</returns>
    public static string? Problem(Guid call, IEnumerable<SealedEvent> events)
    {
        var previous = EventHeader.Origin;
        long expected = 1;
        foreach (var e in events)
        {
            if (e.Header.Call != call)
            {
                return $"event {expected} belongs to another call";
            }
            if (e.Header.Sequence != expected)
            {
                return $"event {expected} is missing or out of order (found {e.Header.Sequence})";
            }
            if (!previous.AsSpan().SequenceEqual(e.Header.Previous))
            {
                return $"event {expected} does not continue event {expected - 1}";
            }
            if (!SHA256.HashData(e.Ciphertext).AsSpan().SequenceEqual(e.Header.CiphertextHash))
            {
                return $"event {expected}: the sealed payload was changed";
            }
            previous = e.Header.Hash();
            if (!previous.AsSpan().SequenceEqual(e.Hash))
            {
                return $"event {expected}: the header was changed";
            }
            expected++;
        }
        return null;
    }
}
