using System.Threading.Channels;
using HybridAgent.Core.Calls;

namespace HybridAgent.Speech.Tests.Chain;

/// <summary>
/// An engine that a test kills, sends away and brings back. It hears <see cref="Talk"/>, cut into utterances of its own length,
/// and checks that each piece of audio stands where its session's clock says.
/// </summary>
/// <param name="wordsAnUtterance">Two engines never cut alike.</param>
internal sealed class StagedEngine(string name, int wordsAnUtterance) : ITranscriber
{
    private readonly List<Session> _sessions = [];
    private SpeechFailure? _refuses;
    private bool _away;

    public string Name => name;

    public TranscriberStatus Status => _refuses is null ? TranscriberStatus.Ready : TranscriberStatus.Unavailable("Refused.");

    /// <summary>Every session ever opened, in order.</summary>
    public IReadOnlyList<Session> Sessions => _sessions;

    public IEnumerable<Session> Open => _sessions.Where(s => !s.IsOver);

    public TimeSpan Lag { get; set; }

    public string? Unreliable { get; set; }

    /// <summary>When given, opening does not complete before this does.</summary>
    public Task? Hangs { get; set; }

    /// <summary>Throws on opening, against its contract.</summary>
    public bool Throws { get; set; }

    public async ValueTask<ITranscription> Begin(TranscriptionOptions options)
    {
        if (Hangs is { } hangs) await hangs.ConfigureAwait(false);
        if (Throws) throw new InvalidOperationException("Against the contract.");
        if (_refuses is { } why) return new FailedTranscription($"{name} refuses.", why);
        var session = new Session(this, options, wordsAnUtterance);
        _sessions.Add(session);
        if (_away) session.GoAway();
        return session;
    }

    ValueTask<ITranscription> ITranscriber.Open(TranscriptionOptions options, CancellationToken cancellation) => Begin(options);

    /// <summary>Sessions fail, and new ones do so at once.</summary>
    public void Die(SpeechFailure kind = SpeechFailure.RuntimeError)
    {
        _refuses = kind;
        foreach (var session in Open.ToArray()) session.Fail(kind);
    }

    /// <summary>Sessions cannot hear for now; they keep audio and say so.</summary>
    public void GoAway()
    {
        if (_away || _refuses is not null) return;
        _away = true;
        foreach (var session in Open.ToArray()) session.GoAway();
    }

    /// <summary>Works again: sessions that were away say what they kept.</summary>
    public void ComeBack()
    {
        (_refuses, _away) = (null, false);
        foreach (var session in Open.ToArray()) session.ComeBack();
    }

    internal sealed class Session(StagedEngine engine, TranscriptionOptions options, int wordsAnUtterance) : ITranscription
    {
        private readonly Channel<Heard> _results = Channel.CreateUnbounded<Heard>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });
        private long _samples;
        private int _saidUpToMs = options.StartMs;
        private int _shown;
        private bool _away, _said;

        public bool IsOver { get; private set; }

        public bool IsComplete { get; private set; }

        public int StartMs => options.StartMs;

        /// <summary>Where on the leg's clock this session is.</summary>
        public int NowMs => options.StartMs + (int)(_samples / SpeechAudio.SamplesPerMs);

        /// <summary>Pieces of audio that stood at another time than the session's clock said.</summary>
        public int Misplaced { get; private set; }

        /// <summary>Throws on the next audio, against its contract.</summary>
        public bool ThrowsOnAudio { get; set; }

        public ChannelReader<Heard> Results => _results.Reader;

        public TimeSpan Lag => engine.Lag;

        public TimeSpan Dropped => TimeSpan.Zero;

        public string? Unreliable => engine.Unreliable;

        public void Write(ReadOnlySpan<short> frame)
        {
            if (ThrowsOnAudio) throw new InvalidOperationException("Against the contract.");
            if (IsOver || IsComplete) return;
            if (frame[0] != Talk.Sample(NowMs)) Misplaced++;
            _samples += frame.Length;
            if (!_away) Hear(final: false);
        }

        public void Complete()
        {
            IsComplete = true;
            if (_away) return;
            Hear(final: true);
            End();
        }

        public void Fail(SpeechFailure kind)
        {
            _results.Writer.TryWrite(new Heard.Failed("It died.", kind));
            End();
        }

        /// <summary>Ends without a word.</summary>
        public void End()
        {
            IsOver = true;
            _results.Writer.TryComplete();
        }

        public void GoAway()
        {
            (_away, _said) = (true, true);
            _results.Writer.TryWrite(new Heard.Interrupted($"{engine.Name} is away.", SpeechFailure.ConnectionFailure));
        }

        public void ComeBack()
        {
            if (!_away) return;
            _away = false;
            if (_said) _results.Writer.TryWrite(new Heard.Resumed());
            Hear(final: IsComplete);
            if (IsComplete) End();
        }

        public void Say(Heard heard) => _results.Writer.TryWrite(heard);

        public ValueTask DisposeAsync()
        {
            End();
            return ValueTask.CompletedTask;
        }

        private void Hear(bool final)
        {
            while (true)
            {
                var words = Talk.Words(_saidUpToMs).Take(wordsAnUtterance).TakeWhile(w => w.EndMs <= NowMs).ToArray();
                if (words.Length == 0) return;
                var text = string.Join(' ', words.Select(w => w.Text));
                if (words.Length < wordsAnUtterance && !final)
                {
                    if (words.Length != _shown) _results.Writer.TryWrite(new Heard.Partial(text, words, words[0].StartMs));
                    _shown = words.Length;
                    return;
                }
                _results.Writer.TryWrite(new Heard.Final(text, words, words[0].StartMs, words[^1].EndMs));
                (_saidUpToMs, _shown) = (words[^1].EndMs, 0);
            }
        }
    }
}

/// <summary>Somebody who says a numbered word every 400 ms and never stops; the audio says what time it is.</summary>
internal static class Talk
{
    public const int WordMs = 400;

    /// <summary>Word n is spoken from n * 400 ms on.</summary>
    public static string Word(int number) => $"w{number}";

    public static int Number(string word) => int.Parse(word[1..], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Words that begin at a time or after it, without end.</summary>
    public static IEnumerable<Word> Words(int fromMs)
    {
        for (var n = (fromMs + WordMs - 1) / WordMs; ; n++) yield return new Word(Word(n), n * WordMs, (n + 1) * WordMs, 0.9);
    }

    public static short Sample(int ms) => (short)(1 + (ms / 20 % 30_000));

    public static short[] Frame(int ms) => [.. Enumerable.Repeat(Sample(ms), SpeechAudio.FrameSamples)];
}
