namespace HybridAgent.Speech.Azure.Session;

/// <summary>
/// Who may speak to a resource at one time. The service refuses more than its quota and then refuses everybody for a while,
/// so nobody is sent there who would be one too many. Counts this process only.
/// </summary>
public sealed class SessionQuota
{
    private readonly int _limit;
    private int _taken;

    /// <param name="limit">Sessions at one time; at least 1.</param>
    public SessionQuota(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        _limit = limit;
    }

    /// <summary>Sessions open now.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>False when the resource is full. Each true is given back by one <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        var taken = Volatile.Read(ref _taken);
        while (taken < _limit)
        {
            var seen = Interlocked.CompareExchange(ref _taken, taken + 1, taken);
            if (seen == taken) return true;
            taken = seen;
        }
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _taken);
}
