using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;

namespace HybridAgent.Server.Simulation;

/// <summary>Those who call: when, for how long they wait, what they say, and whether they call again.</summary>
internal sealed class Callers(World world)
{
    private const long NoticeLasts = 6_000;
    private const long RepeatWithin = 25 * 60_000;

    /// <summary>How many call in each hour of a day, relative to one another.</summary>
    private static readonly int[] Day = [1, 1, 1, 1, 1, 2, 4, 8, 12, 14, 13, 11, 9, 10, 11, 11, 10, 8, 6, 5, 4, 3, 2, 1];

    private static readonly string[] Ordinary =
    [
        "I need a refill of my blood pressure medicine please", "my name is Maria Lopez and I want to move my appointment",
        "can you tell the doctor that the new pills make me dizzy", "it is about the results of my blood test from last week",
        "my son has had an ear ache since yesterday evening", "I would like to see somebody about my knee this week",
        "the pharmacy says they have no prescription for me", "yes that is right thank you", "my number is five five five zero one two three",
        "I have had a cough for about ten days now", "no that is all for today", "could the nurse call me back this afternoon",
    ];

    private static readonly string[] Emergencies =
    [
        "I have crushing chest pain and it goes into my arm", "my husband can not breathe his lips are blue",
        "she has taken all of her pills and I can not wake her up", "his face is drooping and he can not lift his arm",
    ];

    private int next;

    /// <summary>Spreads the calls over the hours of the day; the same seed gives the same callers, whoever answers.</summary>
    public void Plan(int calls, double hours)
    {
        var chance = Chance.Of(world.Plan.Seed, "arrivals");
        var minutes = (int)(hours * 60);
        var weights = Enumerable.Range(0, minutes).Select(m => (double)Day[(World.FirstHour + (m / 60)) % 24]).ToArray();
        var total = weights.Sum();
        for (var i = 0; i < calls; i++)
        {
            var (left, minute) = (chance.Unit() * total, 0);
            while (minute < minutes - 1 && left >= weights[minute])
            {
                left -= weights[minute++];
            }
            Later((minute * 60_000L) + chance.Between(0, 59_999), from: null);
        }
    }

    private void Later(long at, string? from)
    {
        var number = ++next;
        world.Time.After(at - world.Time.Now, () => Dial(number, from));
    }

    private void Dial(int number, string? from)
    {
        var chance = Chance.Of(world.Plan.Seed, "caller", number);
        var call = new RealCall(number, new CallId(chance.Identity()), from ?? $"+1555{number:0000000}", chance);
        world.Spawn(() => Connect(call, again: from is not null));
    }

    private async Task Connect(RealCall call, bool again)
    {
        if (world.Plan.Faults.HasFlag(Fault.LateWebhook))
        {
            await world.Time.Wait(call.Chance.Between(0, 2_000));
        }
        while (world.Silo is null)
        {
            await world.Time.Wait(500); // The network rings on until somebody takes the call.
        }
        call.CallerConnected = true;
        call.Arrived = call.Looked = world.Time.Now;
        world.Add(call);
        world.Journal.Write(call, "the caller is connected");
        Attach(call);
        Wait(call, again);
        world.Spawn(() => Talk(call));
    }

    /// <summary>The caller's media reaches the process that runs now.</summary>
    public void Attach(RealCall call)
    {
        if (world.Silo is { } silo && call.CallerConnected)
        {
            var leg = world.NextLeg();
            call.Legs[leg] = new RealLeg(null);
            world.Touch(call);
            world.Spawn(async () =>
            {
                await Tell(silo, call, new StartCall($"start-{call.Id}", Silo.Practice, Silo.Pool, "sip", call.From));
                if (world.Plan.Faults.HasFlag(Fault.DuplicateWebhook))
                {
                    await Tell(silo, call, new StartCall($"start-{call.Id}", Silo.Practice, Silo.Pool, "sip", call.From));
                }
                await Tell(silo, call, new JoinLeg($"join-{leg}", "caller", leg, LegRole.Caller, null));
                await world.Time.Wait(NoticeLasts);
                if (call.CallerConnected && silo.IsAlive)
                {
                    await Tell(silo, call, new EndNotice($"notice-{call.Id}", "simulated", (int)NoticeLasts));
                }
            });
        }
    }

    /// <summary>As the line does: the record is told until it listens.</summary>
    private async Task Tell(Silo silo, RealCall call, CallCommand command)
    {
        for (var attempt = 1; silo.IsAlive; attempt++)
        {
            try
            {
                await silo.Do(call, command);
                return;
            }
            catch (StoreUnavailableException)
            {
                await world.Time.Wait(Math.Min(200 * attempt, 2000));
            }
        }
    }

    public void HangUp(RealCall call)
    {
        if (!call.CallerConnected)
        {
            return;
        }
        world.Journal.Write(call, "the caller hangs up");
        foreach (var leg in call.Legs.Where(l => l.Value.Person is null).Select(l => l.Key).ToList())
        {
            call.Legs.Remove(leg);
            world.Carrier.Tell(call, "caller", id => new LeaveLeg(id, "caller", leg, "hung-up"));
        }
        Gone(call);
    }

    /// <summary>The line is over: the network tells the caller so.</summary>
    public void Gone(RealCall call)
    {
        call.CallerConnected = false;
        call.CallerGoneAt = world.Time.Now;
        world.Time.After(0, () => call.CallerGone.TrySetResult());
        world.Touch(call);
    }

    private void Wait(RealCall call, bool again)
    {
        var patience = Math.Max(4_000, call.Chance.LogNormal(75_000, 0.8));
        var (afterWaiting, afterServed, pause) = (call.Chance.Happens(0.5), call.Chance.Happens(0.05), call.Chance.Between(60_000, RepeatWithin));
        world.Time.After(patience, () =>
        {
            if (call.HumanAt is null && call.CallerConnected)
            {
                call.Abandoned = true;
                HangUp(call);
            }
        });
        world.Spawn(async () =>
        {
            await call.CallerGone.Task;
            if (!again && (call.HumanAt is null ? afterWaiting : afterServed))
            {
                Later(world.Time.Now + pause, call.From);
            }
        });
    }

    private async Task Talk(RealCall call)
    {
        var chance = call.Chance;
        var emergencyAt = chance.Happens(0.04) ? chance.Between(0, 3) : -1;
        var asksAt = chance.Happens(0.06) ? 1 : -1;
        await world.Time.Wait(NoticeLasts + chance.Between(1_000, 4_000));
        for (var sentence = 0; call.CallerConnected; sentence++)
        {
            var text = sentence == emergencyAt ? chance.Pick(Emergencies) : sentence == asksAt ? "can I talk to an operator please" : chance.Pick(Ordinary);
            await Say(call, $"{call.Id}-s{sentence}", text);
            await world.Time.Wait(chance.Between(8_000, 25_000));
        }
    }

    private async Task Say(RealCall call, string phrase, string text)
    {
        var words = text.Split(' ');
        var half = words.Length / 2;
        await world.Time.Wait(half * 350);
        if (!world.Outages.Is(Fault.SttDown | Fault.SttSlow) && world.Silo is { } silo)
        {
            world.Spawn(() => silo.HearPartial(call, phrase, string.Join(' ', words.Take(half)), At()));
        }
        await world.Time.Wait((words.Length - half) * 350);
        await world.Time.Wait(world.Outages.Is(Fault.SttSlow) ? call.Chance.Between(3_000, 15_000) : 300);
        if (world.Outages.Is(Fault.SttDown) || world.Silo is not { } now)
        {
            return;
        }
        var heard = new HearUtterance(phrase, LegRole.Caller, text, [], At(), At(), "simulated");
        world.Spawn(async () =>
        {
            var result = await now.Do(call, heard);
            if (result.Done && !world.Outages.Is(Fault.ModelDown) && call.State?.Utterances is [.., var last])
            {
                await world.Time.Wait(1_200);
                await Draft(now, call, last);
            }
        });

        int At() => (int)(world.Time.Now - call.Arrived);
    }

    /// <summary>The model's draft: the first words said are the reason. Without a model the operator types.</summary>
    private static async Task Draft(Silo silo, RealCall call, Utterance said)
    {
        if (silo.IsAlive && said.Id == "u1")
        {
            var evidence = new Span(said.Id, 0, said.Text.Count(c => c == ' '));
            await silo.Do(call, new DraftFields($"draft-{call.Id}-{said.Id}", call.State!.Sequence, [new FieldDraft(FieldNames.Reason, said.Text, [evidence], "simulated")]));
        }
    }
}
