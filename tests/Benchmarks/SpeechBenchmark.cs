using System.Diagnostics;
using HybridAgent.Core.Calls;
using HybridAgent.Speech;
using HybridAgent.Speech.Azure;
using HybridAgent.Speech.Chain;
using HybridAgent.Speech.Flite;
using HybridAgent.Speech.PocketSphinx;
using HybridAgent.Speech.Scripted;
using HybridAgent.Tests.Speech;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAgent.Benchmarks;

/// <summary>
/// How many streams of speech a core carries, for each engine, as a ratio to real time. The client of Azure Speech is held to one core and
/// its service (the tests' server) is a process of its own on another.
/// </summary>
internal static class SpeechBenchmark
{
    public const string ServiceArgument = "speech-service";
    private const int Sessions = 100;
    private const int UtteranceMs = 3000;
    private const int Utterances = 12;
    private const string Words = "I am calling about my prescription.";

    public static async Task Run()
    {
        await Managed();
        foreach (var twice in new[] { false, true })
        {
            await Embedded(twice);
        }
        await Chain();
    }

    /// <summary>The service's side: prints its address and serves until its input ends.</summary>
    public static async Task Serve()
    {
        Pin(Environment.ProcessorCount - 1);
        await using var service = await SpeechService.Start(new Recogniser(Script()).Serve);
        Console.WriteLine(service.Endpoint);
        await Console.In.ReadToEndAsync();
    }

    private static Spoken[] Script() => [.. Enumerable.Range(0, Utterances).Select(i => new Spoken(Words, (i * UtteranceMs) + 300, (i * UtteranceMs) + 2300))];

    private static async Task Managed()
    {
        using var service = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [ServiceArgument]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var endpoint = (await service.StandardOutput.ReadLineAsync())!;
        Pin(0);
        await using var client = new AzureTranscriber(new AzureSpeechOptions { Endpoint = endpoint, Key = "FAKEKEY" }, NullLogger<AzureTranscriber>.Instance);
        var clock = Stopwatch.StartNew();
        var sessions = new List<ITranscription>();
        for (var i = 0; i < Sessions; i++)
        {
            sessions.Add(await client.Open(new TranscriptionOptions(LegRole.Caller)));
        }
        var began = clock.Elapsed;
        var reading = sessions.Select(s => Task.Run(() => Read(s, clock, began))).ToArray();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var seconds = await Task.Factory.StartNew(() => Speak(sessions, clock, Utterances * UtteranceMs), TaskCreationOptions.LongRunning);
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        sessions.ForEach(s => s.Complete());
        var heard = await Task.WhenAll(reading);
        service.StandardInput.Close();
        await service.WaitForExitAsync();
        Pin(null);
        var lags = new Durations(heard.SelectMany(h => h.Lags));
        Console.WriteLine($"  azure: {Sessions} sessions of 16 kHz audio in real time for {seconds:F0} s on one core: {lags.Count} of {Sessions * Utterances} finals, {heard.Sum(h => h.Other)} failures and gaps");
        Console.WriteLine($"  azure: {cpu.TotalSeconds / seconds:F2} cores, {Sessions / (cpu.TotalSeconds / seconds):F0} x real time a core; end of words to text p50 {lags.Median:F0} ms, p99 {lags.At(0.99):F0} ms, worst {lags.Maximum:F0} ms (300 ms of it are the silence that ends an utterance); load average {Machine.Load()}");
    }

    /// <summary>One thread gives everybody a frame each 20 ms, as the bridge does.</summary>
    private static double Speak(List<ITranscription> sessions, Stopwatch clock, int lengthMs)
    {
        var frame = new short[SpeechAudio.FrameSamples];
        new Random(1).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(frame.AsSpan()));
        var from = clock.Elapsed;
        for (var ms = 0; ms < lengthMs; ms += 20)
        {
            foreach (var session in sessions)
            {
                session.Write(frame);
            }
            var wait = from + TimeSpan.FromMilliseconds(ms + 20) - clock.Elapsed;
            if (wait > TimeSpan.Zero)
            {
                Thread.Sleep(wait);
            }
        }
        return (clock.Elapsed - from).TotalSeconds;
    }

    private static async Task<(List<double> Lags, int Other)> Read(ITranscription session, Stopwatch clock, TimeSpan began)
    {
        var (lags, other) = (new List<double>(), 0);
        await foreach (var heard in session.Results.ReadAllAsync())
        {
            if (heard is Heard.Final final)
            {
                lags.Add((clock.Elapsed - began).TotalMilliseconds - final.EndMs);
            }
            other += heard is Heard.Failed or Heard.Gap or Heard.Interrupted ? 1 : 0;
        }
        return (lags, other);
    }

    /// <summary>One decoding thread given speech as fast as it takes it: what it uses of a core in real time is the inverse.</summary>
    private static async Task Embedded(bool secondLook)
    {
        using var engine = new PocketSphinxTranscriber(new PocketSphinxSettings { Threads = 1, SecondLook = secondLook }, NullLogger<PocketSphinxTranscriber>.Instance);
        if (!engine.Status.Available)
        {
            Console.WriteLine($"  pocketsphinx: {engine.Status.Reason}");
            return;
        }
        var folder = Directory.CreateTempSubdirectory("hybrid-agent-bench-").FullName;
        var spoken = await new FliteVoice(new FliteSettings { CacheFolder = folder })
            .Speak("My name is Mary Johnson. I am calling about my prescription. I need a refill before friday.");
        Directory.Delete(folder, recursive: true);
        await engine.Warm(1);
        var pause = new short[SpeechAudio.SampleRate];
        await using var session = await engine.Open(new TranscriptionOptions(LegRole.Caller));
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        for (var repeat = 0; repeat < 8; repeat++)
        {
            session.Write(spoken);
            session.Write(pause);
            while (session.Lag > TimeSpan.FromSeconds(5))
            {
                await Task.Delay(20);
            }
        }
        session.Complete();
        var finals = 0;
        await foreach (var heard in session.Results.ReadAllAsync())
        {
            finals += heard is Heard.Final ? 1 : 0;
        }
        var audio = 8.0 * (spoken.Length + pause.Length) / SpeechAudio.SampleRate;
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        Console.WriteLine($"  pocketsphinx, {(secondLook ? "second look (the default)" : "one pass")}: {audio:F0} s of speech, a second's pause after each seven, took {cpu.TotalSeconds:F1} s of a core ({clock.Elapsed.TotalSeconds:F1} s of wall clock): {audio / cpu.TotalSeconds:F1} x real time, {finals} utterances; load average {Machine.Load()}");
    }

    /// <summary>What the chain itself costs: the same frames with and without it, into an engine that does nothing.</summary>
    private static async Task Chain()
    {
        var engine = new ScriptedTranscriber([]);
        using var metrics = new EngineMetrics();
        var chain = new EngineChain([engine], new ChainSettings(), metrics, TimeProvider.System, NullLogger.Instance);
        var cpu = await Cost(chain);
        Console.WriteLine($"  chain: {cpu:F2} us of a core a frame, {20_000 / cpu:F0} x real time");
    }

    private static async Task<double> Cost(EngineChain engine)
    {
        var sessions = new List<ITranscription>();
        for (var i = 0; i < Sessions; i++)
        {
            sessions.Add(await engine.Open(new TranscriptionOptions(LegRole.Caller)));
        }
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        Speak(sessions, Stopwatch.StartNew(), 10_000);
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        foreach (var session in sessions)
        {
            await session.DisposeAsync();
        }
        return cpu.TotalMicroseconds / (Sessions * 500);
    }

    private static void Pin(int? core)
    {
        if (OperatingSystem.IsLinux())
        {
            Process.GetCurrentProcess().ProcessorAffinity = core is { } one ? 1 << one : (1 << Environment.ProcessorCount) - 1;
        }
    }
}
