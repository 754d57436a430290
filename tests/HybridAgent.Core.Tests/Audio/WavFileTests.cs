using System.Buffers.Binary;
using CsCheck;
using HybridAgent.Core.Audio;

namespace HybridAgent.Core.Tests.Audio;

public sealed class WavFileTests
{
    private const int Pcm = 1;
    private const int Float = 3;
    private const int MuLawTag = 7;

    [Theory]
    [InlineData(Pcm, 8, 1, 8000)]
    [InlineData(Pcm, 8, 2, 16000)]
    [InlineData(Pcm, 16, 1, 8000)]
    [InlineData(Pcm, 16, 1, 16000)]
    [InlineData(Pcm, 16, 2, 44100)]
    [InlineData(Pcm, 16, 1, 48000)]
    [InlineData(Pcm, 24, 2, 48000)]
    [InlineData(Pcm, 32, 1, 44100)]
    [InlineData(Float, 32, 2, 48000)]
    [InlineData(MuLawTag, 8, 1, 8000)]
    public void Every_form_we_promise_gives_the_tone_that_was_recorded(int tag, int bits, int channels, int rate)
    {
        var wav = WavFile.Parse(File(tag, bits, channels, rate, Tone(tag, bits, channels, rate)));
        Assert.Equal(16000, wav.Samples.Length);
        Assert.Equal(TimeSpan.FromSeconds(1), wav.Duration);
        for (var i = 2000; i < 14000; i++)
        {
            // 8-bit forms have coarse steps: 256 for PCM, 512 at this level for mu-law.
            Assert.InRange(wav.Samples[i] - Expected(i / 16000.0), bits == 8 ? -300 : -12, bits == 8 ? 300 : 12);
        }
    }

    [Fact]
    public void Stereo_is_the_mean_of_both_sides_and_never_wraps()
    {
        var wav = WavFile.Parse(File(Pcm, 16, 2, 16000, Shorts([short.MaxValue, short.MaxValue, short.MinValue, short.MinValue, 1000, -1000])));
        Assert.Equal([short.MaxValue, short.MinValue, 0], wav.Samples);
    }

    [Fact]
    public void The_extensible_header_and_unknown_chunks_are_read_over()
    {
        var format = new byte[40];
        Format(0xFFFE, 16, 1, 16000).CopyTo(format, 0);
        format[24] = Pcm;
        var wav = WavFile.Parse([.. Riff(), .. Chunk("LIST", new byte[7]), 0, .. Chunk("fmt ", format), .. Chunk("junk", new byte[12]), .. Chunk("data", Shorts([5, -6]))]);
        Assert.Equal([5, -6], wav.Samples);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(uint.MaxValue)]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(1_000_000u)]
    public void A_declared_size_that_is_not_there_takes_what_is_there(uint declared)
    {
        var file = File(Pcm, 16, 1, 16000, Shorts([1, 2, 3]));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(40), declared);
        Assert.Equal([1, 2, 3], WavFile.Parse(file).Samples);
    }

    [Fact]
    public void A_sample_that_is_cut_off_is_left_away() =>
        Assert.Equal([1, 2], WavFile.Parse(File(Pcm, 16, 1, 16000, Shorts([1, 2, 3])).AsSpan(0..^1)).Samples);

    public static TheoryData<string, byte[]> Unplayable => new()
    {
        { "not a WAV file", [] },
        { "not a WAV file", "ID3 this is an mp3 that somebody renamed"u8.ToArray() },
        { "not a WAV file", [.. "RIFF"u8, 4, 0, 0, 0, .. "AVI "u8, 0, 0, 0, 0] },
        { "no audio", Riff() },
        { "no audio", [.. Riff(), .. Chunk("fmt ", Format(Pcm, 16, 1, 16000))] },
        { "no audio", File(Pcm, 16, 1, 16000, []) },
        { "no audio", File(Pcm, 16, 2, 16000, [1, 2, 3]) },
        { "no audio", [.. Riff(), .. "junk"u8, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2] },
        { "before its format", [.. Riff(), .. Chunk("data", Shorts([1, 2]))] },
        { "cut off", [.. Riff(), .. Chunk("fmt ", [1, 0, 1, 0])] },
        { "not supported", File(2, 4, 1, 8000, [1, 2, 3, 4]) },
        { "not supported", File(Pcm, 12, 1, 8000, [1, 2, 3, 4]) },
        { "not supported", File(Pcm, 16, 0, 8000, [1, 2, 3, 4]) },
        { "not supported", File(Pcm, 16, 9, 8000, new byte[36]) },
        { "not supported", File(Pcm, 16, 65535, 8000, new byte[36]) },
        { "not supported", File(Pcm, 16, 1, 7999, [1, 2, 3, 4]) },
        { "not supported", File(Pcm, 16, 1, 0, [1, 2, 3, 4]) },
        { "not supported", File(Pcm, 16, 1, -1, [1, 2, 3, 4]) },
        { "longer than an hour", File(Pcm, 8, 1, 8000, new byte[(8000 * 3600) + 1]) },
    };

    [Theory]
    [MemberData(nameof(Unplayable), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_played_is_refused_with_one_clear_line(string because, byte[] file)
    {
        var refused = Assert.Throws<WavFormatException>(() => WavFile.Parse(file));
        Assert.Contains(because, refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
    }

    /// <summary>Whatever the bytes are, there is audio or the one typed error: nothing else is thrown.</summary>
    [Fact]
    public void No_file_however_broken_gives_another_error() =>
        Gen.Select(Gen.Int[0, 90], Gen.Byte.Array[0, 60], Gen.Int[0, 120]).Sample((at, noise, length) =>
        {
            var file = File(Pcm, 16, 1, 16000, new byte[80]);
            noise.AsSpan(0, Math.Min(noise.Length, file.Length - at)).CopyTo(file.AsSpan(at));
            try
            {
                return WavFile.Parse(file.AsSpan(0, Math.Min(length, file.Length))).Samples.Length > 0;
            }
            catch (WavFormatException refused)
            {
                return refused.Message.Length > 0;
            }
        });

    [Fact]
    public void What_is_written_can_be_read() =>
        Gen.Short.Array[1, 500].Sample(samples => WavFile.Parse(WavFile.Write(samples)).Samples.SequenceEqual(samples));

    [Fact]
    public async Task A_stream_that_gives_little_at_a_time_is_read_to_its_end()
    {
        var samples = Enumerable.Range(0, 5000).Select(i => (short)i).ToArray();
        await using var slow = new TrickleStream(WavFile.Write(samples));
        Assert.Equal(samples, (await WavFile.Read(slow)).Samples);
    }

    [Fact]
    public async Task A_stream_without_end_is_given_up_at_256_MiB()
    {
        await using var endless = new EndlessStream();
        var refused = await Assert.ThrowsAsync<WavFormatException>(async () => await WavFile.Read(endless));
        Assert.Contains("256 MiB", refused.Message);
        Assert.InRange(endless.Given, 256L << 20, 257L << 20);
    }

    private static double Expected(double second) => 8000 * Math.Sin(2 * Math.PI * 440 * second);

    /// <summary>One second of 440 Hz; with two channels, the tone is only on the left, twice as loud.</summary>
    private static byte[] Tone(int tag, int bits, int channels, int rate)
    {
        using var bytes = new MemoryStream();
        Span<byte> one = stackalloc byte[4];
        for (var i = 0; i < rate; i++)
        {
            for (var c = 0; c < channels; c++)
            {
                var value = c == 0 ? (int)Math.Round(Expected(i / (double)rate) * channels) : 0;
                switch (tag, bits)
                {
                    case (MuLawTag, _): one[0] = MuLaw.Encode((short)value); break;
                    case (Float, _): BinaryPrimitives.WriteSingleLittleEndian(one, value / 32768f); break;
                    case (_, 8): one[0] = (byte)(((value + 128) >> 8) + 128); break;
                    default: BinaryPrimitives.WriteInt32LittleEndian(one, value << (bits - 16)); break;
                }
                bytes.Write(one[..(bits / 8)]);
            }
        }
        return bytes.ToArray();
    }

    private static byte[] Shorts(short[] values) => System.Runtime.InteropServices.MemoryMarshal.AsBytes<short>(values).ToArray();

    private static byte[] Riff() => [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVE"u8];

    private static byte[] File(int tag, int bits, int channels, int rate, byte[] data) =>
        [.. Riff(), .. Chunk("fmt ", Format(tag, bits, channels, rate)), .. Chunk("data", data)];

    private static byte[] Chunk(string name, byte[] body)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, body.Length);
        return [.. System.Text.Encoding.ASCII.GetBytes(name), .. size, .. body];
    }

    private static byte[] Format(int tag, int bits, int channels, int rate)
    {
        var body = new byte[16];
        BinaryPrimitives.WriteUInt16LittleEndian(body, (ushort)tag);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(2), (ushort)channels);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4), rate);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(14), (ushort)bits);
        return body;
    }

    private sealed class TrickleStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 7)], cancellationToken);
    }

    private sealed class EndlessStream : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Given += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
