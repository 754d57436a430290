using HybridAgent.Core.Calls;
using HybridAgent.Core.Desk;
using HybridAgent.Grains.Calls;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace HybridAgent.Server.OperatorConsole;

/// <summary>What is owed and what is an emergency: said, shown and rung for.</summary>
public sealed partial class ConsolePage
{
    private bool promising;
    private bool takingOver;

    [Inject]
    private Security.People People { get; set; } = null!;

    /// <summary>An emergency that rings this person, unless they are looking at it already.</summary>
    private DeskEntry? alarming =>
        onDuty ? view.Calls.FirstOrDefault(c => c.Incident?.RingingFor.ContainsKey(person) == true && !(c.Call == state?.Call && takingOver)) : null;

    private IReadOnlyList<(DeskEntry Entry, OpenPromise Promise)> late => Owed.Late(view, person, onDuty, now);

    /// <summary>The gravest reason to make a sound. A reminder keeps quiet while a caller listens.</summary>
    private string? sound => alarming is not null ? "emergency" : ringing is not null ? "call" : late.Count > 0 && !onLine ? "owed" : null;

    /// <summary>The board asks this window to show a call.</summary>
    [JSInvokable]
    public async Task Look(string practice, string callText)
    {
        if (CallId.TryParse(callText, null, out var call))
        {
            await Open(practice, call);
            StateHasChanged();
        }
    }

    private async Task TakeUp(DeskEntry entry)
    {
        await Open(entry);
        takingOver = true;
    }

    private async Task PassOn(DeskEntry entry) =>
        await Grains.GetGrain<ICallGrain>(CallKey.Of(entry.Practice, entry.Call))
            .Do(new DeclineIncident(NewId(), person, entry.Incident!.RingingFor[person]));

    private async Task TakeOver(string reason)
    {
        if (state?.OpenIncident is { } open)
        {
            await Send(new TakeOverIncident(NewId(), person, open.Id, reason));
            takingOver = message.Length > 0;
        }
    }

    private async Task Promise((string What, string Due) said)
    {
        var practice = Practices.Find(shown!.Practice)!;
        if (DueTime.Read(said.Due, Time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(practice.TimeZone)) is not { } due)
        {
            message = "Say when it falls due: minutes from now, or a time like 14:30.";
            return;
        }
        await Send(new MakePromise(NewId(), person, said.What, due));
        if (message.Length == 0)
        {
            promising = false;
            message = $"Promised: {said.What.Trim()}. It is on the board, due {Portal.PracticeTime.Of(practice, due)}.";
        }
    }
}
