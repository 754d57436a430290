namespace HybridAgent.Core.Audio;

/// <summary>ITU-T G.711 mu-law.</summary>
public static class MuLaw
{
    private const int Bias = 0x84;
    private const int Clip = 32635;

    public static short Decode(byte value)
    {
        var v = ~value & 0xFF;
        var magnitude = ((((v & 0x0F) << 3) + Bias) << ((v & 0x70) >> 4)) - Bias;
        return (short)((v & 0x80) != 0 ? -magnitude : magnitude);
    }

    public static byte Encode(short sample)
    {
        var sign = sample < 0 ? 0x80 : 0;
        var magnitude = Math.Min(Math.Abs((int)sample), Clip) + Bias;
        var exponent = 7;
        for (var mask = 0x4000; (magnitude & mask) == 0 && exponent > 0; mask >>= 1)
        {
            exponent--;
        }
        return (byte)~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0F));
    }
}
