using HybridAgent.Core.Audio;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Calls;
using HybridAgent.Grains.Desk;
using HybridAgent.Server.Line;
using HybridAgent.Telephony.Recorded;

namespace HybridAgent.Server.Cli;

/// <summary>A call against a server of its own: the whole product in this process, on a temporary folder.</summary>
internal static class LocalCall
{
    private static readonly TimeSpan RingWithoutOperator = TimeSpan.FromSeconds(5);

    public static async Task<CallResult> Place(CallPlan plan, CancellationToken cancel)
    {
        var wav = await ReadWav(plan.Audio);
        var folder = Directory.CreateTempSubdirectory("hybrid-agent-");
        try
        {
            await using var app = HybridAgentServer.Create(new ServerOptions(folder.FullName, "http://127.0.0.1:0", "Testing") { Quiet = true });
            var services = app.Services;
            var practice = services.GetRequiredService<IPracticeDirectory>().Find(plan.Practice)
                ?? throw new WrongInputException($"--practice {plan.Practice}: there is no such practice.");
            await app.StartAsync(cancel);
            var result = await Run(services, practice, wav, plan, cancel);
            await app.StopAsync(CancellationToken.None);
            return result;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <exception cref="WrongInputException">There is no such file, or it is no WAV we can play.</exception>
    public static async Task<WavFile> ReadWav(string path)
    {
        if (!File.Exists(path))
        {
            throw new WrongInputException($"--audio {path}: there is no such file.");
        }
        try
        {
            await using var file = File.OpenRead(path);
            return await WavFile.Read(file);
        }
        catch (Exception e) when (e is WavFormatException or IOException or UnauthorizedAccessException)
        {
            throw new WrongInputException($"--audio {path}: {e.Message}");
        }
    }

    private static async Task<CallResult> Run(IServiceProvider services, Practice practice, WavFile wav, CallPlan plan, CancellationToken cancel)
    {
        var grains = services.GetRequiredService<IGrainFactory>();
        var call = CallIds.Next();
        var grain = grains.GetGrain<ICallGrain>(CallKey.Of(practice.Id, call));
        var line = services.GetRequiredService<LineNode>().Open(practice, call);
        using var timelineEnds = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var timeline = Task.Run(() => Timeline.Print(grain, timelineEnds.Token), CancellationToken.None);

        var attendant = plan.OperatorAnswers
            ? SimulatedOperator.Start(services, practice, call, plan.OperatorDelay, cancel)
            : null;
        await using var caller = new WavLeg(LegIds.Next(), LegRole.Caller, wav, startSilent: true);
        await line.JoinCaller(caller, "recorded", from: null);
        // A person listens to the greeting and answers; so does the recording.
        await UntilListened(grain, cancel);
        caller.Start();
        await caller.Finished.WaitAsync(cancel);
        await Task.Delay(TimeSpan.FromSeconds(1.5), cancel);
        if (attendant is null)
        {
            await Task.Delay(RingWithoutOperator, cancel);
            await line.Leave(caller, "hung-up");
            await grain.EnsureRinging();
        }
        else
        {
            await attendant.Joined.WaitAsync(cancel);
            await line.Settle();
            await attendant.FinishNote(cancel);
        }
        await Task.Delay(TimeSpan.FromMilliseconds(200), cancel);
        await timelineEnds.CancelAsync();
        await timeline;
        var store = services.GetRequiredService<IEventStore>();
        var events = await store.Read(call, 0, cancel);
        var result = new CallResult(CallState.Fold(call, events), events, await store.Verify(call, cancel));
        Timeline.Summary(result);
        return result;
    }

    private static async Task UntilListened(ICallGrain grain, CancellationToken cancel)
    {
        for (var waited = 0; waited < 120; waited++)
        {
            var state = await grain.Read();
            if (state.NoticeHeard || !state.LostTranscripts.IsEmpty)
            {
                return;
            }
            await Task.Delay(100, cancel);
        }
    }
}
