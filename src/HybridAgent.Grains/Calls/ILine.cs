using HybridAgent.Core.Calls;

namespace HybridAgent.Grains.Calls;

/// <summary>The media side, as the watchdog sees it: what of a call really exists on this node.</summary>
public interface ILine
{
    /// <summary>Calls with audio on this node: the watchdog looks at them whatever the store says.</summary>
    IReadOnlyList<(string Practice, CallId Call)> Calls { get; }

    /// <summary>What of this call really exists. Nothing when the call has no line here.</summary>
    ValueTask<RealLine> Real(CallId call);
}

/// <param name="Legs">Ids of the legs that have a living connection.</param>
/// <param name="Rings">Ids of the telephones (offers and attempts) that really ring.</param>
public sealed record RealLine(IReadOnlyList<string> Legs, IReadOnlyList<string> Rings)
{
    public static RealLine Nothing { get; } = new([], []);
}
