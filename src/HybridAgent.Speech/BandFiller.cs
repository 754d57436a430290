using HybridAgent.Core.Audio;

namespace HybridAgent.Speech;

/// <summary>
/// Telephone audio for an ear that was trained on wideband speech: 16 kHz, with something above 4 kHz. Such an ear breaks on the
/// empty band, not on the missing information. The mirror image of the lower band, weakened, stands in for the upper one: loud
/// where there are hissing sounds, quiet where there are vowels. Holds state: one per leg, frame after frame.
/// </summary>
public sealed class BandFiller
{
    private const int HalfWidth = 24;
    private static readonly float[] Lowpass = Taps();
    private readonly float _mirror;
    private readonly float _hiss;
    private readonly float[] _past = new float[(2 * HalfWidth) + 1];
    private int _at;
    private uint _seed = 1;

    /// <param name="mirror">How much of the lower band's mirror image stands above 4 kHz; 0 to 1.</param>
    /// <param name="hiss">Greatest size of the noise added everywhere, in 16-bit steps.</param>
    public BandFiller(float mirror = 0.5f, float hiss = 4) => (_mirror, _hiss) = (mirror, hiss);

    /// <summary>Twice as many samples; about 1.5 ms late.</summary>
    public short[] Fill(ReadOnlySpan<byte> muLaw)
    {
        var wide = new short[2 * muLaw.Length];
        for (var i = 0; i < muLaw.Length; i++)
        {
            wide[2 * i] = Next(2f * MuLaw.Decode(muLaw[i]));
            wide[(2 * i) + 1] = Next(0);
        }
        return wide;
    }

    /// <summary>One sample of the zero-stuffed signal, whose upper half mirrors its lower one.</summary>
    private short Next(float sample)
    {
        _past[_at] = sample;
        _at = (_at + 1) % _past.Length;
        float low = 0;
        for (var t = 0; t < Lowpass.Length; t++) low += Lowpass[t] * _past[(_at + t) % _past.Length];
        var high = _past[(_at + HalfWidth) % _past.Length] - low;
        _seed = (_seed * 1664525) + 1013904223;
        var noise = ((_seed >> 8) / (float)(1 << 23)) - 1;
        return (short)Math.Clamp(MathF.Round(low + (_mirror * high) + (_hiss * noise)), short.MinValue, short.MaxValue);
    }

    /// <summary>A half-band lowpass: sinc at a quarter of the rate under a Hann window.</summary>
    private static float[] Taps()
    {
        var taps = new float[(2 * HalfWidth) + 1];
        for (var i = -HalfWidth; i <= HalfWidth; i++)
        {
            var sinc = i == 0 ? 0.5 : Math.Sin(Math.PI * i / 2) / (Math.PI * i);
            taps[i + HalfWidth] = (float)(sinc * (0.5 + (0.5 * Math.Cos(Math.PI * i / (HalfWidth + 1)))));
        }
        return taps;
    }
}
