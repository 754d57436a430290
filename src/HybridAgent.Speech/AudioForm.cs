using System.Buffers.Binary;

namespace HybridAgent.Speech;

/// <summary>How the audio of a session travels, and what its bytes mean in time.</summary>
/// <param name="Tag">The number of the format in a RIFF header: 1 PCM, 7 mu-law.</param>
internal sealed record AudioForm(ushort Tag, int SampleRate, int BitsPerSample)
{
    public static AudioForm Pcm { get; } = new(1, SpeechAudio.SampleRate, 16);

    public static AudioForm MuLaw { get; } = new(7, SpeechAudio.SampleRate / 2, 8);

    public int BytesPerSample => BitsPerSample / 8;

    public int BytesPerSecond => SampleRate * BytesPerSample;

    /// <summary>One message: 100 ms.</summary>
    public int ChunkBytes => BytesPerSecond / 10;

    public int BytesOf(TimeSpan time) => (int)(time.TotalSeconds * BytesPerSecond);

    public TimeSpan Time(long bytes) => TimeSpan.FromTicks(bytes * TimeSpan.TicksPerSecond / BytesPerSecond);

    /// <summary>The first byte of the sample at a time; ticks of 100 ns, as the service counts.</summary>
    public long Bytes(long ticks) => ticks * SampleRate / TimeSpan.TicksPerSecond * BytesPerSample;

    /// <summary>A RIFF header for a stream whose length nobody knows yet: its sizes are 0.</summary>
    public byte[] Header()
    {
        var header = new byte[44];
        "RIFF"u8.CopyTo(header);
        "WAVEfmt "u8.CopyTo(header.AsSpan(8));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), 16);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(20), Tag);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(22), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), (uint)SampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(28), (uint)BytesPerSecond);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(32), (ushort)BytesPerSample);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(34), (ushort)BitsPerSample);
        "data"u8.CopyTo(header.AsSpan(36));
        return header;
    }
}
