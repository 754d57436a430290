using System.Collections.Concurrent;
using System.Diagnostics;
using HybridAgent.Core.Audio;

namespace HybridAgent.Telephony;

/// <summary>
/// One thread that ticks every bridge of the process each 20 ms on an absolute schedule. A late tick is counted and made up for;
/// a bridge that throws does not stop the others.
/// </summary>
public sealed class BridgeClock : IDisposable
{
    private readonly ConcurrentDictionary<Bridge, byte> bridges = new();
    private readonly Thread thread;
    private volatile bool stopped;

    public BridgeClock()
    {
        thread = new Thread(Run) { IsBackground = true, Name = "bridge clock", Priority = ThreadPriority.AboveNormal };
        thread.Start();
    }

    /// <summary>Ticks since the start.</summary>
    public long Ticks { get; private set; }

    /// <summary>Ticks that began more than 10 ms after their time.</summary>
    public long LateTicks { get; private set; }

    public int Count => bridges.Count;

    public Bridge Open(string id)
    {
        var bridge = new Bridge(id);
        bridges[bridge] = 0;
        return bridge;
    }

    public void Close(Bridge bridge) => bridges.TryRemove(bridge, out _);

    public void Dispose()
    {
        stopped = true;
        thread.Join(TimeSpan.FromSeconds(1));
    }

    private void Run()
    {
        var period = Stopwatch.Frequency * AudioFrame.Milliseconds / 1000;
        var next = Stopwatch.GetTimestamp() + period;
        while (!stopped)
        {
            var wait = next - Stopwatch.GetTimestamp();
            if (wait > 0)
            {
                Thread.Sleep(TimeSpan.FromSeconds((double)wait / Stopwatch.Frequency));
            }
            var late = Stopwatch.GetTimestamp() - next;
            if (late > period / 2)
            {
                LateTicks++;
            }
            if (late > Stopwatch.Frequency)
            {
                // The machine slept: what was missed is gone, playing it all at once would help nobody.
                next = Stopwatch.GetTimestamp();
            }
            foreach (var bridge in bridges.Keys)
            {
                bridge.Tick();
            }
            Ticks++;
            next += period;
        }
    }
}
