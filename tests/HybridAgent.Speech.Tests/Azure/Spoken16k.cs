using System.Runtime.InteropServices;

namespace HybridAgent.Speech.Tests.Azure;

/// <summary>The audio of the recordings, made again: no two tenths of a second of it are alike.</summary>
internal static class Spoken16k
{
    /// <summary>Sample i is (i * 37 mod 2001) - 1000.</summary>
    public static short[] Samples(int from, int count) => [.. Enumerable.Range(from, count).Select(i => (short)((i * 37 % 2001) - 1000))];

    public static byte[] Bytes(int fromMs, int toMs) => MemoryMarshal.AsBytes(Samples(fromMs * 16, (toMs - fromMs) * 16).AsSpan()).ToArray();

    /// <summary>Byte i is (i * 37) &amp; 255, at 8 kHz.</summary>
    public static byte[] MuLaw(int from, int count) => [.. Enumerable.Range(from, count).Select(i => (byte)((i * 37) & 255))];

    /// <summary>Writes it in frames of 20 ms.</summary>
    public static void Write(this ITranscription session, int fromMs, int toMs)
    {
        for (var at = fromMs; at < toMs; at += 20) session.Write(Samples(at * 16, 20 * 16));
    }
}
