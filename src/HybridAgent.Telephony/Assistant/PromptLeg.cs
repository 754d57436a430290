using HybridAgent.Core.Audio;
using HybridAgent.Core.Calls;

namespace HybridAgent.Telephony;

/// <summary>A leg that plays prompts: the assistant's voice, or a simulated party's. Silent within one frame when interrupted.</summary>
public sealed class PromptLeg(string id, LegRole role = LegRole.Assistant) : ICallLeg
{
    private const int FadeSamples = AudioFrame.SampleRate / 100;
    private readonly Lock gate = new();

    /// <summary>In the order of playing; only the first has begun.</summary>
    private readonly List<Prompt> prompts = [];
    private volatile bool alive = true;

    public string Id => id;

    public LegRole Role => role;

    public bool IsAlive => alive;

    /// <summary>Queues samples (16 kHz) after what is already queued.</summary>
    /// <returns>How long was really played, when it ended or was interrupted; zero when the leg is gone.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the sound stops.</exception>
    public async Task<TimeSpan> Play(short[] samples, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        var prompt = new Prompt(samples);
        lock (gate)
        {
            if (!alive || samples.Length == 0)
            {
                return TimeSpan.Zero;
            }
            prompts.Add(prompt);
        }
        await using var registration = cancel.Register(() => Stop([prompt]));
        var played = await prompt.Ended.Task;
        cancel.ThrowIfCancellationRequested();
        return TimeSpan.FromSeconds((double)played / AudioFrame.SampleRate);
    }

    /// <summary>Stops everything: 10 ms of fade, then silence.</summary>
    public void Interrupt()
    {
        lock (gate)
        {
            Stop([.. prompts]);
        }
    }

    public bool TryRead(Span<short> frame)
    {
        frame.Clear();
        lock (gate)
        {
            var filled = 0;
            while (filled < frame.Length && prompts is [var prompt, ..])
            {
                if (prompt.Stopped)
                {
                    filled += prompt.FadeInto(frame[filled..]);
                    prompts.RemoveAt(0);
                    continue;
                }
                filled += prompt.ReadInto(frame[filled..]);
                if (prompt.At == prompt.Samples.Length)
                {
                    Stop([prompt]);
                    prompts.Remove(prompt);
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
        lock (gate)
        {
            alive = false;
            Stop([.. prompts]);
            prompts.Clear();
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => HangupAsync(HangupCause.Normal);

    /// <summary>Ends prompts. What is sounding stays in front until its fade has been read; what has not begun never sounds.</summary>
    private void Stop(IReadOnlyList<Prompt> stopping)
    {
        lock (gate)
        {
            foreach (var prompt in stopping)
            {
                prompt.Stopped = true;
                if (prompt.At == 0)
                {
                    prompts.Remove(prompt);
                }
                prompt.Ended.TrySetResult(prompt.At);
            }
        }
    }

    private sealed class Prompt(short[] samples)
    {
        public short[] Samples { get; } = samples;

        /// <summary>How much has been played, in samples.</summary>
        public int At { get; private set; }

        public bool Stopped { get; set; }

        /// <summary>Completes once, with the samples played.</summary>
        public TaskCompletionSource<int> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int ReadInto(Span<short> frame)
        {
            var take = Math.Min(frame.Length, Samples.Length - At);
            Samples.AsSpan(At, take).CopyTo(frame);
            At += take;
            return take;
        }

        public int FadeInto(Span<short> frame)
        {
            var take = ReadInto(frame[..Math.Min(frame.Length, FadeSamples)]);
            for (var i = 0; i < take; i++)
            {
                frame[i] = (short)(frame[i] * (FadeSamples - i) / FadeSamples);
            }
            return take;
        }
    }
}
