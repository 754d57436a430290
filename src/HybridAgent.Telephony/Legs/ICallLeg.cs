using HybridAgent.Core.Calls;

namespace HybridAgent.Telephony;

/// <summary>Why a leg is hung up from our side.</summary>
public enum HangupCause
{
    Normal,
    Failure,

    /// <summary>A newer connection of the same party has taken this one's place.</summary>
    Replaced,
}

/// <summary>
/// One party's media connection. The bridge pulls and pushes 20 ms frames on its tick; no member blocks or throws.
/// </summary>
public interface ICallLeg : IAsyncDisposable
{
    /// <summary>Unique within the deployment, never reused.</summary>
    string Id { get; }

    LegRole Role { get; }

    /// <summary>False once the connection is gone. Never true again.</summary>
    bool IsAlive { get; }

    /// <summary>Takes the next frame this party said.</summary>
    /// <param name="frame">320 samples; filled with silence when false is returned.</param>
    /// <returns>False when there is nothing to hear.</returns>
    bool TryRead(Span<short> frame);

    /// <summary>Hands this party the next frame to hear. Drops the oldest when more than 200 ms wait.</summary>
    void Write(ReadOnlySpan<short> frame);

    /// <summary>Drops what waits to be heard.</summary>
    void ClearOutput();

    /// <summary>Ends the connection.</summary>
    ValueTask HangupAsync(HangupCause cause);
}
