using HybridAgent.Core.Calls;

namespace HybridAgent.Server.Simulation;

/// <summary>An operator at a console: answers late, declines, ignores, takes breaks, and has a browser and a network that fail.</summary>
internal sealed class Operator : Person
{
    private const long Beat = 1_000;
    private readonly World world;
    private readonly bool supervises;
    private readonly HashSet<string> seen = [];
    private bool onDuty = true;
    private bool browserUp = true;
    private bool networkUp = true;
    private long consoleFrom;
    private RealCall? callingBack;

    public Operator(World world, string id, bool supervises, Chance chance)
        : base(id, LegRole.Operator, chance)
    {
        this.world = world;
        this.supervises = supervises;
        world.Time.After(chance.Between(0, Beat), Pulse);
        world.Time.After(chance.Exponential(90 * 60_000), Break);
        if (world.Plan.Faults.HasFlag(Fault.OperatorCrash))
        {
            world.Time.After(chance.Exponential(12 * 60_000), Crash);
        }
        if (world.Plan.Faults.HasFlag(Fault.OperatorNetwork))
        {
            world.Time.After(chance.Exponential(12 * 60_000), LoseNetwork);
        }
    }

    public override bool CanBeRung => SeesScreen && onDuty && callingBack is null;

    /// <summary>Who calls somebody back hears the console ring all the same, and answers afterwards.</summary>
    public override bool SeesScreen => browserUp && networkUp && InCall is null && world.Time.Now >= consoleFrom && world.Silo is not null;

    public override void Free() => InCall = null;

    /// <summary>The process died: what was on its way is lost; the console finds the next one.</summary>
    public void Cut()
    {
        Begin();
        callingBack = null;
        seen.Clear();
    }

    /// <summary>The process is there again.</summary>
    public void Return()
    {
        var wait = Chance.Between(300, 1_500);
        consoleFrom = world.Time.Now + wait;
        world.Time.After(wait, Back);
    }

    /// <summary>The console rings.</summary>
    public void Notice(RealCall call, string attempt, bool isEmergency)
    {
        if (SeesScreen && seen.Add(attempt))
        {
            world.Time.After(Math.Max(600, Chance.LogNormal(3_000, 0.5)), () => React(call, attempt, isEmergency));
        }
    }

    private void React(RealCall call, string attempt, bool isEmergency)
    {
        if (!SeesScreen || callingBack is not null || world.Silo is not { } silo || !call.Screens.ContainsKey(attempt))
        {
            seen.Remove(attempt);
            return;
        }
        var luck = Chance.Unit();
        if (luck < 0.06)
        {
            // Looks away; the screen keeps ringing.
            world.Time.After(Chance.Between(5_000, 25_000), () => React(call, attempt, isEmergency));
        }
        else if (isEmergency)
        {
            world.Spawn(() => world.Conversations.TakeOver(this, call));
        }
        else if (luck < 0.10)
        {
            world.Spawn(() => silo.Do(call, new DeclineOffer($"decline-{attempt}", Id, attempt)));
        }
        else
        {
            world.Spawn(() => Answer(silo, call, attempt));
        }
    }

    private async Task Answer(Silo silo, RealCall call, string attempt)
    {
        var episode = Begin();
        InCall = call; // Hands are on this call from here on.
        world.TouchAll();
        var accepted = await silo.Accept(Id, call, attempt, $"accept-{attempt}");
        if (IsStill(episode))
        {
            await world.Time.Wait(accepted.Done ? Chance.Between(200, 800) : 0);
            if (!accepted.Done || !await world.Conversations.Join(this, call, episode))
            {
                if (IsStill(episode))
                {
                    Free();
                    LookAgain();
                }
            }
        }
    }

    private void Pulse()
    {
        world.Time.After(Beat, Pulse);
        if (onDuty && browserUp && networkUp && world.Silo is { } silo && world.Time.Now >= consoleFrom)
        {
            silo.Present(Id, supervises);
            if (InCall is null && callingBack is null && world.OwedFor(this) is { } owed && (owed.State?.Owed?.Owner == Id || Chance.Happens(0.1)))
            {
                callingBack = owed;
                world.TouchAll();
                world.Spawn(() => CallBack(owed));
            }
        }
    }

    private async Task CallBack(RealCall call)
    {
        var episode = Begin();
        await world.Conversations.CallBack(this, call, () => IsStill(episode));
        if (IsStill(episode))
        {
            callingBack = null;
            LookAgain();
        }
    }

    /// <summary>What rings now is seen now.</summary>
    public void LookAgain()
    {
        world.TouchAll();
        foreach (var call in world.Active)
        {
            foreach (var (attempt, ring) in call.Screens)
            {
                if (ring.Person == this)
                {
                    Notice(call, attempt, ring.IsEmergency);
                }
            }
        }
    }

    private void Break()
    {
        if (InCall is null && callingBack is null && world.Silo is { } silo && silo.Leave(Id))
        {
            onDuty = false;
            world.Journal.Write(null, $"{Id} takes a break");
            world.TouchAll();
            world.Time.After(Chance.Between(5 * 60_000, 15 * 60_000), () =>
            {
                onDuty = true;
                world.TouchAll();
            });
            world.Time.After(Chance.Exponential(90 * 60_000), Break);
        }
        else
        {
            world.Time.After(60_000, Break); // Not now: in a call, or still owing something.
        }
    }

    private void Crash()
    {
        world.Journal.Write(InCall, $"the browser of {Id} dies");
        browserUp = false;
        Away(seenAtOnce: Chance.Happens(0.7), Chance.Between(2_000, 60_000), () => browserUp = true, Crash);
    }

    private void LoseNetwork()
    {
        world.Journal.Write(InCall, $"the network of {Id} is away");
        networkUp = false;
        Away(seenAtOnce: false, Chance.Between(2_000, 40_000), () => networkUp = true, LoseNetwork);
    }

    private void Away(bool seenAtOnce, long length, Action back, Action next)
    {
        Cut();
        if (InCall is { } call)
        {
            world.Conversations.Lose(this, call, seenAtOnce);
        }
        world.TouchAll();
        world.Time.After(length, () =>
        {
            back();
            if (InCall is not null && length > 5_000)
            {
                Free(); // Gone too long: the ticket is no longer good, others have been asked.
            }
            Back();
        });
        world.Time.After(length + Chance.Exponential(12 * 60_000), next);
    }

    private void Back()
    {
        if (!browserUp || !networkUp || world.Silo is null)
        {
            return;
        }
        world.TouchAll();
        if (InCall is { } call)
        {
            var episode = Begin();
            world.Spawn(async () =>
            {
                if (!await world.Conversations.Join(this, call, episode) && IsStill(episode))
                {
                    Free();
                    LookAgain();
                }
            });
        }
        else
        {
            LookAgain();
        }
    }
}
