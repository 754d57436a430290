using HybridAgent.Core.Calls;

namespace HybridAgent.Server.Simulation;

/// <summary>What is on the disk. It survives the process; the contract is <see cref="IEventStore"/>'s.</summary>
internal sealed class SimulatedStore(VirtualTime time, Outages outages, Chance chance)
{
    private readonly VirtualTime time = time;
    private readonly Outages outages = outages;
    private readonly Chance chance = chance;
    private readonly Dictionary<CallId, Stream> streams = [];
    private readonly Dictionary<string, List<Stream>> callers = [];
    private readonly List<Stream> live = [];
    private readonly HashSet<string> attempts = [];

    /// <summary>An offer or attempt that was written down twice; there must be none.</summary>
    public string? Reused { get; private set; }

    public IEnumerable<CallRow> Rows => streams.Values.Select(s => s.Row);

    /// <summary>How one life of the process sees the store; a process that has died gets no answer any more.</summary>
    public IEventStore For(IProcess silo) => new Connection(this, silo);

    public IReadOnlyList<StoredEvent> Events(CallId call) => streams.TryGetValue(call, out var stream) ? stream.Events : [];

    private List<StoredEvent> Commit(CallId call, long expected, IReadOnlyList<NewEvent> events, CallRow row)
    {
        if (!streams.TryGetValue(call, out var stream))
        {
            stream = new Stream { Row = row };
        }
        if (stream.Events.Count != expected)
        {
            throw new SequenceConflictException(call, expected);
        }
        if (expected == 0)
        {
            streams[call] = stream;
            if (row.From is { } from)
            {
                (callers.TryGetValue(from, out var known) ? known : callers[from] = []).Add(stream);
            }
        }
        var stored = new List<StoredEvent>(events.Count);
        foreach (var e in events)
        {
            stored.Add(new StoredEvent(call, stream.Events.Count + stored.Count + 1, e.At, e.Actor, e.Command, e.Event));
            var attempt = (e.Event as OfferMade)?.Offer ?? (e.Event as ClinicianRung)?.Attempt;
            if (attempt is not null && !attempts.Add(attempt))
            {
                Reused = attempt;
            }
        }
        stream.Events.AddRange(stored);
        stream.Row = row with { From = null, Due = [], Sequence = stream.Events.Count };
        if (row.Live != stream.IsLive)
        {
            stream.IsLive = row.Live;
            _ = row.Live ? Added(stream) : live.Remove(stream);
        }
        return stored;
    }

    private bool Added(Stream stream)
    {
        live.Add(stream);
        return true;
    }

    private IReadOnlyList<CallRow> List(CallQuery query)
    {
        IEnumerable<Stream> from = query.From is { } caller ? callers.GetValueOrDefault(caller) ?? []
            : query.Live == true ? live : streams.Values;
        return [.. from.Reverse().Select(s => s.Row)
            .Where(r => (query.Practice is null || r.Practice == query.Practice) && (query.Since is null || r.Started >= query.Since))
            .Take(query.Take)];
    }

    private sealed class Stream
    {
        public List<StoredEvent> Events { get; } = [];

        public required CallRow Row { get; set; }

        public bool IsLive { get; set; }
    }

    private sealed class Connection(SimulatedStore store, IProcess silo) : IEventStore
    {
        public async ValueTask<IReadOnlyList<StoredEvent>> Append(
            CallId call, long expected, IReadOnlyList<NewEvent> events, CallRow row, CancellationToken cancel = default)
        {
            var written = store.chance.Happens(0.5);
            await Answer();
            if (store.outages.Is(Fault.StoreDown | Fault.StoreFull))
            {
                throw new StoreUnavailableException("The simulated store takes nothing.");
            }
            if (!silo.IsAlive)
            {
                // The process died while the disk was at work: it may have got it or not, and nobody hears of it.
                if (written && store.Events(call).Count == expected)
                {
                    store.Commit(call, expected, events, row);
                }
                await silo.Never;
            }
            return store.Commit(call, expected, events, row);
        }

        public async ValueTask<IReadOnlyList<StoredEvent>> Read(CallId call, long after = 0, CancellationToken cancel = default)
        {
            await Asked();
            return [.. store.Events(call).Skip((int)after)];
        }

        public async ValueTask<IReadOnlyList<CallRow>> List(CallQuery query, CancellationToken cancel = default)
        {
            await Asked();
            return store.List(query);
        }

        public ValueTask<ChainStatus> Verify(CallId call, CancellationToken cancel = default) =>
            ValueTask.FromResult(new ChainStatus(true, store.Events(call).Count, "", null));

        private async ValueTask Asked()
        {
            await Answer();
            if (!silo.IsAlive)
            {
                await silo.Never;
            }
            if (store.outages.Is(Fault.StoreDown))
            {
                throw new StoreUnavailableException("The simulated store does not answer.");
            }
        }

        private async ValueTask Answer()
        {
            if (store.outages.Is(Fault.StoreSlow))
            {
                await store.time.Wait(Math.Min(2_000, store.chance.LogNormal(150, 1)));
            }
        }
    }
}
