using HybridAgent.Core.Audio;

namespace HybridAgent.Telephony;

/// <summary>
/// Smooths the arrival of one leg's audio. Starts at 60 ms, grows to 200 ms when it runs dry, shrinks again when the line is
/// calm; beyond 300 ms it skips to its target, because late speech is worse than a small gap. It takes samples in the order in
/// which they came: its edges are ordered transports (a WebSocket), so there is nothing to sort.
/// One writer, one reader, any threads.
/// </summary>
public sealed class JitterBuffer
{
    public const int StartMs = 60;
    public const int MaximumTargetMs = 200;
    public const int CapMs = 300;
    private const int CalmFrames = 500;
    private const int ExcessFrames = 100;
    private const int FadeFrames = 3;
    private readonly Lock gate = new();
    private readonly short[] ring = new short[Samples(CapMs) + AudioFrame.SampleRate / 5]; // Small: hundreds of these share a cache.
    private readonly short[] lastFrame = new short[AudioFrame.Samples];
    private int head;
    private int count;
    private int calm;
    private int waited;
    private int watched;
    private int least = int.MaxValue;
    private bool filling = true;
    private int concealed = FadeFrames;

    /// <summary>The latency aimed at, in milliseconds: 60..200.</summary>
    public int TargetMs { get; private set; } = StartMs;

    /// <summary>How much waits, in milliseconds.</summary>
    public int BufferedMs
    {
        get
        {
            lock (gate)
            {
                return count / AudioFrame.SamplesPerMillisecond;
            }
        }
    }

    /// <summary>How often the buffer ran dry.</summary>
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
            if (count + samples.Length > ring.Length)
            {
                Drop(count + samples.Length - ring.Length);
            }
            var tail = (head + count) % ring.Length;
            var first = Math.Min(samples.Length, ring.Length - tail);
            samples[..first].CopyTo(ring.AsSpan(tail));
            samples[first..].CopyTo(ring);
            count += samples.Length;
            if (count > Samples(CapMs))
            {
                Drop(count - Samples(TargetMs));
            }
        }
    }

    /// <summary>Gives the next 20 ms. Never waits.</summary>
    /// <returns>False when nothing has arrived: then the frame is the last one fading out over 60 ms, after that silence.</returns>
    public bool Read(Span<short> frame)
    {
        lock (gate)
        {
            if (filling && !Filled())
            {
                return Conceal(frame);
            }
            filling = false;
            waited = 0;
            if (count < AudioFrame.Samples)
            {
                Underruns++;
                filling = true;
                (calm, watched, least) = (0, 0, int.MaxValue);
                TargetMs = Math.Min(MaximumTargetMs, TargetMs + AudioFrame.Milliseconds);
                return Conceal(frame);
            }
            Take(frame);
            frame.CopyTo(lastFrame);
            concealed = 0;
            Relax();
            return true;
        }
    }

    /// <summary>Enough is there, or what is there has waited as long as if it were: the end of a sentence is not kept back.</summary>
    private bool Filled()
    {
        if (count < AudioFrame.Samples)
        {
            return false;
        }
        waited++;
        return count >= Samples(TargetMs) || waited * AudioFrame.Milliseconds >= TargetMs;
    }

    private void Take(Span<short> frame)
    {
        var first = Math.Min(AudioFrame.Samples, ring.Length - head);
        ring.AsSpan(head, first).CopyTo(frame);
        ring.AsSpan(0, AudioFrame.Samples - first).CopyTo(frame[first..]);
        head = (head + AudioFrame.Samples) % ring.Length;
        count -= AudioFrame.Samples;
    }

    private void Relax()
    {
        if (++calm >= CalmFrames)
        {
            calm = 0;
            TargetMs = Math.Max(StartMs, TargetMs - AudioFrame.Milliseconds);
        }
        // What never fell below the target for two seconds is standing delay: a burst's leftover, or a sender whose clock runs fast.
        least = Math.Min(least, count);
        if (++watched < ExcessFrames)
        {
            return;
        }
        if (least >= Samples(TargetMs) + AudioFrame.Samples)
        {
            Drop(AudioFrame.Samples);
        }
        (watched, least) = (0, int.MaxValue);
    }

    private bool Conceal(Span<short> frame)
    {
        if (concealed >= FadeFrames)
        {
            frame.Clear();
            return false;
        }
        for (var i = 0; i < frame.Length; i++)
        {
            var gain = 1.0 - ((concealed * AudioFrame.Samples) + i) / (double)(FadeFrames * AudioFrame.Samples);
            frame[i] = (short)(lastFrame[i] * gain);
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

    private static int Samples(int ms) => ms * AudioFrame.SamplesPerMillisecond;
}
