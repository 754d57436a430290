using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using HybridAgent.Core.Audio;

namespace HybridAgent.Telephony;

/// <summary>
/// One thread that ticks every bridge of the process each 20 ms on an absolute schedule. A late tick is counted and made up for;
/// a bridge that throws does not stop the others.
/// </summary>
/// <remarks>
/// A thread of its own that sleeps, because timers and Task.Delay call back on the thread pool: when the pool is starved, every
/// call of the node would go silent. Sleep wakes within a millisecond or so of its time, early or late; as the schedule is
/// absolute, that never adds up, and the legs' buffers smooth it. Spinning would be more exact and cost a core.
/// </remarks>
public sealed class BridgeClock : IDisposable
{
    private readonly ConcurrentDictionary<Bridge, byte> bridges = new();
    private readonly Meter meter = new("HybridAgent.Telephony");
    private readonly Thread thread;
    private volatile bool stopped;
    private long faults;

    public BridgeClock()
    {
        meter.CreateObservableUpDownCounter("hybridagent.bridges", () => Count, "{bridge}", "Calls whose audio is mixed here.");
        meter.CreateObservableCounter("hybridagent.bridge.ticks", () => Ticks, "{tick}", "Ticks of 20 ms.");
        meter.CreateObservableCounter("hybridagent.bridge.ticks.late", () => LateTicks, "{tick}", "Ticks that began more than 10 ms late.");
        meter.CreateObservableCounter("hybridagent.bridge.faults", () => Faults, "{frame}", "Frames lost to an error in a leg, a tap or a bridge.");
        thread = new Thread(Run) { IsBackground = true, Name = "bridge clock", Priority = ThreadPriority.AboveNormal };
        thread.Start();
    }

    /// <summary>Ticks since the start.</summary>
    public long Ticks { get; private set; }

    /// <summary>Ticks that began more than 10 ms after their time.</summary>
    public long LateTicks { get; private set; }

    /// <summary>Frames lost to an error in a leg, a tap or a bridge.</summary>
    public long Faults => Interlocked.Read(ref faults) + bridges.Keys.Sum(b => b.Faults);

    /// <summary>Bridges being ticked.</summary>
    public int Count => bridges.Count;

    public Bridge Open(string id)
    {
        var bridge = new Bridge(id);
        bridges[bridge] = 0;
        return bridge;
    }

    public void Close(Bridge bridge)
    {
        if (bridges.TryRemove(bridge, out _))
        {
            Interlocked.Add(ref faults, bridge.Faults);
        }
    }

    public void Dispose()
    {
        stopped = true;
        thread.Join(TimeSpan.FromSeconds(1));
        meter.Dispose();
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
            foreach (var (bridge, _) in bridges)
            {
                Tick(bridge);
            }
            Ticks++;
            next += period;
        }
    }

    private void Tick(Bridge bridge)
    {
        try
        {
            bridge.Tick();
        }
        catch (Exception)
        {
            // Thrown further it would end the process, and with it every call of the node. The count is on the node's metrics.
            Interlocked.Increment(ref faults);
        }
    }
}
