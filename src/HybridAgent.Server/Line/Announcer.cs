using System.Runtime.InteropServices;
using System.Security.Cryptography;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Calls;
using HybridAgent.Speech.Voices;
using HybridAgent.Telephony;

namespace HybridAgent.Server.Line;

/// <summary>
/// What the assistant says to the caller: the greeting with the notice, then ringback and a truthful word at least every 30 s,
/// until a human is there. It promises nothing that nobody owes, and it is silent when a human speaks.
/// </summary>
internal sealed class Announcer : IAsyncDisposable
{
    private const string Emergency = "If this is an emergency, hang up and call 911.";
    private const string StillRinging = "We are ringing a person for you. Please stay on the line.";
    private const string NobodyYet = "Nobody could answer yet. We keep trying. In an emergency, hang up and call 911.";
    private const string BackAgain = "One moment. We are ringing a person for you again.";
    private static readonly TimeSpan BetweenWords = TimeSpan.FromSeconds(20);
    private readonly LineServices services;
    private readonly Practice practice;
    private readonly ICallGrain grain;
    private readonly PromptLeg leg;
    private readonly Func<CallState> state;
    private readonly Func<bool> humanHere;
    private CancellationTokenSource? ringing;
    private volatile bool owesNotice = true;

    public Announcer(LineServices services, Practice practice, ICallGrain grain, Bridge bridge, Func<CallState> state, Func<bool> humanHere)
    {
        (this.services, this.practice, this.grain, this.state, this.humanHere) = (services, practice, grain, state, humanHere);
        leg = new PromptLeg("assistant");
        bridge.AddLeg(leg);
    }

    public string LegId => leg.Id;

    /// <summary>Greets (once a call) and keeps the caller company until a human is there. Returns at once.</summary>
    public void CallerJoined(CancellationToken ended) => Begin(async cancel =>
    {
        owesNotice = !(await grain.Read()).NoticeHeard;
        if (owesNotice)
        {
            await Greet(cancel);
            if (!humanHere())
            {
                await Say(Emergency, cancel);
            }
        }
        await Company(cancel);
    }, ended);

    /// <summary>The human is gone and the caller is still there.</summary>
    public void HumanLeft(CancellationToken ended) => Begin(async cancel =>
    {
        await Say(BackAgain, cancel);
        await Company(cancel);
    }, ended);

    /// <summary>A human has the floor. Only the notice is still spoken (ducked), however early the human came: without it nothing may be transcribed.</summary>
    public void HumanJoined()
    {
        if (!owesNotice)
        {
            ringing?.Cancel();
            leg.Interrupt();
        }
    }

    public ValueTask DisposeAsync()
    {
        ringing?.Cancel();
        leg.Interrupt();
        return ValueTask.CompletedTask;
    }

    private void Begin(Func<CancellationToken, Task> script, CancellationToken ended)
    {
        ringing?.Cancel();
        ringing = CancellationTokenSource.CreateLinkedTokenSource(ended);
        var cancel = ringing.Token;
        _ = Task.Run(async () =>
        {
            try
            {
                await script(cancel);
            }
            catch (OperationCanceledException)
            {
                services.Log.LogDebug("The assistant was interrupted.");
            }
            catch (Exception e)
            {
                services.Log.LogError("The assistant fell silent: {Error}. The call goes on.", e.GetType().Name);
            }
        }, CancellationToken.None);
    }

    private async Task Greet(CancellationToken cancel)
    {
        try
        {
            var prompt = await services.Prompts.Render(practice.Greeting, services.Recording(practice), cancel);
            var played = await leg.Play(prompt.Samples, cancel);
            if (!prompt.HasWords)
            {
                // Nobody was told anything, so nothing is transcribed. The human intake goes on without.
                await grain.Do(new LoseTranscript($"notice-{state().Call}", LegRole.Caller, "The notice could not be spoken, so nothing is transcribed."));
                return;
            }
            var hash = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<short>(prompt.Samples)));
            await grain.Do(new EndNotice($"notice-{state().Call}", hash, (int)played.TotalMilliseconds));
        }
        finally
        {
            owesNotice = false;
        }
    }

    private async Task Company(CancellationToken cancel)
    {
        var spoken = services.Time.GetTimestamp();
        while (!cancel.IsCancellationRequested && !humanHere() && !state().IsClosed)
        {
            await leg.Play(Sounds.Ringback, cancel);
            if (services.Time.GetElapsedTime(spoken) >= BetweenWords && !humanHere())
            {
                await Say(state().Offers.IsEmpty ? NobodyYet : StillRinging, cancel);
                spoken = services.Time.GetTimestamp();
            }
        }
    }

    private async Task Say(string text, CancellationToken cancel)
    {
        var prompt = await services.Prompts.Render(text, cancellation: cancel);
        await leg.Play(prompt.Samples, cancel);
    }
}
