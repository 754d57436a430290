using HybridAgent.Core.Calls;
using HybridAgent.Core.Desk;
using HybridAgent.Grains.Calls;
using HybridAgent.Grains.Desk;
using HybridAgent.Telephony.Browser;

namespace HybridAgent.Server.Simulation;

/// <summary>
/// One life of the process: the application's own <see cref="LiveCall"/> and <see cref="LiveDesk"/> objects, the legs that end in it, and
/// the watchdog. When it dies, all of it is gone and nothing of it ever answers again.
/// </summary>
internal sealed class Silo : ILine, IDesks, IProcess
{
    public const string Practice = "simulated";
    public const string Pool = "main";
    private readonly World world;
    private readonly Dictionary<CallId, SimulatedGrain> grains = [];
    private readonly HashSet<CallId> looking = [];
    private readonly LiveDesk desk;
    private readonly LiveDesk onCall;
    private readonly List<Reachable> phones = [];
    private readonly List<Reachable> clinicians = [];
    private readonly CallWorld around;

    public Silo(World world)
    {
        this.world = world;
        Began = world.Time.Now;
        desk = new LiveDesk(world.Time);
        onCall = new LiveDesk(world.Time);
        around = new CallWorld(
            world.Store.For(this), this, world.Plan.Sabotage?.Invoke(this) ?? this, world.Practices, Core.Cues.CueFloor.Default, world.Time,
            world.Metrics, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
    }

    public long Began { get; }

    public bool IsAlive { get; private set; } = true;

    /// <summary>What a dead process answers.</summary>
    public Task Never { get; } = new TaskCompletionSource().Task;

    public IReadOnlyList<(string Practice, CallId Call)> Calls =>
        [.. world.Active.Where(c => c.Legs.Count > 0).Select(c => (Practice, c.Id))];

    public void Die() => IsAlive = false;

    /// <summary>
    /// Every second, every live call, as <see cref="Grains.Calls.Watchdog"/> does: what is being looked at already is left to that look,
    /// and what a dead process had claimed comes when its lease is over.
    /// </summary>
    public async Task Watch()
    {
        for (var tick = world.Time.Now; IsAlive; tick = Math.Max(tick + 1000, world.Time.Now))
        {
            await world.Time.Wait(tick - world.Time.Now);
            if (!IsAlive)
            {
                return;
            }
            foreach (var call in await Claimed())
            {
                Begin(world.Call(call.Call));
            }
            foreach (var call in world.Active)
            {
                if (call.Legs.Count > 0)
                {
                    Begin(call);
                }
            }
        }
    }

    /// <summary>Every second: the timers of the grains, which look after themselves when nobody else does.</summary>
    public async Task Tick()
    {
        while (IsAlive)
        {
            await world.Time.Wait(1_000);
            foreach (var call in world.Active)
            {
                if (IsAlive && grains.TryGetValue(call.Id, out var grain) && grain.IsUnwatched)
                {
                    world.Spawn(() => Look(call));
                }
            }
        }
    }

    public Task<CommandResult> Do(RealCall call, CallCommand command) => Grain(call).Do(command);

    public Task HearPartial(RealCall call, string phrase, string text, int atMs) => Grain(call).HearPartial(LegRole.Caller, phrase, text, atMs);

    public Task EnsureRinging(RealCall call)
    {
        call.Looked = world.Time.Now;
        return Grain(call).EnsureRinging();
    }

    /// <summary>A console's heartbeat.</summary>
    public void Present(string person, bool supervises)
    {
        if (desk.Present(person, supervises))
        {
            RingAgain();
        }
    }

    public bool Leave(string person)
    {
        var left = desk.Leave(person).Done;
        RingAgain();
        return left;
    }

    public async Task<CommandResult> Accept(string person, RealCall call, string offer, string command)
    {
        var result = await desk.Accept(person, call.Id, () => Do(call, new AcceptOffer(command, person, offer)));
        RingAgain();
        return result;
    }

    /// <summary>Nothing more will happen to this call.</summary>
    public void Forget(RealCall call) => grains.Remove(call.Id);

    ValueTask<RealLine> ILine.Real(CallId id)
    {
        var call = world.Call(id);
        if (call.Legs.Count == 0 && call.Phones.Count == 0)
        {
            return ValueTask.FromResult(RealLine.Nothing);
        }
        // A silent socket counts as dead when the line says so.
        var now = world.Time.Now;
        return ValueTask.FromResult(new RealLine(
            [.. call.Legs.Where(l => !(now - l.Value.SilentSince >= WebSocketLeg.SilenceMeansLost.TotalMilliseconds)).Select(l => l.Key)], [.. call.Phones.Keys]));
    }

    ValueTask<WhoCanBeRung> IDesks.Who(string practice, string pool)
    {
        phones.Clear();
        clinicians.Clear();
        foreach (var person in world.Phones)
        {
            if (!person.IsEngaged)
            {
                phones.Add(person.AsReachable);
                if (person.Role == LegRole.Clinician)
                {
                    clinicians.Add(person.AsReachable);
                }
            }
        }
        return ValueTask.FromResult(new WhoCanBeRung([.. desk.Free(), .. phones], [.. clinicians], world.Seats));
    }

    ValueTask IDesks.Show(string where, DeskEntry entry)
    {
        (where == Pool ? desk : onCall).Show(entry);
        return ValueTask.CompletedTask;
    }

    private SimulatedGrain Grain(RealCall call)
    {
        if (!grains.TryGetValue(call.Id, out var grain))
        {
            grains[call.Id] = grain = new SimulatedGrain(call, this, world, around);
        }
        return grain;
    }

    private async Task Look(RealCall call)
    {
        try
        {
            await EnsureRinging(call);
        }
        catch (StoreUnavailableException)
        {
            // One call that cannot be looked at does not keep the others from it.
        }
    }

    private async Task<IReadOnlyList<CallRow>> Claimed()
    {
        if (world.LastClaim is var (by, at) && by != this && world.Time.Now - at < (long)Watchdog.Lease.TotalMilliseconds)
        {
            return [];
        }
        try
        {
            var rows = await around.Store.List(new CallQuery(Live: true, Take: int.MaxValue));
            world.LastClaim = (this, world.Time.Now);
            return rows;
        }
        catch (StoreUnavailableException)
        {
            return []; // Calls on the line are looked at all the same.
        }
    }

    private void Begin(RealCall call)
    {
        if (looking.Add(call.Id))
        {
            world.Spawn(async () =>
            {
                try
                {
                    await Look(call);
                }
                finally
                {
                    looking.Remove(call.Id);
                }
            });
        }
    }

    /// <summary>Who is on duty changed: what waits looks again at once.</summary>
    private void RingAgain()
    {
        foreach (var (_, call) in desk.Waiting)
        {
            world.Spawn(() => Look(world.Call(call)));
        }
    }
}
