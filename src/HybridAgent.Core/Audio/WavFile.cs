using System.Buffers.Binary;

namespace HybridAgent.Core.Audio;

/// <summary>Audio of a WAV file, brought to 16 kHz mono.</summary>
/// <param name="Samples">16 kHz, mono, signed 16 bit.</param>
public sealed record WavFile(short[] Samples)
{
    private const int MaximumBytes = 256 * 1024 * 1024;
    private static readonly TimeSpan MaximumDuration = TimeSpan.FromHours(1);

    public TimeSpan Duration => TimeSpan.FromSeconds((double)Samples.Length / AudioFrame.SampleRate);

    /// <summary>Reads to the end of the stream, at most 256 MiB.</summary>
    /// <exception cref="WavFormatException">Not a WAV file that can be played; one line says why.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static async ValueTask<WavFile> Read(Stream stream, CancellationToken cancellation = default)
    {
        using var all = new MemoryStream(stream.CanSeek && stream.Length <= MaximumBytes ? (int)stream.Length : 0);
        var part = new byte[81_920];
        for (int got; (got = await stream.ReadAsync(part, cancellation).ConfigureAwait(false)) > 0;)
        {
            if (all.Length + got > MaximumBytes)
            {
                throw new WavFormatException("the file is larger than 256 MiB.");
            }
            all.Write(part, 0, got);
        }
        return Parse(all.GetBuffer().AsSpan(0, (int)all.Length));
    }

    /// <summary>RIFF WAVE; PCM 8, 16, 24 or 32 bit, float 32, mu-law; 8 to 48 kHz; 1 to 8 channels; at most an hour. A cut-off end is tolerated.</summary>
    /// <exception cref="WavFormatException">Not a WAV file that can be played.</exception>
    public static WavFile Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || !file[..4].SequenceEqual("RIFF"u8) || !file[8..12].SequenceEqual("WAVE"u8))
        {
            throw new WavFormatException("this is not a WAV file.");
        }
        Format? format = null;
        for (long at = 12; at + 8 <= file.Length;)
        {
            var header = file[(int)at..];
            var size = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            var rest = header[8..];
            var body = rest[..(int)Math.Min(size, rest.Length)];
            if (header[..4].SequenceEqual("fmt "u8))
            {
                format = Format.Parse(body);
            }
            else if (header[..4].SequenceEqual("data"u8))
            {
                // Who writes while recording does not know the size yet and leaves 0 or the maximum: then it runs to the end.
                return Decode(format ?? throw new WavFormatException("the data comes before its format."), size == 0 ? rest : body);
            }
            at += 8 + size + (size & 1);
        }
        throw new WavFormatException("there is no audio in this WAV file.");
    }

    /// <summary>16-bit PCM, mono.</summary>
    public static byte[] Write(ReadOnlySpan<short> samples, int rate = AudioFrame.SampleRate)
    {
        var file = new byte[44 + (samples.Length * 2)];
        var s = file.AsSpan();
        "RIFF"u8.CopyTo(s);
        BinaryPrimitives.WriteInt32LittleEndian(s[4..], file.Length - 8);
        "WAVEfmt "u8.CopyTo(s[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(s[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(s[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(s[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(s[24..], rate);
        BinaryPrimitives.WriteInt32LittleEndian(s[28..], rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(s[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(s[34..], 16);
        "data"u8.CopyTo(s[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(s[40..], samples.Length * 2);
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(s[(44 + (i * 2))..], samples[i]);
        }
        return file;
    }

    private static WavFile Decode(Format format, ReadOnlySpan<byte> body)
    {
        var length = body.Length / format.FrameBytes;
        if (length == 0)
        {
            throw new WavFormatException("there is no audio in this WAV file.");
        }
        if ((double)length / format.Rate > MaximumDuration.TotalSeconds)
        {
            throw new WavFormatException("it is longer than an hour.");
        }
        var samples = Resampler.Convert(format.Decode(body), format.Rate, AudioFrame.SampleRate);
        return samples.Length > 0 ? new WavFile(samples) : throw new WavFormatException("there is no audio in this WAV file.");
    }

    private sealed record Format(int Tag, int Channels, int Rate, int Bits)
    {
        private const int Pcm = 1;
        private const int Float = 3;
        private const int MuLawTag = 7;
        private const int Extensible = 0xFFFE;

        public int FrameBytes => Bits / 8 * Channels;

        public static Format Parse(ReadOnlySpan<byte> body)
        {
            if (body.Length < 16)
            {
                throw new WavFormatException("the format chunk is cut off.");
            }
            int tag = BinaryPrimitives.ReadUInt16LittleEndian(body);
            if (tag == Extensible && body.Length >= 26)
            {
                tag = BinaryPrimitives.ReadUInt16LittleEndian(body[24..]);
            }
            var format = new Format(
                tag, BinaryPrimitives.ReadUInt16LittleEndian(body[2..]), BinaryPrimitives.ReadInt32LittleEndian(body[4..]),
                BinaryPrimitives.ReadUInt16LittleEndian(body[14..]));
            var known = (format.Tag, format.Bits) is (Pcm, 8 or 16 or 24 or 32) or (Float, 32) or (MuLawTag, 8);
            return known && format.Channels is >= 1 and <= 8 && format.Rate is >= 8000 and <= 48000
                ? format
                : throw new WavFormatException($"format {format.Tag} with {format.Bits} bit, {format.Channels} channels and {format.Rate} Hz is not supported.");
        }

        public short[] Decode(ReadOnlySpan<byte> body)
        {
            var width = Bits / 8;
            var mono = new short[body.Length / (width * Channels)];
            for (var i = 0; i < mono.Length; i++)
            {
                var sum = 0;
                for (var c = 0; c < Channels; c++)
                {
                    sum += One(body[(((i * Channels) + c) * width)..]);
                }
                mono[i] = (short)(sum / Channels);
            }
            return mono;
        }

        private int One(ReadOnlySpan<byte> s) => (Tag, Bits) switch
        {
            (MuLawTag, _) => MuLaw.Decode(s[0]),
            (Float, _) => (int)Math.Clamp(BinaryPrimitives.ReadSingleLittleEndian(s) is var f && float.IsFinite(f) ? f * 32767f : 0, -32768, 32767),
            (_, 8) => (s[0] - 128) << 8,
            (_, 16) => BinaryPrimitives.ReadInt16LittleEndian(s),
            (_, 24) => (short)(s[1] | (s[2] << 8)),
            _ => BinaryPrimitives.ReadInt32LittleEndian(s) >> 16,
        };
    }
}

/// <summary>The file is not a WAV file that can be played; the message is one line.</summary>
public sealed class WavFormatException(string message) : Exception(message);
