using HybridAgent.Core.Calls;

namespace HybridAgent.Server.Simulation;

/// <summary>
/// The telephone network: it connects callers, rings telephones and tells the process about it. What it tells may be lost, come twice
/// or late; what is connected is connected all the same.
/// </summary>
internal sealed class Carrier(World world, Chance chance)
{
    private const long AnnouncementAndWait = 4_000;
    private const long RingsFor = 30_000;
    private long told;

    private bool Has(Fault fault) => world.Plan.Faults.HasFlag(fault);

    /// <summary>Tells the process something; a process that is not there has not heard it.</summary>
    public void Tell(RealCall call, string actor, Func<string, CallCommand> what)
    {
        var id = $"carrier-{++told}";
        if (Has(Fault.LostWebhook) && chance.Happens(0.3))
        {
            world.Journal.Write(call, $"the carrier's word {id} is lost");
            return;
        }
        var late = Has(Fault.LateWebhook) && chance.Happens(0.5) ? chance.Between(1_000, 15_000) : 0;
        Deliver(late);
        if (Has(Fault.DuplicateWebhook) && chance.Happens(0.5))
        {
            Deliver(late + chance.Between(0, 8_000));
        }

        void Deliver(long after) => world.Time.After(after + chance.Between(20, 120), () =>
        {
            if (world.Silo is { } silo)
            {
                world.Spawn(() => silo.Do(call, what(id)));
            }
        });
    }

    /// <summary>Rings a telephone for an offer (or, with an incident, for an emergency).</summary>
    public void Dial(RealCall call, string attempt, PhonePerson person, string? incident)
    {
        var ring = new PhoneRing(person, incident is not null, incident);
        call.Phones[attempt] = ring;
        world.Time.After(chance.Between(200, 900), () =>
        {
            if (!IsThere(call, attempt, ring))
            {
                return;
            }
            if (person.IsEngaged)
            {
                Over(call, attempt);
                Tell(call, "system", id => new EndRing(id, attempt, RingEnds.Busy));
                return;
            }
            ring.Phase = PhonePhase.Rings;
            world.Journal.Write(call, $"the telephone of {person.Id} rings ({attempt})");
            world.Touch(call);
            Answer(call, attempt, ring);
        });
    }

    /// <summary>Nobody is to be rung by this attempt any more.</summary>
    public void Cancel(RealCall call, string attempt)
    {
        if (call.Phones.TryGetValue(attempt, out var ring))
        {
            if (ring is { Phase: PhonePhase.HumanThere, HasPressed: false })
            {
                ring.Person.IsEngaged = false;
                ring.Person.Begin();
            }
            Over(call, attempt);
        }
    }

    private void Answer(RealCall call, string attempt, PhoneRing ring)
    {
        var person = ring.Person;
        var answers = (ring.IsEmergency, person.Role) switch { (true, _) => 0.6, (_, LegRole.Supervisor) => 0.3, _ => 0.1 };
        var luck = person.Chance.Unit();
        if (luck < answers)
        {
            After(person.Chance.Between(4_000, 12_000), () => PickUp(call, attempt, ring));
        }
        else if (luck < answers + 0.1)
        {
            After(person.Chance.Between(3_000, 8_000), () =>
            {
                Over(call, attempt);
                Tell(call, person.Id, id => ring.IsEmergency ? new DeclineIncident(id, person.Id, attempt) : new DeclineOffer(id, person.Id, attempt));
            });
        }
        else if (Has(Fault.Voicemail))
        {
            After(person.Chance.Between(12_000, 20_000), () =>
            {
                ring.Phase = PhonePhase.VoicemailThere;
                world.Journal.Write(call, $"voicemail of {person.Id} picks up ({attempt})");
                world.Touch(call);
                After(AnnouncementAndWait, () => Unanswered(RingEnds.NobodyPressed));
            });
        }
        else
        {
            After(RingsFor, () => Unanswered(RingEnds.NoAnswer));
        }

        void Unanswered(string how)
        {
            Over(call, attempt);
            Tell(call, "system", id => new EndRing(id, attempt, how));
        }

        void After(long wait, Action what) => world.Time.After(wait, () =>
        {
            if (IsThere(call, attempt, ring))
            {
                what();
            }
        });
    }

    private void PickUp(RealCall call, string attempt, PhoneRing ring)
    {
        var person = ring.Person;
        if (person.IsEngaged)
        {
            Over(call, attempt);
            Tell(call, "system", id => new EndRing(id, attempt, RingEnds.Busy));
            return;
        }
        ring.Phase = PhonePhase.HumanThere;
        person.IsEngaged = true;
        var episode = person.Begin();
        world.TouchAll();
        world.Time.After(person.Chance.Between(1_500, 2_500), () =>
        {
            if (person.IsStill(episode))
            {
                world.Spawn(() => PressOne(call, attempt, ring, episode));
            }
        });
    }

    private async Task PressOne(RealCall call, string attempt, PhoneRing ring, int episode)
    {
        var person = ring.Person;
        world.Journal.Write(call, $"{person.Id} presses 1 ({attempt})");
        ring.HasPressed = true;
        if (world.Silo is not { } silo)
        {
            Over(call, attempt);
            person.Free();
            return;
        }
        if (ring.Incident is { } incident)
        {
            call.Acts.Add((incident, person.Id));
            var taken = await silo.Do(call, new AcknowledgeIncident($"ack-{attempt}", person.Id, incident));
            if (person.IsStill(episode))
            {
                Over(call, attempt);
                // Whoever has it calls the patient at once.
                world.Time.After(taken.Done ? person.Chance.Between(60_000, 240_000) : 500, () => Free(person, episode));
            }
            return;
        }
        var accepted = await silo.Do(call, new AcceptOffer($"accept-{attempt}", person.Id, attempt));
        if (!person.IsStill(episode))
        {
            return;
        }
        Over(call, attempt);
        if (!accepted.Done || !await world.Conversations.Join(person, call, episode))
        {
            person.Free();
            world.TouchAll();
        }
    }

    private void Free(PhonePerson person, int episode)
    {
        if (person.IsStill(episode))
        {
            person.Free();
            world.TouchAll();
        }
    }

    private static bool IsThere(RealCall call, string attempt, PhoneRing ring) => call.Phones.TryGetValue(attempt, out var now) && now == ring;

    private void Over(RealCall call, string attempt)
    {
        call.Phones.Remove(attempt);
        world.Touch(call);
    }
}
