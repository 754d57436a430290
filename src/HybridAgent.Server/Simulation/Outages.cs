namespace HybridAgent.Server.Simulation;

/// <summary>
/// When which part of the world is away. The store is never away while the process restarts: an event that no disk has taken does not
/// survive the process, and nobody promises that it does.
/// </summary>
internal sealed class Outages
{
    private static readonly Fault[] WithWindows =
        [Fault.SttDown, Fault.SttSlow, Fault.ModelDown, Fault.StoreDown, Fault.StoreSlow, Fault.StoreFull];

    public Outages(Fault faults, VirtualTime time, Chance chance, long until)
    {
        var kinds = WithWindows.Where(k => faults.HasFlag(k)).ToArray();
        var restarts = faults.HasFlag(Fault.SiloRestart);
        if (kinds.Length == 0 && !restarts)
        {
            return;
        }
        var at = chance.Between(60_000, 180_000);
        for (var turn = 0; at < until; turn++)
        {
            var place = turn % (kinds.Length + (restarts ? 1 : 0));
            if (place == kinds.Length)
            {
                time.After(at, () => Restart());
                at += chance.Between(60_000, 420_000);
                continue;
            }
            var (kind, length) = (kinds[place], chance.Between(20_000, 120_000));
            time.After(at, () => Change(kind, true));
            time.After(at + length, () => Change(kind, false));
            at += length + chance.Between(60_000, 300_000);
        }
    }

    /// <summary>The process dies.</summary>
    public Action Restart { get; set; } = () => { };

    /// <summary>A part went away (true) or came back.</summary>
    public Action<Fault, bool> Changed { get; set; } = (_, _) => { };

    private Fault now;

    public bool Is(Fault fault) => (now & fault) != 0;

    /// <summary>A part goes away (true) or comes back.</summary>
    public void Change(Fault kind, bool away)
    {
        now = away ? now | kind : now & ~kind;
        Changed(kind, away);
    }
}
