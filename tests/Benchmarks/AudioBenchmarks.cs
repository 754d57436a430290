using BenchmarkDotNet.Attributes;
using HybridAgent.Core.Audio;
using HybridAgent.Telephony;

namespace HybridAgent.Benchmarks;

/// <summary>The small parts of the audio way: 20 ms through the jitter buffer and through mu-law, a second through the resampler.</summary>
[MemoryDiagnoser]
public class AudioBenchmarks
{
    private readonly JitterBuffer buffer = new();
    private readonly short[] frame = new short[AudioFrame.Samples];
    private readonly byte[] coded = new byte[AudioFrame.Samples / 2];
    private readonly short[] second = new short[48_000];

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        for (var i = 0; i < second.Length; i++)
        {
            second[i] = (short)random.Next(-8000, 8000);
        }
        second.AsSpan(0, frame.Length).CopyTo(frame);
    }

    [Benchmark]
    public bool JitterBufferFrame()
    {
        buffer.Write(frame);
        return buffer.Read(frame);
    }

    [Benchmark]
    public int MuLawFrameThereAndBack()
    {
        var sum = 0;
        for (var i = 0; i < coded.Length; i++)
        {
            coded[i] = MuLaw.Encode(frame[i]);
            sum += MuLaw.Decode(coded[i]);
        }
        return sum;
    }

    [Benchmark]
    public short[] ResampleASecondFrom48To16() => Resampler.Convert(second, 48_000, 16_000);
}
