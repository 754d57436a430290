namespace HybridAgent.Server.Simulation;

/// <summary>
/// Seeded chance (SplitMix64): the same numbers on every machine and version. Each person and each caller has a stream of their own,
/// so that one operator more changes nothing about who calls when.
/// </summary>
internal sealed class Chance(ulong state)
{
    private ulong state = state;

    public static Chance Of(long seed, string stream, int index = 0)
    {
        var mixed = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL);
        foreach (var letter in stream)
        {
            mixed = unchecked((mixed ^ letter) * 0x100000001B3UL);
        }
        var chance = new Chance(unchecked(mixed ^ ((ulong)index * 0xD1B54A32D192ED03UL)));
        chance.Bits(); // Neighbouring seeds part company.
        return chance;
    }

    public ulong Bits()
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>0 (inclusive) to 1 (exclusive).</summary>
    public double Unit() => (Bits() >> 11) * (1.0 / (1UL << 53));

    public bool Happens(double probability) => Unit() < probability;

    /// <summary>A whole number from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public long Between(long from, long to) => from + (long)(Unit() * (to - from + 1));

    public T Pick<T>(IReadOnlyList<T> from) => from[(int)(Unit() * from.Count)];

    public long Exponential(double mean) => (long)(-mean * Math.Log(1 - Unit()));

    /// <summary>Half of all are below the median; the larger <paramref name="spread"/>, the longer the tail.</summary>
    public long LogNormal(double median, double spread)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());
        return (long)(median * Math.Exp(spread * normal));
    }

    public Guid Identity()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Bits());
        BitConverter.TryWriteBytes(bytes[8..], Bits());
        return new Guid(bytes);
    }
}
