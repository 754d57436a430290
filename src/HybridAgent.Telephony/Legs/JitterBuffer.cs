using HybridAgent.Core.Audio;

namespace HybridAgent.Telephony;

/// <summary>
/// Smooths the arrival of one leg's audio. Starts at 60 ms, grows to 200 ms when it runs dry, shrinks again when the line is
/// calm; beyond 300 ms it skips to its target, because late speech is worse than a small gap.
/// One writer, one reader, any threads.
/// </summary>
public sealed class JitterBuffer
{
    public const int StartMs = 60;
    public const int MaximumTargetMs = 200;
    public const int CapMs = 300;
    private const int CalmFrames = 500;
    private readonly Lock gate = new();
    private readonly short[] ring = new short[AudioFrame.SampleRate * 2];
    private readonly short[] lastFrame = new short[AudioFrame.Samples];
    private int head;
    private int count;
    private int calm;
    private bool filling = true;
    private int concealed;

    /// <summary>The latency aimed at, in milliseconds: 60..200.</summary>
    public int TargetMs { get; private set; } = StartMs;

    /// <summary>How much waits, in milliseconds.</summary>
    public int BufferedMs
    {
        get
        {
            lock (gate)
            {
                return count / (AudioFrame.SampleRate / 1000);
            }
        }
    }

    /// <summary>How often the buffer ran dry while somebody was speaking.</summary>
    public long Underruns { get; private set; }

    /// <summary>Samples skipped because they came too late.</summary>
    public long Skipped { get; private set; }

    /// <summary>Takes samples as they arrive, any number.</summary>
    public void Write(ReadOnlySpan<short> samples)
    {
        lock (gate)
        {
            if (samples.Length > ring.Length)
            {
                Skipped += samples.Length - ring.Length;
                samples = samples[^ring.Length..];
            }
            foreach (var s in samples)
            {
                ring[(head + count) % ring.Length] = s;
                if (count < ring.Length)
                {
                    count++;
                }
                else
                {
                    head = (head + 1) % ring.Length;
                    Skipped++;
                }
            }
            var cap = Samples(CapMs);
            if (count > cap)
            {
                Drop(count - Samples(TargetMs));
            }
        }
    }

    /// <summary>Gives the next 20 ms. Loss fades out over 60 ms instead of clicking.</summary>
    /// <returns>False when the frame is silence because nothing arrived.</returns>
    public bool Read(Span<short> frame)
    {
        lock (gate)
        {
            if (filling && count < Samples(TargetMs))
            {
                return Conceal(frame);
            }
            filling = false;
            if (count < AudioFrame.Samples)
            {
                Underruns++;
                filling = true;
                calm = 0;
                TargetMs = Math.Min(MaximumTargetMs, TargetMs + 20);
                return Conceal(frame);
            }
            for (var i = 0; i < AudioFrame.Samples; i++)
            {
                frame[i] = ring[(head + i) % ring.Length];
            }
            head = (head + AudioFrame.Samples) % ring.Length;
            count -= AudioFrame.Samples;
            frame.CopyTo(lastFrame);
            concealed = 0;
            Relax();
            return true;
        }
    }

    private void Relax()
    {
        if (++calm < CalmFrames)
        {
            return;
        }
        calm = 0;
        if (TargetMs > StartMs)
        {
            TargetMs -= 20;
            if (count > Samples(TargetMs) + AudioFrame.Samples)
            {
                Drop(AudioFrame.Samples);
            }
        }
    }

    private bool Conceal(Span<short> frame)
    {
        const int fadeFrames = 3;
        if (concealed >= fadeFrames)
        {
            frame.Clear();
            return false;
        }
        for (var i = 0; i < frame.Length; i++)
        {
            var gain = 1.0 - ((concealed * AudioFrame.Samples) + i) / (double)(fadeFrames * AudioFrame.Samples);
            frame[i] = (short)(lastFrame[i] * gain * 0.5);
        }
        concealed++;
        return false;
    }

    private void Drop(int samples)
    {
        head = (head + samples) % ring.Length;
        count -= samples;
        Skipped += samples;
    }

    private static int Samples(int ms) => ms * (AudioFrame.SampleRate / 1000);
}
