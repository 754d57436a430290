namespace HybridAgent.Server.Line;

/// <summary>Sounds the assistant plays besides speech.</summary>
internal static class Sounds
{
    private const int Rate = 16_000;

    /// <summary>One cycle of the North American ringback, soft: 440 and 480 Hz for two seconds, then four of silence.</summary>
    public static short[] Ringback { get; } = Cycle();

    private static short[] Cycle()
    {
        var samples = new short[Rate * 6];
        const int on = Rate * 2;
        for (var i = 0; i < on; i++)
        {
            // 20 ms edges, or the tone clicks.
            var edge = Math.Min(1.0, Math.Min(i, on - i) / (0.02 * Rate));
            var t = (double)i / Rate;
            samples[i] = (short)(900 * edge * (Math.Sin(2 * Math.PI * 440 * t) + Math.Sin(2 * Math.PI * 480 * t)));
        }
        return samples;
    }
}
