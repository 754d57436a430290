using HybridAgent.Core.Calls;
using HybridAgent.Speech.Azure;
using HybridAgent.Speech.Azure.Sdk;
using Microsoft.CognitiveServices.Speech;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAgent.Speech.Tests.Azure.Sdk;

/// <summary>
/// What the adapter makes of the SDK's events and does with its objects, with the declaration of the SDK in its place. It proves
/// the adapter's side only.
/// </summary>
public sealed class SdkTranscriptionTests : IDisposable
{
    private readonly TaskCompletionSource<SpeechRecognizer> _made = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SdkTranscriptionTests() => SpeechRecognizer.Made = r => _made.TrySetResult(r);

    public void Dispose() => SpeechRecognizer.Made = null;

    private static SdkTranscriber Client(AzureSpeechOptions? options = null) =>
        new(options ?? new AzureSpeechOptions { Region = "eastus", Key = "KEY" }, NullLogger<SdkTranscriber>.Instance);

    private Task<SpeechRecognizer> Recognizer() => _made.Task.WaitAsync(TimeSpan.FromSeconds(10));

    private static async Task<List<Heard>> ToTheEnd(ITranscription session)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var all = new List<Heard>();
        await foreach (var heard in session.Results.ReadAllAsync(patience.Token)) all.Add(heard);
        return all;
    }

    private static async Task Until(Func<bool> true_)
    {
        for (var i = 0; i < 1000 && !true_(); i++) await Task.Delay(10);
        Assert.True(true_());
    }

    private static SpeechRecognitionResult Result(string text, ResultReason reason, long offset, long duration, string json = "")
    {
        var result = new SpeechRecognitionResult { Text = text, Reason = reason, OffsetInTicks = offset, Duration = new TimeSpan(duration) };
        if (json.Length > 0) result.Properties.Values[PropertyId.SpeechServiceResponse_JsonResult] = json;
        return result;
    }

    [Fact]
    public async Task Events_of_the_SDKs_threads_become_partials_and_finals_with_word_times()
    {
        using var client = Client();
        await using var session = await client.Open(new TranscriptionOptions(LegRole.Caller) { StartMs = 1000 });
        session.Write(0, 500);
        session.Complete();
        var recognizer = await Recognizer();
        await Until(() => recognizer.Audio.Closed);
        await Task.Run(() => recognizer.Hear(Result("i have", ResultReason.RecognizingSpeech, 2_000_000, 5_000_000), final: false));
        // The SDK has reconnected: its offset is right, the service's answer still counts from the new turn.
        await Task.Run(() => recognizer.Hear(Result("I have pain.", ResultReason.RecognizedSpeech, 12_000_000, 8_000_000,
            """{"RecognitionStatus":"Success","Offset":2000000,"Duration":8000000,"NBest":[{"Confidence":0.9,"Display":"I have pain.","Words":[{"Word":"i","Offset":2000000,"Duration":1000000},{"Word":"have","Offset":4000000,"Duration":1000000},{"Word":"pain","Offset":6000000,"Duration":1000000}]}]}"""), final: true));
        recognizer.Hear(Result("", ResultReason.NoMatch, 0, 0), final: true);
        recognizer.Cancel(CancellationReason.EndOfStream, CancellationErrorCode.NoError, "");
        recognizer.Stop();
        var heard = await ToTheEnd(session);
        Assert.Equal(("i have", 1200), (((Heard.Partial)heard[0]).Text, ((Heard.Partial)heard[0]).StartMs));
        var final = Assert.Single(heard.OfType<Heard.Final>());
        Assert.Equal(("I have pain.", 2200, 3000), (final.Text, final.StartMs, final.EndMs));
        Assert.Equal([new Word("i", 2200, 2300, 0.9), new Word("have", 2400, 2500, 0.9), new Word("pain", 2600, 2700, 0.9)], final.Words);
        Assert.DoesNotContain(heard, h => h is Heard.Failed);
        Assert.Equal(Spoken16k.Bytes(0, 500), recognizer.Audio.Written);
        Assert.Equal(["started", "stopped", "disposed"], recognizer.Done);
    }

    [Theory]
    [InlineData(CancellationErrorCode.AuthenticationFailure, SpeechFailure.AuthenticationFailure)]
    [InlineData(CancellationErrorCode.BadRequest, SpeechFailure.BadRequest)]
    [InlineData(CancellationErrorCode.TooManyRequests, SpeechFailure.TooManyRequests)]
    [InlineData(CancellationErrorCode.Forbidden, SpeechFailure.Forbidden)]
    [InlineData(CancellationErrorCode.ConnectionFailure, SpeechFailure.ConnectionFailure)]
    [InlineData(CancellationErrorCode.ServiceTimeout, SpeechFailure.ServiceTimeout)]
    [InlineData(CancellationErrorCode.ServiceError, SpeechFailure.ServiceError)]
    [InlineData(CancellationErrorCode.ServiceUnavailable, SpeechFailure.ServiceUnavailable)]
    [InlineData(CancellationErrorCode.RuntimeError, SpeechFailure.RuntimeError)]
    public async Task A_cancellation_ends_the_session_with_its_kind_and_without_its_details(CancellationErrorCode code, SpeechFailure kind)
    {
        using var client = Client();
        await using var session = await client.Open(new TranscriptionOptions(LegRole.Caller));
        var recognizer = await Recognizer();
        await Until(() => recognizer.Done.Contains("started"));
        recognizer.Cancel(CancellationReason.Error, code, "wss://secret.example/?key=SECRET");
        var failed = Assert.IsType<Heard.Failed>((await ToTheEnd(session))[^1]);
        Assert.Equal(kind, failed.Kind);
        Assert.DoesNotContain("SECRET", failed.Why);
        await Until(() => recognizer.Done.Count == 3);
        Assert.Equal(["started", "stopped", "disposed"], recognizer.Done);
    }

    [Fact]
    public async Task An_SDK_whose_libraries_are_missing_costs_the_transcript_only()
    {
        SpeechRecognizer.Made = r => r.Starting = () => throw new DllNotFoundException("Microsoft.CognitiveServices.Speech.core");
        using var client = Client();
        await using var session = await client.Open(new TranscriptionOptions(LegRole.Caller));
        Assert.Equal(SpeechFailure.RuntimeError, Assert.IsType<Heard.Failed>((await ToTheEnd(session))[^1]).Kind);
        await Until(() => !client.Status.Available);
    }

    [Fact]
    public async Task An_SDK_that_hangs_never_holds_up_the_line_and_what_it_missed_is_told()
    {
        using var hang = new ManualResetEventSlim();
        using var hangs = new ManualResetEventSlim();
        SpeechRecognizer.Made = r =>
        {
            r.Audio.Writing = () =>
            {
                hangs.Set();
                hang.Wait();
            };
            _made.TrySetResult(r);
        };
        using var client = Client(new AzureSpeechOptions { Region = "eastus", Key = "KEY", Buffer = TimeSpan.FromSeconds(1) });
        await using var session = await client.Open(new TranscriptionOptions(LegRole.Caller));
        var recognizer = await Recognizer();
        session.Write(0, 200);
        await Until(() => recognizer.Done.Contains("started") && hangs.IsSet);
        session.Write(200, 5000);
        hang.Set();
        session.Complete();
        await Until(() => recognizer.Audio.Closed);
        recognizer.Stop();
        var gap = Assert.Single((await ToTheEnd(session)).OfType<Heard.Gap>());
        Assert.Equal(4000, gap.EndMs);
        Assert.True(session.Dropped >= TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Telephone_audio_goes_untouched_and_the_settings_reach_the_SDK()
    {
        using var client = Client(new AzureSpeechOptions
        {
            Region = "eastus", Key = "KEY", Languages = ["es-US"], Segmentation = "silence", SegmentationSilenceMs = 700, Phrases = ["lisinopril"], PhraseWeight = 1.5, StableThreshold = 3,
        });
        await using var session = await client.Open(new TranscriptionOptions(LegRole.Caller) { Encoding = LegEncoding.MuLaw, Phrases = ["Dr. Okafor"] });
        session.WriteMuLaw(Spoken16k.MuLaw(0, 1000));
        session.Complete();
        var recognizer = await Recognizer();
        await Until(() => recognizer.Audio.Closed);
        Assert.Equal("MULAW 8000 8 1", recognizer.Audio.Format);
        Assert.Equal(Spoken16k.MuLaw(0, 1000), recognizer.Audio.Written);
        Assert.Equal("subscription KEY eastus", recognizer.Config.Made);
        Assert.Equal(OutputFormat.Detailed, recognizer.Config.OutputFormat);
        Assert.Equal(["en-US", "es-US"], recognizer.Languages);
        Assert.Equal(["Dr. Okafor", "lisinopril", "weight 1.5"], recognizer.Phrases);
        Assert.Equal(("Raw", "yes", "700", "3"), (recognizer.Config.Set["profanity"], recognizer.Config.Set["word times"],
            recognizer.Config.Set["Speech_SegmentationSilenceTimeoutMs"], recognizer.Config.Set["SpeechServiceResponse_StablePartialResultThreshold"]));
        recognizer.Stop();
        await ToTheEnd(session);
    }
}
