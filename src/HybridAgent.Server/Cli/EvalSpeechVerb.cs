using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using HybridAgent.Core.Audio;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Evaluation;
using HybridAgent.Server.SpeechTrials;
using HybridAgent.Speech;
using HybridAgent.Speech.Flite;
using HybridAgent.Speech.PocketSphinx;
using HybridAgent.Speech.Voices;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAgent.Server.Cli;

/// <summary>Has the embedded engine listen to recordings and to spoken texts, wideband or as from a telephone, and counts wrong words.</summary>
internal static class EvalSpeechVerb
{
    /// <summary>Items without a voice of their own are said by these in turn.</summary>
    private static readonly string[] Voices = ["slt", "rms", "awb", "kal16"];

    public static Command Create()
    {
        var input = new Option<string>("--in") { Description = "Items, one JSON object a line: {text, file} for a recording, {text, voice?} for a text to be spoken.", Required = true };
        var output = new Option<string?>("--out") { Description = "Where to write what was heard, one JSON object a line." };
        var band = new Option<string>("--band") { Description = "wide (16 kHz) or narrow (8 kHz mu-law, as from a telephone).", DefaultValueFactory = _ => "wide" };
        var half = new Option<string?>("--half") { Description = "Only items of this half of an evaluation set." };
        var every = new Option<int>("--every") { Description = "Only each so-manieth item.", DefaultValueFactory = _ => 1 };
        var audio = new Option<string?>("--audio") { Description = "Do not listen: write what the engine would be given to WAV files in this folder, numbered in order." };
        var verb = new Command("speech", "Word errors of the embedded engine: {text, file | voice}.") { input, output, band, half, every, audio };
        verb.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(band) is not ("wide" or "narrow") || parsed.GetValue(every) < 1)
            {
                throw new WrongInputException("--band is wide or narrow, --every at least 1.");
            }
            var items = SpokenItem.Read(parsed.GetValue(input)!, parsed.GetValue(half), parsed.GetValue(every));
            if (parsed.GetValue(audio) is { } folder)
            {
                await WriteAudio(folder, items, parsed.GetValue(band) == "narrow", cancel);
                return 0;
            }
            var trials = await Run(items, parsed.GetValue(band) == "narrow", cancel);
            if (parsed.GetValue(output) is { } file)
            {
                await Write(file, trials, cancel);
            }
            return 0;
        });
        return verb;
    }

    private static async Task<List<SpeechTrial>> Run(IReadOnlyList<SpokenItem> items, bool narrow, CancellationToken cancel)
    {
        // The same sources as the server's.
        var settings = new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables("HYBRIDAGENT_").Build().GetSection("Speech:PocketSphinx").Get<PocketSphinxSettings>() ?? new PocketSphinxSettings();
        using var engine = new PocketSphinxTranscriber(settings with { Threads = 1 }, NullLogger<PocketSphinxTranscriber>.Instance);
        if (!engine.Status.Available)
        {
            throw new WrongInputException(engine.Status.Reason!);
        }
        await engine.Warm(1, cancel);
        var options = new TranscriptionOptions(LegRole.Caller)
        {
            Band = narrow ? AudioBand.Narrow : AudioBand.Wide,
            Encoding = narrow ? LegEncoding.MuLaw : LegEncoding.Pcm,
        };
        var trials = new List<SpeechTrial>();
        var (audio, clock) = (TimeSpan.Zero, new Stopwatch());
        foreach (var (index, item) in items.Index())
        {
            var samples = await Say(item, index, cancel);
            audio += TimeSpan.FromSeconds((double)samples.Length / AudioFrame.SampleRate);
            clock.Start();
            trials.Add(SpeechTrial.Of(item, await Recording.Hear(engine, samples, options, cancel)));
            clock.Stop();
        }
        Print(trials, audio, clock.Elapsed);
        return trials;
    }

    private static async Task WriteAudio(string folder, IReadOnlyList<SpokenItem> items, bool narrow, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        foreach (var (index, item) in items.Index())
        {
            var samples = await Say(item, index, cancel);
            var given = narrow ? new BandFiller().Fill(TelephoneAudio.FromWideband(samples)) : samples;
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{index:0000}.wav"), WavFile.Write(given), cancel);
        }
    }

    private static async Task<short[]> Say(SpokenItem item, int index, CancellationToken cancel)
    {
        try
        {
            if (item.File is null)
            {
                using var voice = new FliteVoice(new FliteSettings
                {
                    Voice = item.Voice ?? Voices[index % Voices.Length],
                    CacheFolder = Path.Combine(Path.GetTempPath(), "hybrid-agent-spoken"),
                });
                return await voice.Speak(item.Text, cancel);
            }
            await using var file = File.OpenRead(item.File);
            return (await WavFile.Read(file, cancel)).Samples;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or WavFormatException or VoiceUnavailableException)
        {
            throw new WrongInputException($"{item.Id}: {e.Message}");
        }
    }

    private static void Print(List<SpeechTrial> trials, TimeSpan audio, TimeSpan took)
    {
        var errors = trials.ConvertAll(t => t.Errors);
        var sum = WordErrors.Sum(errors);
        var (low, high) = WordErrors.Interval(errors);
        Console.WriteLine(Line($"{trials.Count} items, {audio.TotalSeconds:0} s of audio heard in {took.TotalSeconds:0} s"));
        Console.WriteLine(Line($"word errors {sum.Percent:0.0} % [{low:0.0}, {high:0.0}] of {sum.Words} words"));
        Emergencies("the transcript alone", trials, t => t.Red);
        Emergencies("transcript and second ear together", trials, t => t.BothRed);
    }

    private static void Emergencies(string ear, List<SpeechTrial> trials, Func<SpeechTrial, IReadOnlyList<string>> red)
    {
        var urgent = trials.Where(t => t.SaidRed.Count > 0).ToList();
        var routine = trials.Where(t => t.SaidRed.Count == 0).ToList();
        Console.WriteLine(Line(
            $"of {urgent.Count} items whose words raise a red cue, {ear} raised the same one on {urgent.Count(t => t.SaidRed.Intersect(red(t)).Any())}, any on {urgent.Count(t => red(t).Count > 0)}; of {routine.Count} others, one on {routine.Count(t => red(t).Count > 0)}"));
    }

    private static async Task Write(string file, List<SpeechTrial> trials, CancellationToken cancel)
    {
        try
        {
            await File.WriteAllLinesAsync(file, trials.Select(t => JsonSerializer.Serialize(new
            {
                id = t.Item.Id, text = t.Item.Text, heard = t.Heard, errors = t.Errors.Errors, words = t.Errors.Words, spotted = t.Spotted, saidRed = t.SaidRed, red = t.Red, bothRed = t.BothRed,
            })), cancel);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new WrongInputException($"--out {file}: {e.Message}");
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
