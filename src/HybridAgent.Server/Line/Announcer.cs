using System.Runtime.InteropServices;
using System.Security.Cryptography;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Calls;
using HybridAgent.Speech.Voices;
using HybridAgent.Telephony;

namespace HybridAgent.Server.Line;

/// <summary>
/// The assistant's mouth: the greeting with the notice, then, until a human is there, what <see cref="HoldConversation"/> decides, with
/// ringback between. It looks at the record again and again instead of remembering, so whoever comes and goes finds it right. It is
/// silent within a frame when a human joins, and gives way when the caller speaks into a question.
/// </summary>
internal sealed class Announcer : IAsyncDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    /// <summary>Speech this long is somebody talking, not a cough.</summary>
    private static readonly TimeSpan BargeIn = TimeSpan.FromMilliseconds(150);
    private readonly LineServices services;
    private readonly Practice practice;
    private readonly HoldScript script;
    private readonly ICallGrain grain;
    private readonly Bridge bridge;
    private readonly PromptLeg leg;
    private readonly Func<CallState> state;
    private readonly Func<bool> humanHere;
    private readonly CancellationTokenSource ended = new();
    private readonly long began;
    private Task talking = Task.CompletedTask;
    private CancellationTokenSource? line;
    private volatile bool greeting;
    private bool greeted;

    public Announcer(LineServices services, Practice practice, ICallGrain grain, Bridge bridge, Func<CallState> state, Func<bool> humanHere)
    {
        (this.services, this.practice, this.grain, this.bridge, this.state, this.humanHere) = (services, practice, grain, bridge, state, humanHere);
        script = practice.Hold ?? HoldScript.Default;
        began = services.Time.GetTimestamp();
        leg = new PromptLeg("assistant");
        bridge.AddLeg(leg);
    }

    /// <summary>The caller is on the line: begins to speak, once. Returns at once.</summary>
    public void Begin()
    {
        if (talking.IsCompleted)
        {
            talking = Task.Run(Talk);
        }
    }

    /// <summary>A human has the floor. Only the notice is still spoken (ducked), however early the human came: without it nothing may be transcribed.</summary>
    public void HumanJoined()
    {
        if (!greeting)
        {
            Hush();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        Hush();
        await talking;
        ended.Dispose();
    }

    private void Hush()
    {
        Interlocked.Exchange(ref line, null)?.Cancel();
        leg.Interrupt();
    }

    private async Task Talk()
    {
        var cancel = ended.Token;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await Once(cancel);
                await Task.Delay(Glance, services.Time, cancel);
            }
            catch (OperationCanceledException)
            {
                services.Log.LogDebug("The assistant was interrupted.");
            }
            catch (Exception e)
            {
                services.Log.LogError("The assistant stumbled: {Error}. The call goes on.", e.GetType().Name);
                await Task.Delay(TimeSpan.FromSeconds(1), services.Time);
            }
        }
    }

    private async Task Once(CancellationToken cancel)
    {
        var call = state();
        if (!call.CallerPresent || call.IsClosed)
        {
            return;
        }
        if (!call.NoticeHeard && !greeted)
        {
            await Greet(cancel);
            return;
        }
        if (humanHere())
        {
            return;
        }
        if (!call.Spoken.Exists(s => s.Line == HoldLines.Emergency) && call.HumanJoined is null)
        {
            await Say(HoldLines.Emergency, givesWay: false, cancel);
        }
        else if (HoldConversation.Next(call, script, services.Time.GetUtcNow(), CallerSpeaks()) is { } next)
        {
            await Say(next, givesWay: !CallerSpeaks(), cancel);
        }
        else
        {
            await Ringback(cancel);
        }
    }

    /// <summary>The greeting is spoken to its end, whoever joins meanwhile, and is not over until the record has it.</summary>
    private async Task Greet(CancellationToken cancel)
    {
        if ((await grain.Read()).NoticeHeard)
        {
            greeted = true; // In an earlier line of this call; the record's news are on their way.
            return;
        }
        greeting = true;
        try
        {
            var prompt = await services.Prompts.Render(practice.Greeting, services.Recording(practice), cancel);
            var played = await leg.Play(prompt.Samples, cancel);
            var hash = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<short>(prompt.Samples)));
            // Nobody was told anything by a mere tone, so nothing is transcribed. The human intake goes on without.
            CallCommand told = prompt.HasWords
                ? new EndNotice($"notice-{state().Call}", hash, (int)played.TotalMilliseconds)
                : new LoseTranscript($"notice-{state().Call}", LegRole.Caller, "The notice could not be spoken, so nothing is transcribed.");
            await Tell(told, cancel);
            greeted = true;
        }
        finally
        {
            greeting = false;
            if (humanHere())
            {
                leg.Interrupt();
            }
        }
    }

    private async Task Say(string key, bool givesWay, CancellationToken cancel)
    {
        var text = HoldConversation.Text(script, key);
        var prompt = await services.Prompts.Render(text, cancellation: cancel);
        using var saying = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        line = saying;
        if (humanHere())
        {
            return;
        }
        var start = Clock();
        var playing = leg.Play(prompt.Samples, saying.Token);
        if (givesWay)
        {
            await GiveWay(playing, saying);
        }
        try
        {
            await playing;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested && !humanHere())
        {
            services.Log.LogDebug("The caller spoke into the assistant's line."); // It was heard: the answer is coming.
        }
        line = null;
        if (!humanHere())
        {
            await Record(key, text, start, cancel);
        }
    }

    /// <summary>A question becomes part of the transcript, so that what the caller answers can be understood.</summary>
    private async Task Record(string key, string text, int start, CancellationToken cancel)
    {
        var id = $"say-{LegIds.Next()}";
        await Tell(new Speak(id, key), cancel);
        if (state().MayTranscribe && script.Questions.Any(q => q.Key == key))
        {
            await Tell(new HearUtterance($"{id}-words", LegRole.Assistant, text, [], start, Clock(), "script"), cancel);
        }
        // The record's news come back in a moment; until then nothing is decided on what is old.
        for (var waited = 0; waited < 20 && !state().Spoken.Exists(s => s.Line == key); waited++)
        {
            await Task.Delay(Glance, services.Time, cancel);
        }
    }

    private async Task Tell(CallCommand command, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await grain.Do(command);
                return;
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                services.Log.LogWarning("What the assistant said did not reach the record ({Error}), attempt {Attempt}.", e.GetType().Name, attempt);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(200 * attempt, 2000)), services.Time, cancel);
            }
        }
    }

    private async Task Ringback(CancellationToken cancel)
    {
        using var ringing = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        line = ringing;
        var playing = leg.Play(Sounds.Ringback, ringing.Token);
        while (!playing.IsCompleted && !humanHere() && HoldConversation.Next(state(), script, services.Time.GetUtcNow(), CallerSpeaks()) is null)
        {
            await Task.Delay(Glance, services.Time, cancel);
        }
        line = null;
        await ringing.CancelAsync();
        try
        {
            await playing;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            services.Log.LogDebug("Ringback gave way.");
        }
    }

    private async Task GiveWay(Task playing, CancellationTokenSource saying)
    {
        var spoken = TimeSpan.Zero;
        var asked = state().PersonAsked;
        while (!playing.IsCompleted)
        {
            await Task.Delay(Glance, services.Time);
            spoken = CallerLoudWithin(100) ? spoken + Glance : TimeSpan.Zero;
            if (spoken >= BargeIn || (!asked && state().PersonAsked))
            {
                await saying.CancelAsync();
                return;
            }
        }
    }

    /// <summary>The pause between two words is still speaking.</summary>
    private bool CallerSpeaks() => CallerLoudWithin(400);

    private bool CallerLoudWithin(int ms) => bridge.Describe().Any(l => l.Role == LegRole.Caller && l.SilentMs < ms);

    private int Clock() => (int)services.Time.GetElapsedTime(began).TotalMilliseconds;
}
