using HybridAgent.Core.Calls;
using HybridAgent.Core.Desk;
using HybridAgent.Grains.Calls;
using HybridAgent.Grains.Desk;
using HybridAgent.Server.OperatorConsole;
using HybridAgent.Server.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;

namespace HybridAgent.Server.OnCall;

/// <summary>
/// The on-call clinician's screen: emergencies ring here until somebody has them, and so does a caller whom nobody else could answer.
/// Like the console it holds no truth.
/// </summary>
public sealed partial class OnCallPage
{
    private readonly CancellationTokenSource gone = new();
    private readonly string[] closings = [Outcomes.CalledBack, Outcomes.EmergencyServices, Outcomes.NoMessage, Outcomes.WrongNumber];
    private DotNetObjectReference<OnCallPage>? self;
    private IJSObjectReference? script;
    private DeskView view = DeskView.Empty;
    private ShownCall? shown;
    private string person = "";
    private string practice = "";
    private string message = "";
    private bool onDuty;
    private bool onLine;
    private bool muted;
    private bool closing;

    [CascadingParameter]
    private Task<AuthenticationState> Session { get; set; } = null!;

    private IDeskGrain Desk => Grains.GetGrain<IDeskGrain>(OnCallDesk.Of(practice));

    private DeskEntry? emergency => onDuty ? view.Calls.FirstOrDefault(c => c.Incident?.RingingFor.ContainsKey(person) == true) : null;

    private DeskEntry? ringing => onDuty && !onLine ? view.Calls.FirstOrDefault(c => c.RingingFor.ContainsKey(person)) : null;

    /// <summary>The shown call is this person's, and its audio is not here.</summary>
    private bool mayRejoin => !onLine && shown?.State is { CallerPresent: true } call && call.MayBeJoinedBy(person, Time.GetUtcNow());

    private string? sound => emergency is not null ? "emergency" : ringing is not null ? "call" : null;

    private IReadOnlyList<string> alarms => [.. shown!.State.Cues.Where(c => c.Cue.IsRed).Select(c => c.Cue.Words)];

    protected override async Task OnInitializedAsync()
    {
        var user = (await Session).User;
        (person, practice) = (user.PersonId(), user.PracticeId() ?? "");
        _ = Screen.Follow(WatchDesk, Time, Log, gone.Token);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            self = DotNetObjectReference.Create(this);
            script = await Script.InvokeAsync<IJSObjectReference>("import", "./console.js");
            if (await script.InvokeAsync<bool>("begin", self))
            {
                await GoOnCall();
            }
            StateHasChanged();
        }
        if (script is not null)
        {
            await script.InvokeVoidAsync("rendered", sound);
        }
    }

    /// <summary>A key the browser does not own; see console.js for the list.</summary>
    [JSInvokable]
    public async Task Key(string key)
    {
        switch (key)
        {
            case "answer" when emergency is { } alarm:
                await Acknowledge(alarm);
                break;
            case "decline" when emergency is { } alarm:
                await PassOn(alarm);
                break;
            case "answer" when ringing is { } ring:
                await Answer(ring);
                break;
            case "decline" when ringing is { } ring:
                await Decline(ring);
                break;
            case "mute" when onLine:
                await Mute();
                break;
            case "leave" when onLine:
                await Drop();
                break;
            case "rejoin" when mayRejoin:
                await Connect();
                break;
            case "close" when shown is not null:
                closing = !closing;
                break;
            case ['1' or '2' or '3' or '4'] when closing:
                await Close(closings[key[0] - '1']);
                break;
            case "escape":
                closing = false;
                break;
        }
        StateHasChanged();
    }

    /// <summary>The browser's own heartbeat, once a second.</summary>
    [JSInvokable]
    public Task Beat() => onDuty ? Desk.Present(person) : Task.CompletedTask;

    /// <summary>The console's script tells of fields; this page has none to type in.</summary>
    [JSInvokable]
    public Task Focused(string field) => Task.CompletedTask;

    /// <summary>What the audio connection says of itself.</summary>
    [JSInvokable]
    public void Audio(string text)
    {
        onLine = text == "connected";
        message = text switch
        {
            "connected" => "The caller hears you.",
            "closed" => "",
            "reconnecting" => "Your connection broke. Joining again by itself …",
            "replaced" => "This call's audio is in your other window now.",
            "ended" => "You are not on this call any more.",
            var other => other,
        };
        StateHasChanged();
    }

    /// <summary>A ticket for a call's audio; null when the call is over.</summary>
    [JSInvokable]
    public async Task<string?> Ticket(string practice, string callText) =>
        practice == this.practice && CallId.TryParse(callText, null, out var call) && (await Call(call).Read()).MayBeJoinedBy(person, Time.GetUtcNow())
            ? Tickets.Issue(new Ticket(Security.Ticket.Clinician, practice, call, person))
            : null;

    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
        shown?.Dispose();
        try
        {
            if (script is not null)
            {
                await script.InvokeVoidAsync("end");
                await script.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            Log.LogDebug("The on-call page's browser was gone first.");
        }
        self?.Dispose();
        gone.Dispose();
    }

    private static string NewId() => Guid.NewGuid().ToString("n");

    private ICallGrain Call(CallId call) => Grains.GetGrain<ICallGrain>(CallKey.Of(practice, call));

    private async Task GoOnCall()
    {
        message = await script!.InvokeAsync<string?>("ready") ?? "";
        if (message.Length == 0)
        {
            onDuty = true;
            await script!.InvokeVoidAsync("duty", true);
            await Desk.Present(person);
        }
    }

    private async Task GoOffCall()
    {
        var left = await Desk.Leave(person);
        message = left.Refusal ?? "";
        if (left.Done)
        {
            onDuty = false;
            await script!.InvokeVoidAsync("duty", false);
        }
    }

    private async Task Acknowledge(DeskEntry entry)
    {
        Show(entry.Call);
        message = (await Call(entry.Call).Do(new AcknowledgeIncident(NewId(), person, entry.Incident!.Incident))).Refusal
            ?? "You have it. The ringing stopped; nobody else is rung for this emergency.";
    }

    private async Task PassOn(DeskEntry entry) =>
        await Call(entry.Call).Do(new DeclineIncident(NewId(), person, entry.Incident!.RingingFor[person]));

    private async Task Answer(DeskEntry entry)
    {
        var result = await Desk.Accept(person, practice, entry.Call, entry.RingingFor[person], NewId());
        message = result.Refusal ?? "";
        if (result.Done)
        {
            Show(entry.Call);
            await Connect();
        }
    }

    private async Task Connect()
    {
        muted = false;
        await script!.InvokeVoidAsync("connect", practice, shown!.State.Call.ToString());
    }

    private async Task Decline(DeskEntry entry) => await Call(entry.Call).Do(new DeclineOffer(NewId(), person, entry.RingingFor[person]));

    private async Task Drop()
    {
        onLine = false;
        await script!.InvokeVoidAsync("hangup");
    }

    private async Task Mute()
    {
        muted = !muted;
        await script!.InvokeVoidAsync("mute", muted);
    }

    private async Task Close(string outcome)
    {
        message = (await Call(shown!.State.Call).Do(new CloseCall(NewId(), person, outcome))).Refusal ?? "";
        closing = message.Length > 0;
    }

    private void Show(CallId call)
    {
        if (shown?.State.Call == call)
        {
            return;
        }
        shown?.Dispose();
        closing = false;
        var next = new ShownCall(practice, call, gone.Token);
        shown = next;
        // Every look at a record is itself recorded.
        _ = Call(call).Do(new OpenRecord(NewId(), person, "transcript"));
        _ = Screen.Follow(() => next.Follow(Call(call), _ => InvokeAsync(StateHasChanged)), Time, Log, gone.Token, () => next.IsLeft);
    }

    private async Task WatchDesk()
    {
        await foreach (var next in Desk.Watch(gone.Token).WithCancellation(gone.Token))
        {
            view = next;
            // What rings is shown at once, to be judged before it is taken; a call with one's own audio stays.
            if (!onLine && emergency is { } alarm)
            {
                Show(alarm.Call);
            }
            await InvokeAsync(StateHasChanged);
        }
    }
}
