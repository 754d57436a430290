using System.Diagnostics.Metrics;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Desk;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Calls;

namespace HybridAgent.Server.Simulation;

/// <summary>
/// The whole deployment on virtual time, on one thread: carrier, people and disk are simulated; calls and desks are the product's own.
/// </summary>
internal sealed class World
{
    public const int FirstHour = 8;
    private const long LongestEnd = 3 * 3_600_000L;
    private readonly RunLoop loop;
    private readonly Dictionary<CallId, RealCall> calls = [];
    private readonly List<RealCall> dirty = [];
    private readonly Invariants invariants;
    private readonly Chance chance;
    private readonly long arrivalsEnd;
    private Exception? failure;
    private bool everythingChanged;
    private long legs;
    private long nextSweep;
    private long nextFresh;

    public World(WorldPlan plan)
    {
        Plan = plan;
        Time = new VirtualTime(new DateTimeOffset(2026, 1, 5, FirstHour, 0, 0, TimeSpan.Zero));
        loop = new RunLoop(Time);
        chance = Chance.Of(plan.Seed, "world");
        arrivalsEnd = (long)(plan.Hours * 3_600_000);
        Journal = new Journal(Time, plan.Log);
        Outages = new Outages(plan.Faults, Time, Chance.Of(plan.Seed, "outages"), arrivalsEnd) { Restart = Kill, Changed = OutageChanged };
        Store = new SimulatedStore(Time, Outages, Chance.Of(plan.Seed, "store"));
        Metrics = new CallMetrics(new SilentMeters(), Time);
        Carrier = new Carrier(this, Chance.Of(plan.Seed, "carrier"));
        Conversations = new Conversations(this);
        Callers = new Callers(this);
        Measures = new Measures();
        invariants = new Invariants(this);
        Operators = [.. Enumerable.Range(1, plan.Operators).Select(i =>
            new Operator(this, $"operator-{i}", supervises: i > 1 && i == plan.Operators, Chance.Of(plan.Seed, "operator", i)))];
        var since = Time.GetUtcNow();
        Phones =
        [
            new PhonePerson("supervisor-1", LegRole.Supervisor, Rung.Phones, since, Chance.Of(plan.Seed, "phone", 1)),
            new PhonePerson("clinician-1", LegRole.Clinician, Rung.OnCall, since, Chance.Of(plan.Seed, "phone", 2)),
            new PhonePerson("clinician-2", LegRole.Clinician, Rung.OnCall, since, Chance.Of(plan.Seed, "phone", 3)),
        ];
        Seats = Operators.ToDictionary(o => o.Id, _ => Silo.Pool);
    }

    public WorldPlan Plan { get; }
    public SynchronizationContext Loop => loop;
    public VirtualTime Time { get; }
    public Journal Journal { get; }
    public Outages Outages { get; }
    public SimulatedStore Store { get; }
    public CallMetrics Metrics { get; }
    public Carrier Carrier { get; }
    public Conversations Conversations { get; }
    public Callers Callers { get; }
    public Measures Measures { get; }
    public IReadOnlyList<Operator> Operators { get; }
    public IReadOnlyList<PhonePerson> Phones { get; }
    public IReadOnlyDictionary<string, string> Seats { get; }
    public IPracticeDirectory Practices { get; } = new OnePractice();

    /// <summary>The process that runs; null while none does.</summary>
    public Silo? Silo { get; private set; }

    /// <summary>Calls that are not over yet.</summary>
    public List<RealCall> Active { get; } = [];

    /// <summary>Somebody could be rung right now.</summary>
    public bool SomebodyReachable { get; private set; }

    public long BackSince { get; private set; }

    /// <summary>Which process last claimed the live calls in the store, and when. It rests on the disk.</summary>
    public (Silo By, long At)? LastClaim { get; set; }

    /// <summary>Runs to the end.</summary>
    /// <exception cref="GuaranteeBrokenException">An invariant did not hold.</exception>
    public Measures Run()
    {
        Callers.Plan(Plan.Calls, Plan.Hours);
        Time.After(0, Start);
        loop.Run(arrivalsEnd, AfterStep);
        for (var end = arrivalsEnd; end < arrivalsEnd + LongestEnd && Active.Count > 0; end += 60_000)
        {
            loop.Run(end + 60_000, AfterStep);
        }
        invariants.End();
        Measures.End(this, loop.Steps);
        return Measures;
    }

    public RealCall Call(CallId id) => calls[id];

    public void Add(RealCall call)
    {
        calls[call.Id] = call;
        Active.Add(call);
        Measures.Calls.Add(call);
    }

    public string NextLeg() => $"leg-{++legs}";

    public void Touch(RealCall call)
    {
        if (!call.IsDirty)
        {
            call.IsDirty = true;
            dirty.Add(call);
        }
    }

    /// <summary>Something changed that may matter to every call.</summary>
    public void TouchAll() => everythingChanged = true;

    /// <summary>Begins something that goes on by itself. What goes wrong in it ends the run.</summary>
    public async void Spawn(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (StoreUnavailableException)
        {
            // Whoever asked sees an error page and asks again.
        }
        catch (Exception e)
        {
            failure ??= e;
        }
    }

    /// <summary>The run ends with this, whoever catches it on the way.</summary>
    public Exception Broken(GuaranteeBrokenException found)
    {
        failure ??= found;
        return found;
    }

    /// <summary>A callback that this person owes already, or the earliest that nobody owns.</summary>
    public RealCall? OwedFor(Operator person)
    {
        RealCall? found = null;
        foreach (var call in Active)
        {
            if (call is { CallerConnected: false, State: { IsClosed: false, Owed: { } owed } } && (owed.Owner is null || owed.Owner == person.Id)
                && (found is null || owed.Owner == person.Id || (found.State!.Owed!.Owner is null && owed.Due < found.State.Owed.Due)))
            {
                found = call;
            }
        }
        return found;
    }

    /// <summary>The process has read a call's record.</summary>
    public void Follow(RealCall call, CallState state)
    {
        call.State = state;
        invariants.Follow(call, state);
        var rings = state.OpenIncident is { } open ? state.Offers.Concat(open.Rings) : state.Offers;
        foreach (var (attempt, person) in rings.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            if (!state.Dialled.ContainsKey(attempt))
            {
                Ring(call, attempt, person, byPhone: false, state.Offers.ContainsKey(attempt) ? null : state.OpenIncident!.Id);
            }
        }
        Touch(call);
    }

    /// <summary>The record has a new event: the line, the consoles and the carrier do what it says.</summary>
    public void Happened(RealCall call, StoredEvent stored, CallState after)
    {
        call.State = after;
        Journal.Write(call, stored.Event);
        invariants.Check(call, stored, after);
        switch (stored.Event)
        {
            case OfferMade e:
                call.Offers++;
                Ring(call, e.Offer, e.Operator, e.ByPhone, null);
                break;
            case ClinicianRung e:
                Ring(call, e.Attempt, e.Person, e.ByPhone, e.Incident);
                break;
            case OfferWithdrawn e:
                Silence(call, e.Offer);
                break;
            case OfferDeclined e:
                Silence(call, e.Offer);
                break;
            case OfferUnanswered e:
                Silence(call, e.Offer);
                break;
            case OfferAccepted e:
                Silence(call, e.Offer);
                break;
            case ClinicianRingEnded e:
                Silence(call, e.Attempt);
                break;
            case CallClosed:
                Retire(call);
                break;
        }
        Measures.Count(stored, after);
        Touch(call);
    }

    private void Ring(RealCall call, string attempt, string person, bool byPhone, string? incident)
    {
        if (byPhone)
        {
            Carrier.Dial(call, attempt, Phones.First(p => p.Id == person), incident);
            return;
        }
        var ring = new ScreenRing(Operators.First(o => o.Id == person), incident is not null);
        call.Screens[attempt] = ring;
        Time.After(chance.Between(30, 150), () =>
        {
            if (call.Screens.GetValueOrDefault(attempt) == ring)
            {
                ring.IsShown = true;
                Touch(call);
                ((Operator)ring.Person).Notice(call, attempt, incident is not null);
            }
        });
    }

    private void Silence(RealCall call, string attempt)
    {
        call.Screens.Remove(attempt);
        Carrier.Cancel(call, attempt);
    }

    /// <summary>A closed call's line ends: everybody on it is released.</summary>
    private void Retire(RealCall call)
    {
        call.Closed = Time.Now;
        if (call.Legs.Values.Any(l => l.Person is not null))
        {
            call.HumanGoneAt = Time.Now;
        }
        call.Legs.Clear();
        if (call.CallerConnected)
        {
            Callers.Gone(call);
        }
        TouchAll();
    }

    private void Start()
    {
        Silo = new Silo(this);
        BackSince = Time.Now;
        var silo = Silo;
        Journal.Write(null, "the process is there");
        Spawn(silo.Watch);
        Spawn(silo.Tick);
        foreach (var person in Operators)
        {
            person.Return();
        }
        foreach (var person in Phones.Where(p => p.InCall is not null))
        {
            var (call, episode) = (person.InCall!, person.Begin());
            Time.After(chance.Between(100, 800), () => Spawn(async () =>
            {
                if (person.IsStill(episode) && !await Conversations.Join(person, call, episode))
                {
                    person.Free();
                    TouchAll();
                }
            }));
        }
        foreach (var call in Active.Where(c => c.CallerConnected))
        {
            Time.After(chance.Between(100, 800), () => Callers.Attach(call));
        }
        TouchAll();
    }

    private void Kill()
    {
        if (Silo is not { } silo)
        {
            return;
        }
        Journal.Write(null, "the process dies");
        silo.Die();
        Silo = null;
        foreach (var call in Active)
        {
            if (call.Legs.Values.Any(l => l.Person is not null))
            {
                call.HumanGoneAt = Time.Now;
            }
            call.Legs.Clear();
            call.Screens.Clear();
            call.State = null;
            foreach (var (attempt, ring) in call.Phones.Where(p => p.Value.Phase == PhonePhase.HumanThere).ToList())
            {
                // Who was about to press the key hears nothing any more and hangs up.
                call.Phones.Remove(attempt);
                ring.Person.Begin();
                ring.Person.Free();
            }
        }
        foreach (var person in Operators)
        {
            person.Cut();
        }
        foreach (var person in Phones.Where(p => p.InCall is not null))
        {
            person.Begin();
        }
        TouchAll();
        Time.After(chance.Between(1_500, 2_500), Start);
    }

    private void OutageChanged(Fault kind, bool away)
    {
        Journal.Write(null, $"{Simulation.Faults.Name(kind)} {(away ? "begins" : "ends")}");
        if (kind != Fault.SttDown || Silo is not { } silo)
        {
            return;
        }
        foreach (var call in Active.Where(c => c.Legs.Count > 0).ToList())
        {
            Spawn(() => silo.Do(call, away
                ? new LoseTranscript($"stt-{Time.Now}", LegRole.Caller, "The engine does not answer.")
                : new BeginTranscript($"stt-{Time.Now}", LegRole.Caller, "simulated")));
        }
    }

    /// <summary>
    /// After every step: what may have changed is looked at again, and every open gap is held against its bound. What only time can
    /// break is looked at once a second.
    /// </summary>
    private void AfterStep()
    {
        if (failure is not null)
        {
            throw failure as GuaranteeBrokenException ?? new GuaranteeBrokenException(null, this, $"The application threw: {failure}");
        }
        if (Time.Now >= nextFresh)
        {
            // Consoles come back by time alone.
            everythingChanged = true;
            nextFresh = Time.Now + 250;
        }
        if (everythingChanged)
        {
            everythingChanged = false;
            SomebodyReachable = Phones.Any(p => p.CanBeRung) || Operators.Any(o => o.CanBeRung);
            foreach (var call in Active)
            {
                invariants.Look(call);
            }
        }
        foreach (var call in dirty)
        {
            call.IsDirty = false;
            invariants.Look(call);
        }
        dirty.Clear();
        invariants.HoldGaps();
        if (Time.Now >= nextSweep)
        {
            nextSweep = Time.Now + 1_000;
            invariants.Sweep();
            Active.RemoveAll(IsOver);
        }
    }

    private bool IsOver(RealCall call)
    {
        var over = call is { CallerConnected: false, Legs.Count: 0, Phones.Count: 0, State: { IsStarted: true, IsLive: false } };
        if (over)
        {
            Silo?.Forget(call);
        }
        return over;
    }

    private sealed class SilentMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }

    private sealed class OnePractice : IPracticeDirectory
    {
        private readonly Practice practice = new(
            Silo.Practice, "A simulated practice", "Hello.", "Hello.", "UTC", Silo.Pool, [], [], KnownNumbers: ["+15550000007"]);

        public IReadOnlyList<Practice> All => [practice];

        public Practice? Find(string id) => id == practice.Id ? practice : null;
    }
}
