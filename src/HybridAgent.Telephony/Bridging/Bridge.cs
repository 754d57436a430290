using HybridAgent.Core.Audio;
using HybridAgent.Core.Calls;

namespace HybridAgent.Telephony;

/// <summary>Receives one leg's frames before they are mixed. Must not block; what it throws costs this frame's tap only.</summary>
public delegate void FrameTap(ReadOnlySpan<short> frame);

/// <summary>How a leg stands on its bridge.</summary>
/// <param name="EnergyIn">What the party said in the last second, root mean square.</param>
/// <param name="EnergyOut">What the party was given to hear in the last second.</param>
/// <param name="SilentMs">Milliseconds since the party last spoke.</param>
public sealed record BridgedLeg(string Leg, LegRole Role, bool Alive, double EnergyIn, double EnergyOut, int SilentMs);

/// <summary>
/// The mix of one call's legs: a gain matrix, 10 ms ramps on every change, a soft limiter, the assistant ducked by 18 dB while a
/// human speaks. <see cref="Tick"/> is deterministic; a leg or tap that throws is isolated.
/// </summary>
public sealed class Bridge(string id)
{
    public const int MaximumLegs = 8;
    private const float Ducked = 0.126f; // -18 dB
    private const int SpeechEnergy = 250;
    private const int HangoverFrames = 15;
    private const int RampSamples = AudioFrame.SampleRate / 100;
    private readonly Lock gate = new();
    private readonly List<Port> ports = [];
    private readonly int[] sum = new int[AudioFrame.Samples];
    private readonly short[] mixed = new short[AudioFrame.Samples];
    private RoutingPlan plan = RoutingPlan.Talk;
    private long epoch;

    public string Id => id;

    /// <summary>Frames of taps or legs lost to errors in them.</summary>
    public long Faults { get; private set; }

    /// <exception cref="InvalidOperationException">The bridge is full or has this leg already.</exception>
    public void AddLeg(ICallLeg leg)
    {
        lock (gate)
        {
            if (ports.Count >= MaximumLegs || ports.Any(p => p.Leg.Id == leg.Id))
            {
                throw new InvalidOperationException($"A bridge holds at most {MaximumLegs} legs, each once.");
            }
            ports.Add(new Port(leg));
        }
    }

    public void RemoveLeg(string leg)
    {
        lock (gate)
        {
            ports.RemoveAll(p => p.Leg.Id == leg);
            ports.ForEach(p => p.Gains.Remove(leg));
        }
    }

    /// <summary>Hears one leg before mixing. One tap a leg; a new one replaces it.</summary>
    public void Tap(string leg, FrameTap tap)
    {
        lock (gate)
        {
            if (ports.Find(p => p.Leg.Id == leg) is { } port)
            {
                port.Tap = tap;
            }
        }
    }

    /// <returns>False when the epoch is older than the last one: a former owner of the call has no say.</returns>
    public bool Apply(RoutingPlan wanted, long atEpoch)
    {
        lock (gate)
        {
            if (atEpoch < epoch)
            {
                return false;
            }
            (plan, epoch) = (wanted, atEpoch);
            return true;
        }
    }

    /// <summary>What really exists.</summary>
    public IReadOnlyList<BridgedLeg> Describe()
    {
        lock (gate)
        {
            return [.. ports.Select(p => new BridgedLeg(
                p.Leg.Id, p.Leg.Role, p.Leg.IsAlive, p.In.Value, p.Out.Value, p.SilentFrames * AudioFrame.Milliseconds))];
        }
    }

    /// <summary>20 ms: read every leg, tap, mix, write.</summary>
    public void Tick()
    {
        lock (gate)
        {
            foreach (var port in ports)
            {
                Read(port);
            }
            var humanSpeaks = ports.Exists(p => p.Leg.Role is not (LegRole.Caller or LegRole.Assistant) && p.SilentFrames < HangoverFrames);
            foreach (var to in ports)
            {
                Mix(to, humanSpeaks);
            }
        }
    }

    private void Read(Port port)
    {
        try
        {
            port.Heard = port.Leg.TryRead(port.Frame);
        }
        catch (Exception)
        {
            // A broken leg is silent; the others talk on. The count is on the node's metrics.
            Faults++;
            port.Heard = false;
            port.Frame.AsSpan().Clear();
        }
        var energy = AudioFrame.Energy(port.Frame);
        port.In.Add(energy);
        port.SilentFrames = energy >= SpeechEnergy ? 0 : Math.Min(port.SilentFrames + 1, int.MaxValue - 1);
        if (port.Tap is { } tap)
        {
            try
            {
                tap(port.Frame);
            }
            catch (Exception)
            {
                Faults++;
            }
        }
    }

    private void Mix(Port to, bool humanSpeaks)
    {
        Array.Clear(sum);
        foreach (var from in ports)
        {
            var wanted = plan.Gain(from.Leg, to.Leg);
            if (from.Leg.Role == LegRole.Assistant && humanSpeaks)
            {
                wanted *= Ducked;
            }
            var now = to.Gains.GetValueOrDefault(from.Leg.Id, wanted);
            if (wanted > 0 || now > 0)
            {
                Add(from.Frame, now, wanted);
            }
            to.Gains[from.Leg.Id] = wanted;
        }
        for (var i = 0; i < sum.Length; i++)
        {
            mixed[i] = Limit(sum[i]);
        }
        to.Out.Add(AudioFrame.Energy(mixed));
        try
        {
            to.Leg.Write(mixed);
        }
        catch (Exception)
        {
            Faults++;
        }
    }

    private void Add(short[] frame, float now, float wanted)
    {
        if (now == wanted && wanted == 1f)
        {
            for (var i = 0; i < frame.Length; i++)
            {
                sum[i] += frame[i];
            }
            return;
        }
        for (var i = 0; i < frame.Length; i++)
        {
            var gain = i >= RampSamples ? wanted : now + ((wanted - now) * i / RampSamples);
            sum[i] += (int)(frame[i] * gain);
        }
    }

    /// <summary>Linear up to -3 dB of full scale, then bent so that it never clips: 24576 + 8191 * tanh.</summary>
    internal static short Limit(int value)
    {
        const int knee = 24_576;
        var magnitude = Math.Abs(value);
        return magnitude <= knee
            ? (short)value
            : (short)(Math.Sign(value) * (knee + (8_191 * Math.Tanh((magnitude - knee) / 8_191.0))));
    }

    private sealed class Port(ICallLeg leg)
    {
        public ICallLeg Leg { get; } = leg;

        public short[] Frame { get; } = new short[AudioFrame.Samples];

        public Dictionary<string, float> Gains { get; } = [];

        public FrameTap? Tap { get; set; }

        public bool Heard { get; set; }

        public int SilentFrames { get; set; } = 1_000_000;

        public SecondOfEnergy In { get; } = new();

        public SecondOfEnergy Out { get; } = new();
    }

    /// <summary>Mean energy of the last 50 frames.</summary>
    private sealed class SecondOfEnergy
    {
        private readonly double[] frames = new double[50];
        private int next;

        public double Value => frames.Average();

        public void Add(double energy) => frames[next++ % frames.Length] = energy;
    }
}
