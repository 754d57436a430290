using System.Diagnostics;
using System.Text.Json;
using HybridAgent.Core.Audio;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Evaluation;
using HybridAgent.Speech.Flite;
using HybridAgent.Speech.PocketSphinx;
using HybridAgent.Speech.Voices;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAgent.Speech.Tests.PocketSphinx;

/// <summary>One engine for the tests of this file: its decoders are made once.</summary>
public sealed class LoadedEngine : IDisposable
{
    internal PocketSphinxTranscriber Engine { get; } = new(new PocketSphinxSettings(), NullLogger<PocketSphinxTranscriber>.Instance);

    public void Dispose() => Engine.Dispose();
}

public sealed class PocketSphinxTests(LoadedEngine loaded, ITestOutputHelper output) : IClassFixture<LoadedEngine>, IDisposable
{
    private static readonly TranscriptionOptions Caller = new(LegRole.Caller);
    private readonly string _folder = Directory.CreateTempSubdirectory("sphinx").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static PocketSphinxTranscriber Engine(PocketSphinxSettings settings) => new(settings, NullLogger<PocketSphinxTranscriber>.Instance);

    private static void Write(ITranscription session, ReadOnlySpan<short> samples)
    {
        for (; samples.Length > 0; samples = samples[Math.Min(SpeechAudio.FrameSamples, samples.Length)..])
            session.Write(samples[..Math.Min(SpeechAudio.FrameSamples, samples.Length)]);
    }

    private static async Task<List<Heard>> Rest(ITranscription session)
    {
        var heard = new List<Heard>();
        await foreach (var h in session.Results.ReadAllAsync(TestContext.Current.CancellationToken)) heard.Add(h);
        return heard;
    }

    private static async Task<List<Heard>> Transcribe(PocketSphinxTranscriber engine, short[] samples, TranscriptionOptions? options = null)
    {
        await using var session = await engine.Open(options ?? Caller);
        Write(session, samples);
        session.Complete();
        return await Rest(session);
    }

    [Fact]
    public async Task Hears_real_people_with_less_than_forty_percent_word_errors()
    {
        Installed.RequirePocketSphinx();
        var folder = Installed.RequireSharedData("speech");
        int errors = 0, words = 0;
        double audio = 0;
        var clock = Stopwatch.StartNew();
        foreach (var line in File.ReadLines(Path.Combine(folder, "transcripts.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var file = json.RootElement.GetProperty("file").GetString()!;
            if (!file.StartsWith("sentence-", StringComparison.Ordinal)) continue;
            var truth = json.RootElement.GetProperty("text").GetString()!;
            var samples = WavFile.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, file))).Samples;
            var heard = await Transcribe(loaded.Engine, samples);
            var finals = heard.OfType<Heard.Final>().ToArray();

            Assert.NotEmpty(finals);
            Assert.True(heard.FindIndex(h => h is Heard.Partial) < heard.FindIndex(h => h is Heard.Final), $"{file}: a partial comes before the final.");
            var lengthMs = samples.Length / SpeechAudio.SamplesPerMs;
            Assert.All(finals, f =>
            {
                Assert.Equal(f.Text, string.Join(' ', f.Words.Select(w => w.Text)));
                Assert.Matches("^[a-z'. -]+$", f.Text);
                Assert.All(f.Words, w => Assert.True(0 <= w.StartMs && w.StartMs < w.EndMs && w.EndMs <= lengthMs + 20, $"{file}: {w}"));
                Assert.All(f.Words, w => Assert.InRange(w.Confidence!.Value, 0, 1));
            });
            var text = string.Join(' ', finals.Select(f => f.Text));
            errors += WordErrors.Between(truth, text).Errors;
            words += WordErrors.Spoken(truth).Length;
            audio += lengthMs / 1000.0;
            output.WriteLine($"{file}: {text}");
        }
        output.WriteLine($"word errors {100.0 * errors / words:F1} % of {words}, {clock.Elapsed.TotalSeconds / audio:F2} of real time");
        Assert.True(errors < 0.4 * words, $"{errors} of {words} words are wrong.");
    }

    private async Task<short[]> Patient(string text)
    {
        Installed.RequireFlite();
        using var voice = new FliteVoice(new FliteSettings { CacheFolder = _folder });
        return await voice.Speak(text);
    }

    [Fact]
    public async Task Crushing_chest_pain_is_in_a_partial_while_the_patient_still_speaks()
    {
        Installed.RequirePocketSphinx();
        var samples = await Patient("i have crushing chest pain and i can not breathe");
        await loaded.Engine.Warm(1, TestContext.Current.CancellationToken);
        await using var session = await loaded.Engine.Open(Caller);
        // As fast as a person speaks.
        var heardDuringAudio = new List<Heard>();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i + SpeechAudio.FrameSamples <= samples.Length; i += SpeechAudio.FrameSamples)
        {
            session.Write(samples.AsSpan(i, SpeechAudio.FrameSamples));
            var wait = (i / (double)SpeechAudio.SamplesPerMs) - clock.Elapsed.TotalMilliseconds;
            if (wait > 1) await Task.Delay(TimeSpan.FromMilliseconds(wait), TestContext.Current.CancellationToken);
            while (session.Results.TryRead(out var heard)) heardDuringAudio.Add(heard);
        }
        session.Complete();
        var after = await Rest(session);
        foreach (var h in heardDuringAudio.Concat(after)) output.WriteLine(h.ToString());

        Assert.Contains(heardDuringAudio, h => h is Heard.Partial p && p.Text.Contains("chest pain", StringComparison.Ordinal));
        Assert.DoesNotContain(heardDuringAudio, h => h is Heard.Final);
        Assert.Contains(after, h => h is Heard.Final f && f.Text.Contains("chest pain", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_sentences_with_a_pause_are_two_utterances_at_their_place_on_the_leg_clock()
    {
        Installed.RequirePocketSphinx();
        var sentence = await Patient("please call me back on monday");
        var quiet = new short[SpeechAudio.SampleRate * 2];
        var heard = await Transcribe(loaded.Engine, [.. quiet, .. sentence, .. quiet, .. sentence, .. quiet], Caller with { StartMs = 5000 });
        var finals = heard.OfType<Heard.Final>().ToArray();
        Assert.Equal(2, finals.Length);
        Assert.All(finals, f => Assert.Contains("call me back", f.Text));
        var sentenceMs = sentence.Length / SpeechAudio.SamplesPerMs;
        Assert.InRange(finals[0].StartMs, 7000 - 50, 7000 + 450);
        Assert.InRange(finals[1].StartMs - finals[0].StartMs, 2000 + sentenceMs - 60, 2000 + sentenceMs + 60);
        Assert.InRange(finals[1].EndMs, finals[1].StartMs + 300, 9000 + (2 * sentenceMs) + 50);
    }

    [Fact]
    public async Task Someone_who_never_pauses_is_cut_into_utterances()
    {
        Installed.RequirePocketSphinx();
        var sentence = await Patient("one two three four five six seven eight nine ten");
        var longTalk = Enumerable.Repeat(sentence, 4).SelectMany(s => s).ToArray();
        using var engine = Engine(new PocketSphinxSettings { LongestUtterance = TimeSpan.FromSeconds(4), EndSilence = TimeSpan.FromSeconds(2), MaxSessions = 1, SecondLook = false });
        var finals = (await Transcribe(engine, longTalk)).OfType<Heard.Final>().ToArray();
        Assert.InRange(finals.Length, 2, 6);
        Assert.All(finals, f => Assert.True(f.EndMs - f.StartMs <= 4500));
        Assert.All(finals.Zip(finals.Skip(1)), p => Assert.True(p.First.EndMs <= p.Second.StartMs + 20));
    }

    [Fact]
    public async Task A_decoder_forgets_the_last_caller()
    {
        Installed.RequirePocketSphinx();
        var sentence = await Patient("i need a refill of my blood pressure pills");
        using var engine = Engine(new PocketSphinxSettings { MaxSessions = 1, Threads = 1, SecondLook = false });
        var first = (await Transcribe(engine, sentence)).OfType<Heard.Final>().ToArray();
        await WaitUntil(() => engine.Sessions == 0);
        // A very different channel in between.
        await Transcribe(engine, [.. sentence.Select((s, i) => (short)Math.Clamp((s * 4) + (3000 * Math.Sin(i * 0.3)), -32768, 32767))]);
        await WaitUntil(() => engine.Sessions == 0);
        var again = (await Transcribe(engine, sentence)).OfType<Heard.Final>().ToArray();
        Assert.Equal(first.SelectMany(f => f.Words), again.SelectMany(f => f.Words));
    }

    [Fact]
    public async Task A_missing_library_is_a_status_and_a_failed_session_and_no_exception()
    {
        using var engine = Engine(new PocketSphinxSettings { Library = "libnosuchsphinx.so.3" });
        Assert.False(engine.Status.Available);
        Assert.Contains("apt-get install libpocketsphinx3", engine.Status.Reason);
        await AssertFails(engine, "libpocketsphinx3");
    }

    [Fact]
    public async Task A_missing_or_incomplete_model_is_a_status_and_a_failed_session_and_no_exception()
    {
        Installed.RequirePocketSphinx();
        foreach (var model in new[] { Path.Combine(_folder, "nowhere"), _folder })
        {
            Directory.CreateDirectory(Path.Combine(_folder, "en-us"));
            await File.WriteAllTextAsync(Path.Combine(_folder, "en-us", "mdef"), "cut short", TestContext.Current.CancellationToken);
            using var engine = Engine(new PocketSphinxSettings { ModelFolder = model });
            Assert.Contains("apt-get install pocketsphinx-en-us", engine.Status.Reason);
            await AssertFails(engine, "pocketsphinx-en-us");
        }
    }

    [Fact]
    public async Task Another_language_fails_politely()
    {
        Installed.RequirePocketSphinx();
        await AssertFails(loaded.Engine, "de-DE", Caller with { Language = "de-DE" });
    }

    private static async Task AssertFails(PocketSphinxTranscriber engine, string why, TranscriptionOptions? options = null)
    {
        await using var session = await engine.Open(options ?? Caller);
        session.Write(new short[SpeechAudio.FrameSamples]);
        var failed = Assert.IsType<Heard.Failed>(Assert.Single(await Rest(session)));
        Assert.Contains(why, failed.Why);
        Assert.DoesNotContain('\n', failed.Why);
    }

    [Fact]
    public async Task Above_the_limit_no_decoder_is_free_until_one_comes_back()
    {
        Installed.RequirePocketSphinx();
        using var engine = Engine(new PocketSphinxSettings { MaxSessions = 2, Threads = 1, SecondLook = false });
        var (a, b) = (await engine.Open(Caller), await engine.Open(Caller));
        await AssertFails(engine, "No decoder free");
        await a.DisposeAsync();
        await WaitUntil(() => engine.Sessions == 1);
        await using var c = await engine.Open(Caller);
        c.Complete();
        Assert.DoesNotContain(await Rest(c), h => h is Heard.Failed);
        await b.DisposeAsync();
    }

    [Fact]
    public async Task More_sessions_than_threads_all_hear()
    {
        Installed.RequirePocketSphinx();
        var sentence = await Patient("please call me back");
        using var engine = Engine(new PocketSphinxSettings { MaxSessions = 4, Threads = 1, SecondLook = false });
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Transcribe(engine, sentence)));
        Assert.All(all, heard => Assert.Contains("call", Assert.Single(heard.OfType<Heard.Final>()).Text));
    }

    [Fact]
    public async Task Saturation_never_blocks_the_writer_and_loses_only_the_oldest_audio()
    {
        Installed.RequirePocketSphinx();
        var sentence = await Patient("i have a headache since yesterday and my neck is stiff");
        using var engine = Engine(new PocketSphinxSettings { MaxSessions = 3, Threads = 1, Buffer = TimeSpan.FromSeconds(4), SecondLook = false });
        var sessions = new[] { await engine.Open(Caller), await engine.Open(Caller), await engine.Open(Caller) };
        var slowest = TimeSpan.Zero;
        var total = Stopwatch.StartNew();
        for (var repeat = 0; repeat < 20; repeat++)
        {
            for (var i = 0; i + SpeechAudio.FrameSamples <= sentence.Length; i += SpeechAudio.FrameSamples)
            {
                foreach (var session in sessions)
                {
                    var clock = Stopwatch.StartNew();
                    session.Write(sentence.AsSpan(i, SpeechAudio.FrameSamples));
                    if (clock.Elapsed > slowest) slowest = clock.Elapsed;
                }
            }
        }
        output.WriteLine($"3 x 20 repeats written in {total.ElapsedMilliseconds} ms, slowest write {slowest.TotalMilliseconds:F2} ms, dropped {sessions[0].Dropped}, lag {sessions[0].Lag}");
        Assert.True(total.Elapsed < TimeSpan.FromSeconds(3), $"Writing took {total.Elapsed}.");
        Assert.All(sessions, s => Assert.True(s.Dropped > TimeSpan.Zero));
        Assert.All(sessions, s => Assert.InRange(s.Lag, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)));
        foreach (var session in sessions)
        {
            session.Complete();
            var heard = await Rest(session);
            var gaps = heard.OfType<Heard.Gap>().ToArray();
            Assert.NotEmpty(gaps);
            Assert.Equal(session.Dropped.TotalMilliseconds, gaps.Sum(g => g.EndMs - g.StartMs), 20.0 * gaps.Length);
            var lengthMs = 20 * (sentence.Length / SpeechAudio.FrameSamples) * SpeechAudio.FrameSamples / SpeechAudio.SamplesPerMs;
            // What was heard last stands at the end of the clock, gap or not.
            Assert.InRange(heard.OfType<Heard.Final>().Last().EndMs, lengthMs - 2000, lengthMs + 20);
            await session.DisposeAsync();
        }
    }

    [Fact]
    public async Task Garbage_audio_in_odd_pieces_breaks_nothing()
    {
        Installed.RequirePocketSphinx();
        var random = new Random(11);
        await using var session = await loaded.Engine.Open(Caller);
        for (var i = 0; i < 120; i++)
        {
            var piece = new short[random.Next(0, 2000)];
            switch (i % 5)
            {
                case 0: random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(piece.AsSpan())); break;
                case 1: Array.Fill(piece, short.MinValue); break;
                case 2: for (var k = 0; k < piece.Length; k++) piece[k] = k % 2 == 0 ? short.MaxValue : short.MinValue; break;
                case 3: Array.Fill(piece, (short)1); break;
                default: break;
            }
            session.Write(piece);
        }
        session.Complete();
        Assert.DoesNotContain(await Rest(session), h => h is Heard.Failed);
    }

    [Fact]
    public async Task A_session_disposed_in_mid_utterance_gives_its_decoder_back_unharmed()
    {
        Installed.RequirePocketSphinx();
        var sentence = await Patient("my name is john and i was born in nineteen seventy");
        using var engine = Engine(new PocketSphinxSettings { MaxSessions = 1, Threads = 1, SecondLook = false });
        var expected = (await Transcribe(engine, sentence)).OfType<Heard.Final>().Select(f => f.Text).ToArray();
        foreach (var part in new[] { 4, 3, 2 })
        {
            await WaitUntil(() => engine.Sessions == 0);
            var session = await engine.Open(Caller);
            Write(session, sentence.AsSpan(0, sentence.Length / part));
            await WaitUntil(() => session.Lag == TimeSpan.Zero);
            await session.DisposeAsync();
            session.Write(sentence);
            session.Complete();
            Assert.DoesNotContain(await Rest(session), h => h is Heard.Final or Heard.Failed);
        }
        await WaitUntil(() => engine.Sessions == 0);
        Assert.Equal(expected, (await Transcribe(engine, sentence)).OfType<Heard.Final>().Select(f => f.Text));
    }

    [Fact]
    public async Task An_engine_that_shuts_down_ends_its_sessions_with_a_reason()
    {
        Installed.RequirePocketSphinx();
        var engine = Engine(new PocketSphinxSettings { MaxSessions = 2, SecondLook = false });
        var session = await engine.Open(Caller);
        session.Write(new short[SpeechAudio.SampleRate]);
        engine.Dispose();
        session.Write(new short[SpeechAudio.SampleRate]);
        Assert.Contains(await Rest(session), h => h is Heard.Failed);
        await session.DisposeAsync();
        await AssertFails(engine, "shutting down");
    }

    [Fact]
    public async Task Telephone_band_is_called_unreliable_and_its_words_carry_little_confidence()
    {
        Installed.RequirePocketSphinx();
        var sentence = await Patient("good morning");
        await using var session = await loaded.Engine.Open(Caller with { Band = AudioBand.Narrow });
        Assert.NotNull(session.Unreliable);
        Write(session, sentence);
        session.Complete();
        var finals = (await Rest(session)).OfType<Heard.Final>().ToArray();
        Assert.NotEmpty(finals);
        Assert.All(finals.SelectMany(f => f.Words), w => Assert.InRange(w.Confidence!.Value, 0, 0.3));
    }

    [Fact]
    public async Task A_sentence_over_the_telephone_is_heard_with_few_wrong_words()
    {
        Installed.RequirePocketSphinx();
        const string Said = "i need to see the doctor this week because my cough is getting worse";
        var heard = await Recording.Hear(loaded.Engine, await Patient(Said), Caller with { Encoding = LegEncoding.MuLaw }, TestContext.Current.CancellationToken);
        var text = string.Join(' ', heard.OfType<Heard.Final>().Select(f => f.Text));
        output.WriteLine(text);
        Assert.InRange(WordErrors.Between(Said, text).Percent, 0, 25);
    }

    [Fact]
    public async Task A_name_of_the_practice_is_heard_where_it_was_told_and_nowhere_else()
    {
        Installed.RequirePocketSphinx();
        var said = await Patient("i would like to see doctor okonkwo on monday");
        using var engine = Engine(new PocketSphinxSettings { MaxSessions = 2, Threads = 1 });
        var told = await Transcribe(engine, said, Caller with { Phrases = ["Dr. Okonkwo"] });
        await WaitUntil(() => engine.Sessions == 0);
        var untold = await Transcribe(engine, said);
        Assert.Contains(told.OfType<Heard.Final>(), f => f.Text.Contains("doctor okonkwo", StringComparison.Ordinal));
        Assert.DoesNotContain(untold.OfType<Heard.Final>(), f => f.Text.Contains("okonkwo", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("read(2)", "read")]
    [InlineData("can't", "can't")]
    [InlineData("Doctor", "doctor")]
    [InlineData("<s>", null)]
    [InlineData("</s>", null)]
    [InlineData("<sil>", null)]
    [InlineData("[NOISE]", null)]
    [InlineData("[SPEECH]", null)]
    [InlineData("++BREATH++", null)]
    [InlineData("", null)]
    public void Fillers_and_pronunciation_numbers_are_no_words(string raw, string? expected) =>
        Assert.Equal(expected, SphinxDecoder.SpokenWord(raw));

    private static async Task WaitUntil(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "It did not happen within 20 s.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
