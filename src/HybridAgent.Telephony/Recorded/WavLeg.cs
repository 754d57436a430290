using HybridAgent.Core.Audio;
using HybridAgent.Core.Calls;

namespace HybridAgent.Telephony.Recorded;

/// <summary>A recording as a party: speaks in real time, because its bridge asks for one frame each 20 ms, then stays silently on the line.</summary>
public sealed class WavLeg(string id, LegRole role, WavFile recording, bool startSilent = false) : ICallLeg
{
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<short> heard = [];
    private readonly Lock gate = new();
    private volatile bool speaking = !startSilent;
    private volatile bool alive = true;
    private int at;

    public string Id => id;

    public LegRole Role => role;

    public bool IsAlive => alive;

    /// <summary>Completes when the recording has been said.</summary>
    public Task Finished => finished.Task;

    /// <summary>Everything this party was given to hear, 16 kHz.</summary>
    public short[] Heard
    {
        get
        {
            lock (gate)
            {
                return [.. heard];
            }
        }
    }

    /// <summary>Begins to speak.</summary>
    public void Start() => speaking = true;

    public bool TryRead(Span<short> frame)
    {
        frame.Clear();
        if (!speaking)
        {
            return false;
        }
        var take = Math.Min(frame.Length, recording.Samples.Length - at);
        recording.Samples.AsSpan(at, take).CopyTo(frame);
        at += take;
        if (at >= recording.Samples.Length)
        {
            finished.TrySetResult();
        }
        return take > 0;
    }

    public void Write(ReadOnlySpan<short> frame)
    {
        const int tenMinutes = AudioFrame.SampleRate * 600;
        lock (gate)
        {
            if (heard.Count < tenMinutes)
            {
                heard.AddRange(frame);
            }
        }
    }

    public void ClearOutput()
    {
        // What was written has been heard.
    }

    public ValueTask HangupAsync(HangupCause cause)
    {
        alive = false;
        finished.TrySetResult();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => HangupAsync(HangupCause.Normal);
}
