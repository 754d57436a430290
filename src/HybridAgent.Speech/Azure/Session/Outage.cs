namespace HybridAgent.Speech.Azure.Session;

/// <summary>
/// Says that nothing is heard, before the operator would wonder: 1.5 seconds after opening, 0.4 seconds after a connection was
/// found broken (which may itself take one). A reconnect within that time is nobody's business. Thread-safe.
/// </summary>
internal sealed class Outage : IAsyncDisposable
{
    private static readonly TimeSpan OpeningMayTake = TimeSpan.FromMilliseconds(1500);
    private static readonly TimeSpan Unnoticed = TimeSpan.FromMilliseconds(400);
    private static readonly ConnectionEnd NotYet = new(NextStep.BackOff, SpeechFailure.ConnectionFailure, "Azure Speech has not answered yet.");

    private readonly Lock _gate = new();
    private readonly Action<Heard> _say;
    private readonly ITimer _timer;
    private ConnectionEnd? _reason = NotYet;
    private bool _said;

    /// <summary>Begins: a session that was just opened hears nothing either.</summary>
    public Outage(TimeProvider time, Action<Heard> say)
    {
        _say = say;
        _timer = time.CreateTimer(_ => Say(), null, OpeningMayTake, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Why nothing is heard; null while the service hears.</summary>
    public ConnectionEnd? Reason { get { lock (_gate) return _reason; } }

    public void Begin(ConnectionEnd end)
    {
        lock (_gate)
        {
            var before = _reason;
            _reason = end;
            if (before is null) _timer.Change(Unnoticed, Timeout.InfiniteTimeSpan);
            else if (_said && before.Kind != end.Kind) _say(new Heard.Interrupted(end.Why, end.Kind));
        }
    }

    /// <returns>Whether the outage had been said.</returns>
    public bool Over()
    {
        lock (_gate)
        {
            var said = _said;
            (_reason, _said) = (null, false);
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (said) _say(new Heard.Resumed());
            return said;
        }
    }

    private void Say()
    {
        lock (_gate)
        {
            if (_reason is null || _said) return;
            _said = true;
            _say(new Heard.Interrupted(_reason.Why, _reason.Kind));
        }
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();
}
