using System.Diagnostics.Metrics;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Desk;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Calls;
using HybridAgent.Grains.Desk;
using HybridAgent.Server.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAgent.Server.Scenarios;

/// <summary>
/// The product's own calls and desks on virtual time, with a played line: legs connect, telephones ring and the assistant speaks as the
/// scenario says. The process can die and come back; what was stored stays.
/// </summary>
internal sealed partial class Stage : ILine, IDesks, IDisposable
{
    public const string PracticeId = "demo";
    private static readonly TimeSpan GreetingLasts = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LineLasts = TimeSpan.FromSeconds(3);
    private static readonly Guid Seed = new("00000000-0000-0000-0000-0000000005ce");
    private readonly Scenario scenario;
    private readonly VirtualTime time = new(new DateTimeOffset(2026, 1, 5, 2, 0, 0, TimeSpan.Zero));
    private readonly RunLoop loop;
    private readonly Outages outages;
    private readonly SimulatedStore store;
    private readonly CallMetrics metrics;
    private readonly Dictionary<string, StagedCall> calls = [];
    private readonly HashSet<string> atScreens = [];
    private readonly List<string> problems = [];
    private readonly List<(double At, string Caller, CallEvent Event)> events = [];
    private Process process;
    private bool engineWorks = true;
    private long ids;
    private int callers;

    public Stage(Scenario scenario)
    {
        this.scenario = scenario;
        loop = new RunLoop(time);
        outages = new Outages(Fault.None, time, Chance.Of(0, "outages"), 0);
        store = new SimulatedStore(time, outages, Chance.Of(0, "store"));
        metrics = new CallMetrics(new NoMeters(), time);
        process = new Process(this);
        atScreens.UnionWith(scenario.People.Values.Where(p => p is { OnDuty: true, ByPhone: false }).Select(p => p.Name));
    }

    IReadOnlyList<(string Practice, CallId Call)> ILine.Calls =>
        [.. calls.Values.Where(c => c.Legs.Count > 0).Select(c => (PracticeId, c.Id))];

    private double Seconds => time.Now / 1000.0;

    public ScenarioResult Run()
    {
        time.After(0, () => Spawn(Beat));
        time.After(0, () => Spawn(Watch));
        foreach (var step in scenario.Steps)
        {
            time.After((long)(step.At * 1000), () => Spawn(() => Act(step)));
        }
        loop.Run((long)((scenario.Steps[^1].At + scenario.LastsSeconds) * 1000), Look);
        problems.AddRange(Judge());
        return new ScenarioResult(scenario.Title, events, problems, calls.Values.Select(c => c.LongestGap).DefaultIfEmpty().Max() / 1000.0);
    }

    public void Dispose() => metrics.Dispose();

    ValueTask<RealLine> ILine.Real(CallId id)
    {
        var call = calls.Values.First(c => c.Id == id);
        // A silent socket counts as dead after five seconds, as in the line.
        return ValueTask.FromResult(new RealLine(
            [.. call.Legs.Where(l => !(time.Now - l.Value.SilentSince >= 5_000)).Select(l => l.Key)], [.. call.Rings.Keys]));
    }

    ValueTask<WhoCanBeRung> IDesks.Who(string practice, string pool)
    {
        var onCall = OnCallDesk.Of(practice);
        List<Reachable> people =
        [
            .. process.Desk(pool).Free(),
            .. process.Desk("second").Free().Select(p => p with { Rung = Rung.Wider }),
            .. scenario.People.Values.Where(p => p is { ByPhone: true, OnDuty: true } && !IsEngaged(p.Name))
                .Select(p => new Reachable(p.Name, DateTimeOffset.UnixEpoch, p.Role == "clinician" ? Rung.OnCall : Rung.Phones, ByPhone: true)),
            .. process.Desk(onCall).Free().Select(p => p with { Rung = Rung.OnCall }),
        ];
        var seats = scenario.People.Values.ToDictionary(p => p.Name, DeskOf);
        List<Reachable> clinicians = [.. people.Where(p => scenario.People[p.Person].Role == "clinician").OrderBy(p => Place(p.Person))];
        return ValueTask.FromResult(new WhoCanBeRung(people, clinicians, seats));
    }

    ValueTask IDesks.Show(string desk, DeskEntry entry)
    {
        process.Desk(desk).Show(entry);
        return ValueTask.CompletedTask;
    }

    private int Place(string person) => scenario.People.Keys.ToList().IndexOf(person);

    private static string DeskOf(ScenarioPerson person) => person.Role == "clinician" ? OnCallDesk.Of(PracticeId) : person.Desk;

    private bool IsEngaged(string person) => calls.Values.Any(c => c.Legs.Values.Any(l => l.Person == person));

    /// <summary>Every second: consoles that live say so.</summary>
    private async Task Beat()
    {
        while (true)
        {
            foreach (var person in atScreens.Order(StringComparer.Ordinal))
            {
                var one = scenario.People[person];
                if (process.IsAlive && process.Desk(DeskOf(one)).Present(person, one.Role == "supervisor"))
                {
                    foreach (var call in calls.Values)
                    {
                        Spawn(() => In(call, live => live.EnsureRinging()));
                    }
                }
            }
            await time.Wait(1000);
        }
    }

    /// <summary>Every second: what the watchdog does.</summary>
    private async Task Watch()
    {
        while (true)
        {
            await time.Wait(1000);
            foreach (var call in calls.Values.Where(c => c.Live is { State.IsLive: true } || store.Rows.Any(r => r.Call == c.Id && r.Live)).ToList())
            {
                if (process.IsAlive)
                {
                    Spawn(() => In(call, live => live.EnsureRinging()));
                }
            }
        }
    }

    /// <summary>Does something with the call's object in the process that runs now, one thing at a time.</summary>
    private Task<CommandResult> In(StagedCall call, Func<LiveCall, Task> work) => Ask(call, async live =>
    {
        await work(live);
        return new CommandResult(null, 0);
    });

    private Task<CommandResult> Do(StagedCall call, CallCommand command) => Ask(call, live => live.Do(command));

    private Task<CommandResult> Ask(StagedCall call, Func<LiveCall, Task<CommandResult>> work)
    {
        var at = process;
        return call.Turns.Take(async () =>
        {
            if (!at.IsAlive || at != process)
            {
                return new CommandResult("The process died.", 0);
            }
            if (call.Live is null)
            {
                var live = new LiveCall(call.Id, PracticeId, at.Around);
                call.Live = live;
                var known = call.Record.Count;
                live.Told += signal =>
                {
                    if (signal.Stored is { } stored && stored.Sequence > known)
                    {
                        Happened(call, stored);
                    }
                };
                await live.Load();
            }
            return await work(call.Live);
        });
    }

    /// <summary>The record has a new event: the telephone network does what it says.</summary>
    private void Happened(StagedCall call, StoredEvent stored)
    {
        call.Record.Add(stored);
        events.Add((Seconds, call.Caller, stored.Event));
        switch (stored.Event)
        {
            case OfferMade { ByPhone: true } e:
                call.Rings[e.Offer] = e.Operator;
                break;
            case ClinicianRung { ByPhone: true } e:
                call.Rings[e.Attempt] = e.Person;
                break;
            case OfferAccepted e:
                call.Rings.Remove(e.Offer);
                break;
            case OfferDeclined e:
                call.Rings.Remove(e.Offer);
                break;
            case OfferWithdrawn e:
                call.Rings.Remove(e.Offer);
                break;
            case OfferUnanswered e:
                call.Rings.Remove(e.Offer);
                break;
            case ClinicianRingEnded e:
                call.Rings.Remove(e.Attempt);
                break;
            case CallClosed:
                call.Legs.Clear();
                break;
        }
    }

    /// <summary>What the assistant says: the greeting with the notice, then what the conversation decides, each as long as it takes.</summary>
    private async Task Speak(StagedCall call)
    {
        var at = process;
        if (call.Live is not { State.NoticeHeard: true })
        {
            await time.Wait((long)GreetingLasts.TotalMilliseconds);
            if (!Still())
            {
                return;
            }
            await Do(call, new EndNotice($"notice-{call.Id}", "staged", (int)GreetingLasts.TotalMilliseconds));
        }
        while (Still())
        {
            await time.Wait(250);
            if (Still() && !call.HasHuman && HoldConversation.Next(call.Live!.State, HoldScript.Default, time.GetUtcNow(), callerSpeaks: false) is { } line)
            {
                await time.Wait((long)LineLasts.TotalMilliseconds);
                await Do(call, new Speak($"say-{++ids}", line));
                if (call.Live is { State.MayTranscribe: true } && HoldScript.Default.Questions.FirstOrDefault(q => q.Key == line) is { } question)
                {
                    await Do(call, new HearUtterance($"asked-{++ids}", LegRole.Assistant, question.Text, [], (int)time.Now, (int)time.Now, "script"));
                }
            }
        }

        bool Still() => at == process && at.IsAlive && call.IsConnected && call.Legs.Values.Any(l => l.Person is null) && call.Live is { State.IsClosed: false };
    }

    /// <summary>After every step: how long has a caller been without anybody, and would the auditor cry?</summary>
    private void Look()
    {
        foreach (var call in calls.Values)
        {
            var alone = call is { IsConnected: true, HasHuman: false } && call.Live?.State.IsClosed != true && SomebodyIsThere() && !ReallyRings(call);
            if (alone)
            {
                call.GapSince ??= time.Now;
                call.LongestGap = Math.Max(call.LongestGap, time.Now - call.GapSince.Value);
            }
            else
            {
                call.GapSince = null;
            }
            if (call.Live is { } live && process.IsAlive)
            {
                foreach (var problem in GuaranteeAudit.Problems(live.State, [.. call.Legs.Keys], call.Rings.Keys, time.GetUtcNow()))
                {
                    if (!scenario.Alarms.Any(a => problem.StartsWith(a, StringComparison.Ordinal)))
                    {
                        Problem($"{call.Caller}: {problem}");
                    }
                }
            }
        }
    }

    private bool SomebodyIsThere() =>
        process.IsAlive && (atScreens.Any(p => !IsEngaged(p)) || scenario.People.Values.Any(p => p is { ByPhone: true, OnDuty: true } && !IsEngaged(p.Name)));

    private bool ReallyRings(StagedCall call) => call.Live is { } live
        && (live.State.Operator is not null || live.State.Offers.Any(o => live.State.Dialled.ContainsKey(o.Key) ? call.Rings.ContainsKey(o.Key) : atScreens.Contains(o.Value)));

    private void Problem(string what)
    {
        if (!problems.Exists(p => p.EndsWith(what, StringComparison.Ordinal)))
        {
            problems.Add($"at {Seconds:0.0} s: {what}");
        }
    }

    private async void Spawn(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (ScenarioException e)
        {
            Problem($"line {e.Line}: {e.Message}");
        }
        catch (StoreUnavailableException e)
        {
            Problem(e.Message);
        }
        catch (Exception e)
        {
            Problem($"the product threw {e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>One life of the process: its desks and its calls' objects are gone with it.</summary>
    private sealed class Process : IProcess
    {
        private readonly Dictionary<string, LiveDesk> desks = [];
        private readonly Stage stage;

        public Process(Stage stage)
        {
            this.stage = stage;
            Around = new CallWorld(stage.store.For(this), stage, stage, new OnePractice(), CueFloor.Default, stage.time, stage.metrics, NullLogger.Instance);
        }

        public CallWorld Around { get; }

        public bool IsAlive { get; set; } = true;

        public Task Never { get; } = new TaskCompletionSource().Task;

        public LiveDesk Desk(string name) => desks.TryGetValue(name, out var desk) ? desk : desks[name] = new LiveDesk(stage.time);
    }

    private sealed class OnePractice : IPracticeDirectory
    {
        private readonly Practice practice = Practices.DemoPractice.Value with { SecondPool = "second", KnownNumbers = ["+12025550911"] };

        public IReadOnlyList<Practice> All => [practice];

        public Practice? Find(string id) => id == practice.Id ? practice : null;
    }

    private sealed class NoMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
            // Nothing is measured on a stage.
        }
    }
}
