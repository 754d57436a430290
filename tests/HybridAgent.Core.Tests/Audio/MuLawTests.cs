using HybridAgent.Core.Audio;

namespace HybridAgent.Core.Tests.Audio;

public sealed class MuLawTests
{
    /// <summary>
    /// ITU-T G.711 table 2a: the decoder output values of the eight segments' first and last steps (14-bit, here times four),
    /// by the character signal with all bits as transmitted.
    /// </summary>
    [Theory]
    [InlineData(0x80, 8031)]
    [InlineData(0x8F, 4191)]
    [InlineData(0x90, 3999)]
    [InlineData(0x9F, 2079)]
    [InlineData(0xA0, 1983)]
    [InlineData(0xAF, 1023)]
    [InlineData(0xB0, 975)]
    [InlineData(0xBF, 495)]
    [InlineData(0xC0, 471)]
    [InlineData(0xCF, 231)]
    [InlineData(0xD0, 219)]
    [InlineData(0xDF, 99)]
    [InlineData(0xE0, 93)]
    [InlineData(0xEF, 33)]
    [InlineData(0xF0, 30)]
    [InlineData(0xFE, 2)]
    [InlineData(0xFF, 0)]
    public void Decoding_gives_the_values_of_G711_on_both_sides_of_zero(byte code, int fourteenBit)
    {
        Assert.Equal(fourteenBit * 4, MuLaw.Decode(code));
        Assert.Equal(-fourteenBit * 4, MuLaw.Decode((byte)(code & 0x7F)));
    }

    /// <summary>G.711 table 2a's decision values: the last value that takes a code, and the first that takes the next.</summary>
    [Theory]
    [InlineData(4063, 0x8F, 0x90)]
    [InlineData(2015, 0x9F, 0xA0)]
    [InlineData(991, 0xAF, 0xB0)]
    [InlineData(479, 0xBF, 0xC0)]
    [InlineData(223, 0xCF, 0xD0)]
    [InlineData(95, 0xDF, 0xE0)]
    [InlineData(31, 0xEF, 0xF0)]
    public void Encoding_changes_segment_at_the_decision_values_of_G711(int decision, byte above, byte below)
    {
        Assert.Equal(above, MuLaw.Encode((short)(decision * 4)));
        Assert.Equal(below, MuLaw.Encode((short)((decision * 4) - 1)));
    }

    [Fact]
    public void Every_code_survives_decoding_and_encoding()
    {
        for (var code = 0; code < 256; code++)
        {
            var again = MuLaw.Encode(MuLaw.Decode((byte)code));
            // Negative zero has no sample of its own.
            Assert.Equal(code == 0x7F ? 0xFF : code, again);
        }
    }

    [Fact]
    public void Every_sample_comes_back_within_half_a_step()
    {
        for (int sample = short.MinValue; sample <= short.MaxValue; sample++)
        {
            var back = MuLaw.Decode(MuLaw.Encode((short)sample));
            var magnitude = Math.Min(Math.Abs(sample), 32635);
            var step = 8 << Math.Max(0, (int)Math.Log2((magnitude + 132) / 128.0));
            Assert.True(Math.Abs(Math.Abs((int)back) - magnitude) <= step / 2, $"{sample} came back as {back}");
        }
    }
}
