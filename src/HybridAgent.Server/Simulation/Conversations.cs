using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Telephony.Browser;

namespace HybridAgent.Server.Simulation;

/// <summary>What humans do with a call once they have it: talk, confirm, read back, close, keep what was promised.</summary>
internal sealed class Conversations(World world)
{
    private const int MostAttempts = 200;
    private long commands;

    /// <summary>Joins the call's line and serves it.</summary>
    /// <returns>False when the call did not want this person any more.</returns>
    public async Task<bool> Join(Person person, RealCall call, int episode)
    {
        if (world.Silo is not { } silo || call.Closed is not null)
        {
            return false;
        }
        person.InCall = call;
        var leg = world.NextLeg();
        // A new socket of the same person replaces the old one.
        foreach (var old in call.Legs.Where(l => l.Value.Person == person).Select(l => l.Key).ToList())
        {
            call.Legs.Remove(old);
        }
        call.Legs[leg] = new RealLeg(person);
        world.Journal.Write(call, $"{person.Id} is on the line");
        world.TouchAll();
        if (call.CallerConnected)
        {
            call.HumanAt ??= world.Time.Now;
        }
        var joined = await silo.Do(call, new JoinLeg($"join-{leg}", person.Id, leg, person.Role, person.Id));
        if (!joined.Done)
        {
            call.Legs.Remove(leg);
            world.TouchAll();
            return false;
        }
        if (person.IsStill(episode))
        {
            world.Spawn(() => Serve(person, call, leg, () => person.IsStill(episode)));
        }
        return true;
    }

    /// <summary>This person's connection is gone, noticed at once or after its silence.</summary>
    public void Lose(Person person, RealCall call, bool seenAtOnce)
    {
        foreach (var (leg, real) in call.Legs.Where(l => l.Value.Person == person).ToList())
        {
            real.SilentSince = world.Time.Now;
            var silo = world.Silo;
            world.Time.After(seenAtOnce ? 50 : (long)WebSocketLeg.SilenceMeansLost.TotalMilliseconds + person.Chance.Between(0, 999), () =>
            {
                if (call.Legs.GetValueOrDefault(leg) == real && silo is { IsAlive: true })
                {
                    call.Legs.Remove(leg);
                    call.HumanGoneAt = world.Time.Now;
                    world.TouchAll();
                    world.Spawn(() => silo.Do(call, new LeaveLeg($"leave-{leg}", "system", leg, "lost")));
                }
            });
        }
    }

    /// <summary>An operator takes an emergency instead of a clinician.</summary>
    public async Task TakeOver(Person person, RealCall call)
    {
        if (world.Silo is { } silo && call.State?.OpenIncident is { } incident)
        {
            call.Acts.Add((incident.Id, person.Id));
            await silo.Do(call, new TakeOverIncident(Next(), person.Id, incident.Id, "Emergency services are on the way."));
        }
    }

    /// <summary>Takes over what a caller is owed, calls back and closes.</summary>
    public async Task CallBack(Person person, RealCall call, Func<bool> isStill)
    {
        if (world.Silo is { } silo && call.State?.Owed is { } owed && (await silo.Do(call, new TakePromise(Next(), person.Id, owed.Promise))).Done)
        {
            await world.Time.Wait(person.Chance.Between(30_000, 120_000));
            await Insist(call, isStill, () => new CloseCall(Next(), person.Id, Outcomes.CalledBack));
        }
    }

    private async Task Serve(Person person, RealCall call, string leg, Func<bool> isStill)
    {
        var now = world.Time.Now;
        if (call.TalkEnds is null)
        {
            call.TalkEnds = now + Math.Max(15_000, person.Chance.LogNormal(150_000, 0.6));
            world.Time.After(call.TalkEnds.Value - now, () => world.Callers.HangUp(call));
        }
        if (call.CallerConnected)
        {
            await Task.WhenAny(call.CallerGone.Task, world.Time.Wait(8_000));
            if (isStill() && call.State?.OpenIncident is not null && person.Chance.Happens(0.4))
            {
                await TakeOver(person, call);
            }
            await call.CallerGone.Task;
        }
        await world.Time.Wait(person.Chance.Between(3_000, 15_000));
        if (!isStill())
        {
            return;
        }
        if (person.Chance.Happens(0.08))
        {
            await Promise(person, call, isStill);
        }
        await Finish(person, call, isStill);
        if (isStill())
        {
            Leave(person, call, leg);
        }
    }

    private async Task Finish(Person person, RealCall call, Func<bool> isStill)
    {
        if (call.State?.Owed is { } owed && owed.Owner != person.Id)
        {
            await Insist(call, isStill, () => new TakePromise(Next(), person.Id, owed.Promise));
        }
        foreach (var name in FieldNames.ReadBackRequired)
        {
            if (!isStill())
            {
                return;
            }
            var field = call.State!.FieldOf(name);
            if (field.State == FieldState.Empty && person.Chance.Happens(0.15))
            {
                await Insist(call, isStill, () => new LeaveFieldOpen(Next(), person.Id, name, FieldState.Unknown));
                continue;
            }
            if (field.State is FieldState.Empty)
            {
                await Insist(call, isStill, () => new EditField(Next(), person.Id, name, "as the caller said"));
            }
            else if (field.State is FieldState.Drafted)
            {
                await Insist(call, isStill, () => new ConfirmField(Next(), person.Id, name, call.State.FieldOf(name).Value ?? ""));
            }
            if (call.State.FieldOf(name).State == FieldState.Confirmed)
            {
                await Insist(call, isStill, () => new ReadBackField(Next(), person.Id, name, call.State.FieldOf(name).Value ?? ""));
            }
        }
        await Insist(call, isStill, () => new CloseCall(Next(), person.Id, Outcomes.MessageSent));
    }

    /// <summary>Promises something, and keeps it, mostly in time.</summary>
    private async Task Promise(Person person, RealCall call, Func<bool> isStill)
    {
        var due = world.Time.GetUtcNow().AddMinutes(20);
        await Insist(call, isStill, () => new MakePromise(Next(), person.Id, "Tell the doctor today.", due));
        if (call.State?.Promises.FindLast(p => p is { Kept: false, IsCallback: false } && p.Owner == person.Id) is { } made)
        {
            world.Time.After(person.Chance.Between(2, 22) * 60_000, () => world.Spawn(() =>
                Insist(call, () => true, () => new KeepPromise(Next(), person.Id, made.Promise, "done"))));
        }
    }

    /// <summary>What the store could not take is repeated, as the refusal asks for; any other refusal is an answer.</summary>
    private async Task Insist(RealCall call, Func<bool> isStill, Func<CallCommand> command)
    {
        for (var attempt = 0; attempt < MostAttempts && isStill(); attempt++)
        {
            if (world.Silo is { } silo)
            {
                // A process that dies now never answers; whoever came back in time asks the next one.
                var done = silo.Do(call, command());
                if (await Task.WhenAny(done, world.Time.Wait(10_000)) == done
                    && (await done).Refusal?.StartsWith("The record cannot be written", StringComparison.Ordinal) != true)
                {
                    return;
                }
            }
            await world.Time.Wait(2_000);
        }
    }

    private void Leave(Person person, RealCall call, string leg)
    {
        if (call.Legs.Remove(leg) && world.Silo is { } silo)
        {
            call.HumanGoneAt = world.Time.Now;
            world.Spawn(() => silo.Do(call, new LeaveLeg($"leave-{leg}", person.Id, leg, "dropped")));
        }
        person.Free();
        (person as Operator)?.LookAgain();
        world.TouchAll();
    }

    private string Next() => $"human-{++commands}";
}
