using HybridAgent.Speech.Azure.Protocol;

namespace HybridAgent.Speech.Azure.Session;

/// <summary>
/// The service counts from a turn's first audio byte; the session counts from its own. A turn that had to leave audio out has
/// more than one stretch. Thread-safe.
/// </summary>
internal sealed class TurnClock(AudioForm form, long from)
{
    private readonly Lock _gate = new();
    private readonly List<(long Turn, long Session)> _stretches = [(0, from)];

    /// <summary>From this byte of the turn on, the audio is that at <paramref name="session"/>.</summary>
    public void Jump(long turn, long session)
    {
        lock (_gate) _stretches.Add((turn, session));
    }

    /// <summary>Position in the session of a time in the turn.</summary>
    /// <param name="ticks">100 ns, from the turn's first byte.</param>
    public long Position(long ticks)
    {
        var turn = form.Bytes(ticks);
        lock (_gate)
        {
            var (stretchTurn, stretchSession) = _stretches.FindLast(s => s.Turn <= turn);
            return stretchSession + (turn - stretchTurn);
        }
    }
}
