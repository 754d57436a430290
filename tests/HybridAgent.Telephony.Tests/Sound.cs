using HybridAgent.Core.Audio;
using HybridAgent.Core.Calls;
using HybridAgent.Telephony.Recorded;

namespace HybridAgent.Telephony.Tests;

/// <summary>Sounds and parties the tests share.</summary>
internal static class Sound
{
    /// <summary>Frames of one level each.</summary>
    public static short[] Level(short level, int frames = 1) => [.. Enumerable.Repeat(level, frames * AudioFrame.Samples)];

    /// <summary>A party that says one level for so many frames, then is silent.</summary>
    public static WavLeg Party(string id, LegRole role, short level, int frames = 50) => new(id, role, new WavFile(Level(level, frames)));

    public static void Tick(this Bridge bridge, int times)
    {
        for (var i = 0; i < times; i++)
        {
            bridge.Tick();
        }
    }

    /// <summary>The last frame a party was given.</summary>
    public static short[] LastHeard(this WavLeg leg) => leg.Heard[^AudioFrame.Samples..];
}
