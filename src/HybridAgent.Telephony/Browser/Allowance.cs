using System.Net.WebSockets;
using HybridAgent.Core.Audio;

namespace HybridAgent.Telephony.Browser;

/// <summary>
/// How much a peer may send: twice what one can say, and 30 s in advance, for a network that stood still and now delivers at
/// once. Who sends more is flooding us. A message costs the time of its audio, at least 5 ms; a control message costs 100 ms.
/// </summary>
internal sealed class Allowance(TimeProvider time)
{
    private const double Most = 30;
    private const double EarnedPerSecond = 2;
    private double left = Most;
    private long last = time.GetTimestamp();

    /// <returns>False when nothing is left.</returns>
    public bool Spend(WebSocketMessageType type, int bytes)
    {
        var now = time.GetTimestamp();
        left = Math.Min(Most, left + (EarnedPerSecond * time.GetElapsedTime(last, now).TotalSeconds));
        last = now;
        var audio = (double)bytes / (AudioFrame.SampleRate * sizeof(short));
        left -= Math.Max(audio, type == WebSocketMessageType.Text ? 0.1 : 0.005);
        return left > 0;
    }
}
