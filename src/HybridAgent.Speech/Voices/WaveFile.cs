using System.Buffers.Binary;

namespace HybridAgent.Speech.Voices;

/// <summary>
/// Reads prompts and recordings: RIFF WAVE, PCM 16-bit (also in its extensible form), any rate from 8 to 48 kHz,
/// any number of channels; gives 16 kHz mono.
/// </summary>
public static class WaveFile
{
    /// <summary>Ten minutes at 48 kHz stereo, rounded up: nothing a practice records as a prompt is longer.</summary>
    private const long MaxBytes = 128 * 1024 * 1024;

    /// <exception cref="InvalidDataException">Not a WAV file that can be played; the message says why in one line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async ValueTask<short[]> Read(string path, CancellationToken cancellation = default)
    {
        var info = new FileInfo(path);
        if (!info.Exists) throw new FileNotFoundException("the file does not exist.");
        if (info.Length > MaxBytes) throw new InvalidDataException("the file is larger than 128 MiB.");
        return Parse(await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false));
    }

    /// <exception cref="InvalidDataException">Not a WAV file that can be played.</exception>
    public static short[] Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || !file[..4].SequenceEqual("RIFF"u8) || !file[8..12].SequenceEqual("WAVE"u8))
            throw new InvalidDataException("not a WAV file.");
        int channels = 0, rate = 0;
        var at = 12;
        while (at + 8 <= file.Length)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            var body = file[(at + 8)..];
            // Writers that stream leave the size of the last chunk at 0 or at the maximum: then it runs to the end.
            var isData = file.Slice(at, 4).SequenceEqual("data"u8);
            if (isData && channels == 0) throw new InvalidDataException("the WAV file has no format before its data.");
            if (isData) return Samples(size == 0 || size > body.Length ? body : body[..(int)size], channels, rate);
            if (size > body.Length) break;
            if (file.Slice(at, 4).SequenceEqual("fmt "u8)) (channels, rate) = Format(body[..(int)size]);
            at += 8 + (int)size + (int)(size & 1);
        }
        throw new InvalidDataException("the WAV file holds no audio.");
    }

    private static (int Channels, int Rate) Format(ReadOnlySpan<byte> fmt)
    {
        if (fmt.Length < 16) throw new InvalidDataException("the WAV format is cut short.");
        var tag = BinaryPrimitives.ReadUInt16LittleEndian(fmt);
        if (tag == 0xFFFE && fmt.Length >= 26) tag = BinaryPrimitives.ReadUInt16LittleEndian(fmt[24..]);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(fmt[2..]);
        var rate = BinaryPrimitives.ReadInt32LittleEndian(fmt[4..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(fmt[14..]);
        if (tag != 1 || bits != 16) throw new InvalidDataException("the WAV file is not 16-bit PCM.");
        if (channels is < 1 or > 8) throw new InvalidDataException("the WAV file has an unusual number of channels.");
        if (rate is < 8000 or > 48000) throw new InvalidDataException("the WAV file has a rate outside 8 to 48 kHz.");
        return (channels, rate);
    }

    private static short[] Samples(ReadOnlySpan<byte> data, int channels, int rate)
    {
        var mono = new short[data.Length / (2 * channels)];
        if (mono.Length == 0) throw new InvalidDataException("the WAV file holds no audio.");
        for (var i = 0; i < mono.Length; i++)
        {
            var sum = 0;
            for (var c = 0; c < channels; c++) sum += BinaryPrimitives.ReadInt16LittleEndian(data[(2 * ((i * channels) + c))..]);
            mono[i] = (short)(sum / channels);
        }
        return Resampling.To16k(mono, rate);
    }

    /// <summary>16 kHz mono samples as a WAV file.</summary>
    public static byte[] ToBytes(ReadOnlySpan<short> samples)
    {
        var file = new byte[44 + (2 * samples.Length)];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), SpeechAudio.SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), SpeechAudio.SampleRate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), 2 * samples.Length);
        for (var i = 0; i < samples.Length; i++) BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(44 + (2 * i)), samples[i]);
        return file;
    }
}
