using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Calls;
using HybridAgent.Grains.Desk;
using HybridAgent.Server.Line;
using HybridAgent.Speech.Voices;
using HybridAgent.Telephony;

namespace HybridAgent.Server.Cli;

/// <summary>An operator for demonstrations: on duty, answers after a while, confirms what is drafted, reads back and closes.</summary>
internal sealed class SimulatedOperator
{
    private const string Person = "op-simulated";
    private readonly ICallGrain grain;
    private readonly CallId call;
    private readonly TaskCompletionSource joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int commands;

    private SimulatedOperator(ICallGrain grain, CallId call) => (this.grain, this.call) = (grain, call);

    /// <summary>Completes when the operator is on the line.</summary>
    public Task Joined => joined.Task;

    public static SimulatedOperator Start(IServiceProvider services, Practice practice, CallId call, TimeSpan delay, CancellationToken cancel)
    {
        var grains = services.GetRequiredService<IGrainFactory>();
        var one = new SimulatedOperator(grains.GetGrain<ICallGrain>(CallKey.Of(practice.Id, call)), call);
        _ = Task.Run(async () =>
        {
            try
            {
                await one.Answer(services, grains.GetGrain<IDeskGrain>(practice.Pool), practice, delay, cancel);
            }
            catch (Exception e)
            {
                one.joined.TrySetException(e);
            }
        }, CancellationToken.None);
        return one;
    }

    /// <summary>Confirms every draft, reads back what must be, marks the rest unknown, sends and closes.</summary>
    public async Task FinishNote(CancellationToken cancel)
    {
        var state = await grain.Read();
        foreach (var field in state.Fields.Values.Where(f => f.State == FieldState.Drafted))
        {
            await Do(new ConfirmField(Next(), Person, field.Name, field.Value!));
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancel);
        }
        state = await grain.Read();
        foreach (var field in FieldNames.ReadBackRequired.Select(state.FieldOf))
        {
            await Do(field.State == FieldState.Confirmed
                ? new ReadBackField(Next(), Person, field.Name, field.Value!)
                : new LeaveFieldOpen(Next(), Person, field.Name, FieldState.Unknown));
        }
        await Do(new CloseCall(Next(), Person, Outcomes.MessageSent));
    }

    private async Task Answer(IServiceProvider services, IDeskGrain desk, Practice practice, TimeSpan delay, CancellationToken cancel)
    {
        using var duty = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        DateTimeOffset? rung = null;
        var time = services.GetRequiredService<TimeProvider>();
        while (true)
        {
            await desk.Present(Person);
            var state = await grain.Read();
            var offer = state.Offers.FirstOrDefault(o => o.Value == Person).Key;
            rung ??= offer is null ? null : time.GetUtcNow();
            if (offer is not null && time.GetUtcNow() - rung >= delay
                && (await desk.Accept(Person, practice.Id, call, offer, Next())).Done)
            {
                break;
            }
            await duty.WaitForNextTickAsync(cancel);
        }
        var line = services.GetRequiredService<LineNode>().Open(practice, call);
        var leg = new PromptLeg(LegIds.Next(), LegRole.Operator);
        await line.JoinOperator(leg, Person);
        joined.TrySetResult();
        var phrase = await services.GetRequiredService<PromptVoice>().Render(practice.OperatorPhrase, cancellation: cancel);
        await leg.Play(phrase.Samples, cancel);
    }

    private async Task Do(CallCommand command)
    {
        var result = await grain.Do(command);
        if (result.Refusal is { } refusal)
        {
            throw new InvalidOperationException($"The simulated operator was refused: {refusal}");
        }
    }

    private string Next() => $"simulated-{call}-{++commands}";
}
