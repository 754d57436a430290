using System.Globalization;
using System.Text.Json;
using HybridAgent.Core.Calls;

namespace HybridAgent.Server.Simulation;

/// <summary>Everything that happened, in order. What happened last to a call is kept, so that a failure can be read.</summary>
internal sealed class Journal(VirtualTime time, TextWriter? to)
{
    private const int Kept = 30;

    /// <param name="what">A <see cref="CallEvent"/> of the record, or words about reality.</param>
    public void Write(RealCall? call, object what)
    {
        if (call is not null)
        {
            if (call.Recent.Count == Kept)
            {
                call.Recent.Dequeue();
            }
            call.Recent.Enqueue((time.Now, what));
        }
        to?.Write(Line(time.Now, call, what));
    }

    public static IEnumerable<string> Last(RealCall call) => call.Recent.Select(r => Line(r.At, call, r.What).TrimEnd());

    private static string Line(long at, RealCall? call, object what) => string.Create(CultureInfo.InvariantCulture,
        $"{at / 1000.0,12:0.000} {(call is null ? "world" : call.Name),-10} {(what is CallEvent e ? JsonSerializer.Serialize(e, CallJson.Options) : what)}\n");
}
