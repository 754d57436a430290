using System.Globalization;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Calls;
using HybridAgent.Server.Cli;
using HybridAgent.Server.Simulation;

namespace HybridAgent.Server.Scenarios;

/// <summary>What a step does.</summary>
internal sealed partial class Stage
{
    private const int WordMs = 400;

    private Task Act(ScenarioStep step) => step.Who == "fault" ? Fail(step)
        : scenario.People.TryGetValue(step.Who, out var person) ? Act(step, person)
        : ActAsCaller(step);

    private async Task ActAsCaller(ScenarioStep step)
    {
        if (step.Does == "rings")
        {
            // A second call of the same name takes its place: expectations then speak of the new one.
            var guid = new Guid([.. Seed.ToByteArray().Take(12), .. BitConverter.GetBytes(++callers)]);
            calls[step.Who] = new StagedCall(step.Text("as") ?? step.Who, new CallId(guid), new Turns(loop));
            await Connect(calls[step.Who], step.Text("from"));
            return;
        }
        var call = calls.GetValueOrDefault(step.Who) ?? throw new ScenarioException($"{step.Who} has not rung, and is nobody of the people.", step.Line);
        switch (step.Does)
        {
            case "says":
                await Say(call, step);
                break;
            case "hangs up":
                await Disconnect(call, "hung-up", noticed: true);
                break;
            case "is cut off":
                await Disconnect(call, "lost", noticed: false);
                break;
            case "comes back":
                await Connect(call, null);
                break;
            case "refuses the transcript":
                await Do(call, new RefuseConsent(Next(), "caller"));
                break;
            case "falls silent":
                await Sound(call, silent: true);
                break;
            case "is heard again":
                await Sound(call, silent: false);
                break;
            default:
                throw new ScenarioException($"A caller rings, says, hangs up, is cut off, comes back, refuses the transcript, falls silent or is heard again; not \"{step.Does}\".", step.Line);
        }
    }

    private async Task Act(ScenarioStep step, ScenarioPerson person)
    {
        var name = person.Name;
        switch (step.Does)
        {
            case "comes on duty":
                atScreens.Add(name);
                return;
            case "leaves duty":
                if (process.Desk(DeskOf(person)).Leave(name) is { Done: false } refused)
                {
                    Refused(step, refused.Refusal!);
                    return;
                }
                atScreens.Remove(name);
                return;
            case "crashes":
                atScreens.Remove(name);
                foreach (var staged in calls.Values)
                {
                    foreach (var leg in staged.Legs.Where(l => l.Value.Person == name).Select(l => l.Key).ToList())
                    {
                        staged.Legs[leg] = (name, time.Now);
                        Later(5_000, () => Vanish(staged, leg, "lost"));
                    }
                }
                return;
        }
        var call = CallOf(step);
        var state = call.Live?.State ?? throw new ScenarioException($"{call.Caller}'s call is not known to the process.", step.Line);
        switch (step.Does)
        {
            case "answers" or "accepts and never joins" or "presses 1":
                if (state.OpenIncident is { } open && open.Rings.ContainsValue(name) && !state.Offers.ContainsValue(name))
                {
                    Answer(step, await Do(call, new AcknowledgeIncident(Next(), name, open.Id)));
                }
                else
                {
                    await Accept(step, person, call, step.Does != "accepts and never joins");
                }
                break;
            case "declines" or "presses 2":
                if (state.OpenIncident?.Rings.FirstOrDefault(r => r.Value == name).Key is { } rung)
                {
                    await Do(call, new DeclineIncident(Next(), name, rung));
                }
                else
                {
                    await Do(call, new DeclineOffer(Next(), name, OfferOf(step, call, name)));
                }
                break;
            case "does not answer" or "is busy" or "has a voicemail that picks up":
                var how = step.Does switch { "is busy" => RingEnds.Busy, "does not answer" => RingEnds.NoAnswer, _ => RingEnds.NobodyPressed };
                var attempt = call.Rings.FirstOrDefault(r => r.Value == name).Key ?? throw new ScenarioException($"The telephone of {name} does not ring.", step.Line);
                call.Rings.Remove(attempt);
                if (step.Text("told") != "never")
                {
                    await Do(call, new EndRing(Next(), attempt, how));
                }
                break;
            case "joins" or "comes back":
                atScreens.Add(name);
                await Join(call, person);
                break;
            case "leaves":
                await Vanish(call, LegOf(step, call, name), "dropped");
                break;
            case "types":
                Answer(step, await Do(call, new EditField(Next(), name, step.Text("field") ?? FieldNames.Reason, step.Text("text") ?? "")));
                break;
            case "confirms":
                var field = step.Text("field") ?? FieldNames.Reason;
                Answer(step, await Do(call, new ConfirmField(Next(), name, field, call.Live!.State.FieldOf(field).Value ?? "")));
                break;
            case "reads everything back":
                await ReadBack(call, name);
                break;
            case "closes":
                Answer(step, await Do(call, new CloseCall(Next(), name, step.Text("outcome") ?? Outcomes.MessageSent)));
                break;
            case "takes the callback" or "takes the promise over":
                Answer(step, await Do(call, new TakePromise(Next(), name, state.AllOwed.FirstOrDefault()?.Promise ?? "")));
                break;
            case "promises":
                var due = time.GetUtcNow().AddMinutes(double.Parse(step.Text("minutes") ?? "30", CultureInfo.InvariantCulture));
                Answer(step, await Do(call, new MakePromise(Next(), name, step.Text("text") ?? "", due)));
                break;
            case "keeps the promise":
                Answer(step, await Do(call, new KeepPromise(Next(), name, state.AllOwed.FirstOrDefault()?.Promise ?? "", step.Text("text") ?? "done")));
                break;
            case "presses EMERGENCY":
                Answer(step, await Do(call, new RaiseCue(
                    Next(), name, new Cue("operator_emergency", CueLevel.E1, CueAssertion.Present, "raised by the operator", "operator", 0, 0), 0, 0, false, name)));
                break;
            case "takes the emergency over":
                Answer(step, await Do(call, new TakeOverIncident(Next(), name, state.OpenIncident?.Id ?? "", step.Text("text") ?? "")));
                break;
            case "acknowledges":
                Answer(step, await Do(call, new AcknowledgeIncident(Next(), name, state.OpenIncident?.Id ?? state.Incidents.LastOrDefault()?.Id ?? "")));
                break;
            case "puts the cue away":
                Answer(step, await Do(call, new DismissCue(Next(), name, state.Cues.FindLast(c => !c.Dismissed)?.Id ?? "", step.Text("text") ?? "")));
                break;
            default:
                throw new ScenarioException($"\"{step.Does}\" is nothing a {person.Role} does; see tests/Scenarios/README.md.", step.Line);
        }
    }

    private async Task Fail(ScenarioStep step)
    {
        switch (step.Does)
        {
            case "the process dies":
                process.IsAlive = false;
                foreach (var call in calls.Values)
                {
                    call.Live = null;
                    call.Legs.Clear();
                }
                await time.Wait((long)(double.Parse(step.Text("for") ?? "2", CultureInfo.InvariantCulture) * 1000));
                process = new Process(this);
                foreach (var call in calls.Values)
                {
                    await In(call, live => live.EnsureRinging());
                    if (call.IsConnected)
                    {
                        Later(500, () => Connect(call, null));
                    }
                }
                break;
            case "the disk is full" or "the disk has room again":
                outages.Change(Fault.StoreFull, step.Does == "the disk is full");
                break;
            case "the speech engine dies" or "the speech engine is back":
                engineWorks = step.Does != "the speech engine dies";
                foreach (var call in calls.Values.Where(c => c.IsConnected))
                {
                    await Do(call, engineWorks
                        ? new BeginTranscript(Next(), LegRole.Caller, "staged")
                        : new LoseTranscript(Next(), LegRole.Caller, "The speech engine died."));
                }
                break;
            default:
                throw new ScenarioException($"\"{step.Does}\" is no fault; see tests/Scenarios/README.md.", step.Line);
        }
    }

    private async Task Connect(StagedCall call, string? from)
    {
        call.IsConnected = true;
        var leg = $"leg-{++ids}";
        call.Legs[leg] = (null, null);
        await Do(call, new StartCall($"start-{call.Id}", PracticeId, "main", "staged", from));
        await Do(call, new JoinLeg($"join-{leg}", "caller", leg, LegRole.Caller, null));
        if (!engineWorks)
        {
            await Do(call, new LoseTranscript(Next(), LegRole.Caller, "The speech engine is dead."));
        }
        Spawn(() => Speak(call));
    }

    private async Task Disconnect(StagedCall call, string reason, bool noticed)
    {
        call.IsConnected = false;
        foreach (var leg in call.Legs.Where(l => l.Value.Person is null).Select(l => l.Key).ToList())
        {
            if (noticed)
            {
                await Vanish(call, leg, reason);
            }
            else
            {
                call.Legs[leg] = (null, time.Now);
                Later(5_000, () => Vanish(call, leg, reason));
            }
        }
    }

    private async Task Vanish(StagedCall call, string leg, string reason)
    {
        if (call.Legs.Remove(leg, out var gone))
        {
            await Do(call, new LeaveLeg($"leave-{leg}", gone.Person ?? "caller", leg, reason));
        }
    }

    private async Task Accept(ScenarioStep step, ScenarioPerson person, StagedCall call, bool joins)
    {
        var offer = OfferOf(step, call, person.Name);
        Task<CommandResult> Take() => Do(call, new AcceptOffer(Next(), person.Name, offer));
        var accepted = person.ByPhone ? await Take() : await process.Desk(DeskOf(person)).Accept(person.Name, call.Id, Take);
        Answer(step, accepted);
        if (accepted.Done && joins)
        {
            await time.Wait(300);
            await Join(call, person);
        }
    }

    private async Task Join(StagedCall call, ScenarioPerson person)
    {
        var leg = $"leg-{++ids}";
        var role = person.Role switch { "clinician" => LegRole.Clinician, "supervisor" => LegRole.Supervisor, _ => LegRole.Operator };
        foreach (var old in call.Legs.Where(l => l.Value.Person == person.Name).Select(l => l.Key).ToList())
        {
            call.Legs.Remove(old);
        }
        call.Legs[leg] = (person.Name, null);
        if (await Do(call, new JoinLeg($"join-{leg}", person.Name, leg, role, person.Name)) is { Done: false } refused)
        {
            call.Legs.Remove(leg);
            Problem($"{person.Name} could not join: {refused.Refusal}");
        }
    }

    /// <summary>Words come as an engine gives them: partials while they are spoken, one more each 400 ms, then the utterance.</summary>
    private async Task Say(StagedCall call, ScenarioStep step)
    {
        if (!engineWorks)
        {
            return;
        }
        foreach (var said in step.Text("wav") is { } wav ? await HeardInWav.Read(wav, step.Line) : [step.Text("text") ?? throw new ScenarioException("What is said stands in \"text\" or \"wav\".", step.Line)])
        {
            var words = said.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var phrase = $"{call.Caller}-{call.Id.ToString()[^2..]}-{++call.Phrases}";
            var start = (int)time.Now;
            for (var n = 1; n <= words.Length; n++)
            {
                await time.Wait(WordMs);
                var heard = string.Join(' ', words.Take(n));
                await In(call, live => live.HearPartial(LegRole.Caller, phrase, heard, (int)time.Now));
            }
            await time.Wait(300);
            await Do(call, new HearUtterance(phrase, LegRole.Caller, said, [], start, (int)time.Now, "staged"));
            if (call.Live is { } live)
            {
                var drafts = new RulesDrafter().Draft(live.State.Utterances, Practices.DemoPractice.Value, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
                await Do(call, new DraftFields(Next(), live.State.Sequence, drafts));
            }
        }
    }

    private async Task Sound(StagedCall call, bool silent)
    {
        foreach (var leg in call.Legs.Where(l => l.Value.Person is null).Select(l => l.Key).ToList())
        {
            await Do(call, new NoticeSound(Next(), leg, silent));
        }
    }

    private async Task ReadBack(StagedCall call, string name)
    {
        foreach (var field in FieldNames.ReadBackRequired)
        {
            if (call.Live!.State.FieldOf(field) is { Value: null, State: FieldState.Empty })
            {
                await Do(call, new EditField(Next(), name, field, "as the caller said"));
            }
            var value = call.Live.State.FieldOf(field).Value ?? "";
            await Do(call, new ConfirmField(Next(), name, field, value));
            await Do(call, new ReadBackField(Next(), name, field, value));
        }
    }

    private StagedCall CallOf(ScenarioStep step) =>
        step.Text("call") is { } named ? calls.GetValueOrDefault(named) ?? throw new ScenarioException($"{named} has not rung.", step.Line)
        : calls.Count > 0 ? calls.Values.LastOrDefault(c => c.Live?.State.IsLive == true) ?? calls.Values.Last()
        : throw new ScenarioException("Nobody has rung yet.", step.Line);

    private static string OfferOf(ScenarioStep step, StagedCall call, string person) =>
        call.Live!.State.Offers.FirstOrDefault(o => o.Value == person).Key ?? throw new ScenarioException($"{call.Caller}'s call does not ring for {person}.", step.Line);

    private static string LegOf(ScenarioStep step, StagedCall call, string person) =>
        call.Legs.FirstOrDefault(l => l.Value.Person == person).Key ?? throw new ScenarioException($"{person} is not on {call.Caller}'s line.", step.Line);

    /// <summary>A step that is meant to be refused says so, with words of the refusal.</summary>
    private static void Answer(ScenarioStep step, CommandResult result)
    {
        if (result.Refusal is { } refusal)
        {
            Refused(step, refusal);
        }
        else if (step.Text("refused") is not null)
        {
            throw new ScenarioException($"{step.Who} \"{step.Does}\" was meant to be refused and was not.", step.Line);
        }
    }

    private static void Refused(ScenarioStep step, string refusal)
    {
        if (step.Text("refused") is not { } wanted || !refusal.Contains(wanted, StringComparison.OrdinalIgnoreCase))
        {
            throw new ScenarioException($"{step.Who} \"{step.Does}\" was refused: {refusal}", step.Line);
        }
    }

    private void Later(long milliseconds, Func<Task> what) => time.After(milliseconds, () => Spawn(what));

    private string Next() => $"staged-{++ids}";
}
