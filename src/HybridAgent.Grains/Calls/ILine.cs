using HybridAgent.Core.Calls;

namespace HybridAgent.Grains.Calls;

/// <summary>The media side, as the watchdog sees it: which legs of a call really exist on this node.</summary>
public interface ILine
{
    /// <summary>Calls with audio on this node: the watchdog looks at them whatever the store says.</summary>
    IReadOnlyList<(string Practice, CallId Call)> Calls { get; }

    /// <summary>Ids of the legs that have a living connection. Empty when the call has no line here.</summary>
    ValueTask<IReadOnlyList<string>> RealLegs(CallId call);
}
