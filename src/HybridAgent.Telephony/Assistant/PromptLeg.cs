using HybridAgent.Core.Audio;
using HybridAgent.Core.Calls;

namespace HybridAgent.Telephony;

/// <summary>A leg that plays prompts: the assistant's voice, or a simulated party's. Silent within one frame when interrupted.</summary>
public sealed class PromptLeg(string id, LegRole role = LegRole.Assistant) : ICallLeg
{
    private const int FadeSamples = AudioFrame.SampleRate / 100;
    private readonly Lock gate = new();
    private readonly Queue<Prompt> queue = new();
    private bool fade;
    private volatile bool alive = true;

    public string Id => id;

    public LegRole Role => role;

    public bool IsAlive => alive;

    /// <summary>Queues samples (16 kHz) after what is already queued.</summary>
    /// <returns>How long was really played, when it ended or was interrupted.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the sound stops.</exception>
    public async Task<TimeSpan> Play(short[] samples, CancellationToken cancel = default)
    {
        var prompt = new Prompt(samples);
        lock (gate)
        {
            queue.Enqueue(prompt);
        }
        await using var registration = cancel.Register(() => Remove(prompt));
        var played = await prompt.Done.Task;
        cancel.ThrowIfCancellationRequested();
        return TimeSpan.FromSeconds((double)played / AudioFrame.SampleRate);
    }

    /// <summary>Stops everything: 10 ms of fade, then silence.</summary>
    public void Interrupt()
    {
        lock (gate)
        {
            fade = queue.Count > 0;
            while (queue.Count > (fade ? 1 : 0))
            {
                Last(queue).Done.TrySetResult(0);
            }
            if (!fade)
            {
                return;
            }
        }
    }

    public bool TryRead(Span<short> frame)
    {
        frame.Clear();
        lock (gate)
        {
            var filled = 0;
            while (filled < frame.Length && queue.TryPeek(out var prompt))
            {
                var take = Math.Min(frame.Length - filled, prompt.Samples.Length - prompt.At);
                prompt.Samples.AsSpan(prompt.At, take).CopyTo(frame[filled..]);
                prompt.At += take;
                filled += take;
                if (fade || prompt.Stopped)
                {
                    FadeOut(frame);
                    fade = false;
                    End(prompt);
                    return true;
                }
                if (prompt.At >= prompt.Samples.Length)
                {
                    End(prompt);
                }
            }
            return filled > 0;
        }
    }

    public void Write(ReadOnlySpan<short> frame)
    {
        // A prompt has no ears.
    }

    public void ClearOutput() => Interrupt();

    public ValueTask HangupAsync(HangupCause cause)
    {
        alive = false;
        lock (gate)
        {
            while (queue.TryDequeue(out var prompt))
            {
                prompt.Done.TrySetResult(prompt.At);
            }
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => HangupAsync(HangupCause.Normal);

    private static void FadeOut(Span<short> frame)
    {
        for (var i = 0; i < frame.Length; i++)
        {
            frame[i] = i < FadeSamples ? (short)(frame[i] * (FadeSamples - i) / FadeSamples) : (short)0;
        }
    }

    private static Prompt Last(Queue<Prompt> queue)
    {
        // Rotates so that the newest is taken off: the one playing stays in front and fades.
        var keep = queue.ToArray();
        queue.Clear();
        foreach (var prompt in keep[..^1])
        {
            queue.Enqueue(prompt);
        }
        return keep[^1];
    }

    private void End(Prompt prompt)
    {
        queue.Dequeue();
        prompt.Done.TrySetResult(prompt.At);
    }

    private void Remove(Prompt prompt)
    {
        lock (gate)
        {
            prompt.Stopped = true;
            if (queue.Count > 0 && queue.Peek() != prompt)
            {
                var others = queue.Where(p => p != prompt).ToArray();
                queue.Clear();
                foreach (var other in others)
                {
                    queue.Enqueue(other);
                }
            }
        }
        prompt.Done.TrySetResult(prompt.At);
    }

    private sealed class Prompt(short[] samples)
    {
        public short[] Samples { get; } = samples;

        public int At { get; set; }

        public bool Stopped { get; set; }

        public TaskCompletionSource<int> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
