using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Desk;
using HybridAgent.Core.Intake;
using HybridAgent.Grains.Calls;
using HybridAgent.Grains.Desk;
using HybridAgent.Server.Security;
using HybridAgent.Server.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;

namespace HybridAgent.Server.OperatorConsole;

/// <summary>
/// The operator's screen. It holds no truth: the queue is the desk's view, the call is the fold of its record, every act is a
/// command. Reload, crash and second tab show the same.
/// </summary>
public sealed partial class ConsolePage
{
    private readonly CancellationTokenSource gone = new();
    private DotNetObjectReference<ConsolePage>? self;
    private IJSObjectReference? script;
    private DeskView view = DeskView.Empty;
    private ShownCall? shown;
    private (string Practice, CallId Call)? live;
    private string? focused;
    private DateTimeOffset now;
    private string person = "";
    private string pool = "";
    private bool supervises;

    /// <summary>The practices this person's desk answers for.</summary>
    private HashSet<string> answersFor = [];
    private string message = "";
    private bool onDuty;
    private bool onLine;
    private bool muted;
    private bool closing;
    private bool readingBack;
    private bool resuming;
    private bool keysWork;

    [Parameter]
    public string? PracticeId { get; set; }

    [Parameter]
    public string? CallText { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> Session { get; set; } = null!;

    private CallState? state => shown?.State;

    /// <summary>The audio of the shown call is here. What is looked at meanwhile moves no audio.</summary>
    private bool onLineHere => onLine && live?.Call == state?.Call;

    /// <summary>The shown call may have this person's audio, and has not. Not offered before the keys work: a key pressed too early would be lost.</summary>
    private bool mayRejoin => keysWork && !onLine && state is { CallerPresent: true } call && call.MayBeJoinedBy(person, now);

    private DeskEntry? ringing => onDuty && !onLine ? view.Calls.FirstOrDefault(c => c.RingingFor.ContainsKey(person)) : null;

    private IDeskGrain Desk => Grains.GetGrain<IDeskGrain>(pool);

    protected override async Task OnInitializedAsync()
    {
        var user = (await Session).User;
        (person, pool, supervises, now) = (user.PersonId(), user.PoolId() ?? "main", user.IsInRole(Roles.Supervisor), Time.GetUtcNow());
        answersFor = [.. Practices.All.Where(p => p.Pool == pool || p.SecondPool == pool).Select(p => p.Id)];
        _ = Follow(WatchDesk);
        _ = Follow(TickEverySecond);
    }

    protected override void OnParametersSet()
    {
        if (PracticeId is not null && CallId.TryParse(CallText, null, out var call))
        {
            Show(PracticeId, call);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            self = DotNetObjectReference.Create(this);
            script = await Script.InvokeAsync<IJSObjectReference>("import", "./console.js");
            var wasOnDuty = await script.InvokeAsync<bool>("begin", self);
            keysWork = true;
            if (wasOnDuty)
            {
                await GoOnDuty();
                resuming = true;
            }
            StateHasChanged(); // the keys and buttons that need the script work from here on
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
            case "answer" when alarming is { } alarm:
                await TakeUp(alarm);
                break;
            case "decline" when alarming is { } alarm:
                await PassOn(alarm);
                break;
            case "answer" when ringing is { } ring:
                await Accept(ring);
                break;
            case "decline" when ringing is { } ring:
                await Decline(ring);
                break;
            case "mute" when onLine:
                await Mute();
                break;
            case "leave" when onLineHere:
                await Drop();
                break;
            case "rejoin" when mayRejoin:
                await Connect(shown!.Practice, state!.Call);
                break;
            case "back" when onLine && !onLineHere && live is { } own:
                await Open(own.Practice, own.Call);
                break;
            case "take" when state?.Owed is { Owner: null } owed:
                await Send(new TakePromise(NewId(), person, owed.Promise));
                break;
            case "emergency" when state is { IsClosed: false }:
                await Emergency();
                break;
            case "read-back" when state is { IsClosed: false }:
                ToggleReadBack();
                break;
            case "close" when state is { IsClosed: false }:
                closing = !closing;
                break;
            case ['1' or '2' or '3' or '4' or '5'] when closing:
                await Close(Outcomes.All[key[0] - '1']);
                break;
            case "promise" when state is { IsClosed: false } && shown is not null:
                promising = !promising;
                break;
            case "take-over" when state?.OpenIncident is not null:
                takingOver = true;
                break;
            case "escape":
                closing = readingBack = promising = takingOver = false;
                break;
        }
        StateHasChanged();
    }

    /// <summary>The browser's own heartbeat, once a second while its microphone runs.</summary>
    [JSInvokable]
    public Task Beat() => onDuty ? Desk.Present(person, supervises) : Task.CompletedTask;

    /// <summary>The hand went into a field.</summary>
    [JSInvokable]
    public void Focused(string field)
    {
        focused = field;
        StateHasChanged();
    }

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
            "replaced" => "This call's audio is in your other window now. Here you only look on.",
            "ended" => "You are not on this call any more: it is over, or somebody else answered it.",
            var other => other,
        };
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
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
            Log.LogDebug("The console's browser was gone first.");
        }
        self?.Dispose();
        shown?.Dispose();
        gone.Dispose();
    }

    private static string NewId() => Guid.NewGuid().ToString("n");

    private async Task GoOnDuty()
    {
        // Who cannot be heard is no human on the line, so does not count as one who can be rung.
        message = await script!.InvokeAsync<string?>("ready") ?? "";
        if (message.Length > 0)
        {
            return;
        }
        onDuty = true;
        await script!.InvokeVoidAsync("duty", true);
        await Desk.Present(person, supervises);
    }

    private async Task GoOffDuty()
    {
        var left = await Desk.Leave(person);
        message = left.Refusal ?? "";
        if (left.Done)
        {
            onDuty = false;
            await script!.InvokeVoidAsync("duty", false);
        }
    }

    /// <summary>Shows a call and puts it into the address, so that reload and a second tab show it too. No navigation: duty and audio stay.</summary>
    private Task Open(DeskEntry entry) => Open(entry.Practice, entry.Call);

    private async Task Open(string practice, CallId call)
    {
        Show(practice, call);
        await script!.InvokeVoidAsync("address", $"/console/{practice}/{call}");
    }

    private void Show(string practice, CallId call)
    {
        if (state?.Call == call)
        {
            return;
        }
        shown?.Dispose();
        (shown, closing, readingBack, promising, takingOver, focused) = (null, false, false, false, false, null);
        if (!IsOurs(practice))
        {
            message = "There is no such call.";
            return;
        }
        var next = shown = new ShownCall(practice, call, gone.Token);
        var grain = Grains.GetGrain<ICallGrain>(CallKey.Of(practice, call));
        _ = Follow(() => next.Follow(grain, signal => Showed(next, signal)), () => next.IsLeft);
    }

    /// <summary>A person serves the practices of their own pool, and those it helps out; no others exist for them.</summary>
    private bool IsOurs(string practice) => Practices.Find(practice) is { } found && (found.Pool == pool || found.SecondPool == pool);

    private async Task Accept(DeskEntry entry)
    {
        var result = await Desk.Accept(person, entry.Practice, entry.Call, entry.RingingFor[person], NewId());
        if (!result.Done && await NewestOffer(entry) is { } newer && newer != entry.RingingFor[person])
        {
            // The screen showed an offer that was just replaced by the next: the hand meant this call, not that number.
            result = await Desk.Accept(person, entry.Practice, entry.Call, newer, NewId());
        }
        message = result.Refusal ?? "";
        if (result.Done)
        {
            await Open(entry);
            await Connect(entry.Practice, entry.Call);
        }
    }

    private async Task<string?> NewestOffer(DeskEntry entry) =>
        (await Grains.GetGrain<ICallGrain>(CallKey.Of(entry.Practice, entry.Call)).Read()).Offers.FirstOrDefault(o => o.Value == person).Key;

    private async Task Decline(DeskEntry entry) =>
        await Grains.GetGrain<ICallGrain>(CallKey.Of(entry.Practice, entry.Call)).Do(new DeclineOffer(NewId(), person, entry.RingingFor[person]));

    private async Task Connect(string practice, CallId call)
    {
        muted = false;
        live = (practice, call);
        await script!.InvokeVoidAsync("connect", practice, call.ToString());
    }

    /// <summary>
    /// A ticket for the audio of the call this browser is connecting to, whatever call it looks at meanwhile; null when that call is not
    /// this person's (any more).
    /// </summary>
    [JSInvokable]
    public async Task<string?> Ticket(string practice, string callText) =>
        IsOurs(practice) && CallId.TryParse(callText, null, out var call)
        && (await Grains.GetGrain<ICallGrain>(CallKey.Of(practice, call)).Read()).MayBeJoinedBy(person, Time.GetUtcNow())
            ? Tickets.Issue(new Ticket(Security.Ticket.Operator, practice, call, person))
            : null;

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

    private Task Emergency() => Send(new RaiseCue(
        NewId(), person, new Cue("operator_emergency", CueLevel.E1, CueAssertion.Present, "raised by the operator", "operator", 0, 0), 0, 0, false, person));

    private void ToggleReadBack() => readingBack = !readingBack;

    private async Task Close(string outcome)
    {
        await Send(new CloseCall(NewId(), person, outcome));
        if (message.Length == 0)
        {
            closing = false;
        }
    }

    private async Task Send(CallCommand command)
    {
        var result = await Grains.GetGrain<ICallGrain>(CallKey.Of(shown!.Practice, state!.Call)).Do(command);
        message = result.Refusal ?? "";
    }

    private Task Follow(Func<Task> loop, Func<bool>? left = null) => Screen.Follow(loop, Time, Log, gone.Token, left);

    private async Task WatchDesk()
    {
        await foreach (var next in Desk.Watch(gone.Token).WithCancellation(gone.Token))
        {
            view = next;
            await InvokeAsync(StateHasChanged);
        }
    }

    private async Task TickEverySecond()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), Time);
        while (await timer.WaitForNextTickAsync(gone.Token))
        {
            now = Time.GetUtcNow();
            await InvokeAsync(StateHasChanged);
        }
    }

    private async Task Showed(ShownCall call, CallSignal signal)
    {
        if (signal.Stored?.Event is CallClosed && call == shown)
        {
            closing = readingBack = promising = false;
        }
        await Resume(call);
        await InvokeAsync(StateHasChanged);
    }

    /// <summary>After a reload, the operator's own call gets its voice back without a key pressed.</summary>
    private async Task Resume(ShownCall call)
    {
        if (!resuming || onLine || !call.State.MayBeJoinedBy(person, Time.GetUtcNow()))
        {
            return;
        }
        // The fold may still be on its way through the past: the record itself says whether the call is ours now.
        var current = await Grains.GetGrain<ICallGrain>(CallKey.Of(call.Practice, call.State.Call)).Read();
        if (resuming && !call.IsLeft && current.CallerPresent && current.MayBeJoinedBy(person, Time.GetUtcNow()))
        {
            resuming = false;
            await Connect(call.Practice, call.State.Call);
        }
    }

    private IReadOnlyList<string> Alarms => [.. state!.Cues.Where(c => c.Cue.IsRed).Select(c => c.Cue.Words)];

    private IReadOnlyList<Span> MarksOf(string utterance) =>
        [.. (focused is null ? [] : state!.FieldOf(focused).Evidence).Where(s => s.Utterance == utterance)];
}
