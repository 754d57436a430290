using HybridAgent.Core.Calls;

namespace HybridAgent.Speech.PocketSphinx;

/// <summary>Cuts one leg's audio into utterances and has a decoder read them. One thread at a time.</summary>
internal sealed class UtteranceListener
{
    /// <summary>Kept before the onset, so that soft first sounds are not cut off: 320 ms.</summary>
    private const int PreRollFrames = 16;
    /// <summary>A pause that is good enough to cut a long utterance at: 160 ms.</summary>
    private const int BreathFrames = 8;

    /// <summary>What a word of the second ear is worth: too little to fill a field or to take anything away.</summary>
    private const double SpottedConfidence = 0.2;

    private readonly SphinxDecoder _decoder;
    private readonly PocketSphinxSettings _settings;
    private readonly Action<Heard> _say;
    private readonly double _mostConfidence;
    private readonly Endpointer _endpointer;
    private readonly short[] _frame = new short[SpeechAudio.FrameSamples];
    private readonly Queue<short[]> _preRoll = new();
    private readonly int _longest, _breathAfter, _partialEvery;
    private readonly short[] _utterance;
    private readonly int _startMs;
    private int _frameFill, _length, _heardAtPartial;
    private long _position, _utteranceAt;
    private string _partial = "";
    private IReadOnlyList<Word> _looked = [];
    private int _lookAt;
    private bool _open, _hurry;

    /// <summary>The first look at an unfinished utterance comes after this much; each later one after half as much again.</summary>
    private const int FirstLook = SpeechAudio.SampleRate;
    /// <summary>No look at more than this: it would hold a thread too long.</summary>
    private const int LongestLook = 6 * SpeechAudio.SampleRate;
    /// <summary>A word this close to the edge of a look may be only half of one.</summary>
    private const int EdgeMs = 150;

    /// <param name="mostConfidence">No word gets more than this: below 1 where the engine is known to be unreliable.</param>
    public UtteranceListener(SphinxDecoder decoder, PocketSphinxSettings settings, int startMs, double mostConfidence, Action<Heard> say)
    {
        (_decoder, _settings, _startMs, _mostConfidence, _say) = (decoder, settings, startMs, mostConfidence, say);
        _endpointer = new Endpointer(settings.EndSilence);
        _longest = (int)(settings.LongestUtterance.TotalMilliseconds * SpeechAudio.SamplesPerMs);
        _breathAfter = _longest * 4 / 5;
        _partialEvery = (int)(settings.PartialEvery.TotalMilliseconds * SpeechAudio.SamplesPerMs);
        _utterance = new short[_longest + ((PreRollFrames + 2) * SpeechAudio.FrameSamples)];
    }

    /// <param name="hurry">True when audio waits behind this: partials are then made the cheap way.</param>
    public void Hear(ReadOnlySpan<short> samples, bool hurry)
    {
        _hurry = hurry;
        while (samples.Length > 0)
        {
            var n = Math.Min(samples.Length, _frame.Length - _frameFill);
            samples[..n].CopyTo(_frame.AsSpan(_frameFill));
            samples = samples[n..];
            _frameFill += n;
            if (_frameFill == _frame.Length) HearFrame();
        }
    }

    /// <summary>Audio is missing: what was open ends, and the clock jumps.</summary>
    /// <param name="position">Samples from the session's start to the next one heard.</param>
    public void Skip(long position)
    {
        Finish();
        _frameFill = 0;
        _preRoll.Clear();
        _position = position;
    }

    /// <summary>No more audio for now: an open utterance becomes final.</summary>
    public void Finish()
    {
        if (_open) End();
    }

    /// <summary>An open utterance is forgotten.</summary>
    public void Abandon()
    {
        if (!_open) return;
        _open = false;
        _decoder.EndUtterance();
    }

    private void HearFrame()
    {
        _frameFill = 0;
        _position += _frame.Length;
        _endpointer.Hear(_frame);
        if (!_open)
        {
            _preRoll.Enqueue(_preRoll.Count >= PreRollFrames ? Reuse(_preRoll.Dequeue()) : [.. _frame]);
            if (_endpointer.Speaking) Begin();
            return;
        }
        Take(_frame);
        if (!_endpointer.Speaking || _length >= _longest || (_length >= _breathAfter && _endpointer.QuietFrames >= BreathFrames)) End();
        else if (_length - _heardAtPartial >= _partialEvery) SayPartial();
    }

    private short[] Reuse(short[] old)
    {
        _frame.CopyTo(old, 0);
        return old;
    }

    private void Begin()
    {
        _open = true;
        (_length, _heardAtPartial, _partial) = (0, 0, "");
        (_looked, _lookAt) = ([], FirstLook);
        _utteranceAt = _position - ((long)_preRoll.Count * _frame.Length);
        _decoder.BeginUtterance();
        while (_preRoll.TryDequeue(out var frame)) Take(frame);
    }

    private void Take(short[] frame)
    {
        frame.CopyTo(_utterance, _length);
        _length += frame.Length;
        _decoder.Hear(frame);
    }

    private int UtteranceStartMs => _startMs + (int)(_utteranceAt / SpeechAudio.SamplesPerMs);

    private void SayPartial()
    {
        _heardAtPartial = _length;
        _decoder.Adapt();
        if (_settings.SecondLook && !_hurry && _length >= _lookAt && _length <= LongestLook) Look();
        var words = Stitched(_decoder.Words(UtteranceStartMs, withConfidence: false));
        var text = Join(words);
        if (text == _partial || text.Length == 0) return;
        _partial = text;
        _say(new Heard.Partial(text, words, words[0].StartMs));
    }

    /// <summary>
    /// The first pass alone hears "test again" where all passes hear "chest pain", and a cue must not wait for the end of
    /// the sentence: so the passes run over what was said so far, and the first pass starts anew. Costs about 0.2 s a second
    /// of audio looked at, hence the growing distance.
    /// </summary>
    private void Look()
    {
        _lookAt = _length * 3 / 2;
        _decoder.EndUtterance();
        var edge = UtteranceStartMs + (_length / SpeechAudio.SamplesPerMs) - EdgeMs;
        _looked = [.. _decoder.Words(UtteranceStartMs, withConfidence: false).TakeWhile(w => w.EndMs <= edge)];
        _decoder.BeginUtterance();
        _decoder.Hear(_utterance.AsSpan(0, _length));
    }

    /// <summary>The words of the last look, then those of the first pass that begin after them.</summary>
    private IReadOnlyList<Word> Stitched(IReadOnlyList<Word> words) =>
        _looked.Count == 0 ? words : [.. _looked, .. words.Where(w => (w.StartMs + w.EndMs) / 2 > _looked[^1].EndMs)];

    private void End()
    {
        _open = false;
        _endpointer.End();
        _decoder.EndUtterance();
        if (_settings.SecondLook)
        {
            _decoder.BeginUtterance();
            _decoder.Hear(_utterance.AsSpan(0, _length), whole: true);
            _decoder.EndUtterance();
        }
        var endMs = UtteranceStartMs + (_length / SpeechAudio.SamplesPerMs);
        var words = _decoder.Words(UtteranceStartMs, withConfidence: true)
            .Select(w => w with { EndMs = Math.Min(w.EndMs, endMs), Confidence = Math.Min(w.Confidence ?? 0, _mostConfidence) }).ToArray();
        if (words.Length > 0) _say(new Heard.Final(Join(words), words, words[0].StartMs, words[^1].EndMs));
        else if (_partial.Length > 0) _say(new Heard.Partial("", [], UtteranceStartMs));
        if (_settings.KeyphraseEar) Spot(words);
    }

    /// <summary>
    /// The second ear goes over the utterance. What it finds takes the place of the words the transcript has there, so that a "no"
    /// or "last year" beside it still counts; what the transcript has too needs no second mention.
    /// </summary>
    private void Spot(IReadOnlyList<Word> transcript)
    {
        foreach (var found in _decoder.Spot(_utterance.AsSpan(0, _length), UtteranceStartMs))
        {
            if (Join(transcript).Contains(found.Text, StringComparison.Ordinal)) continue;
            var phrase = found.Text.Split(' ').Select(w => new Word(w, found.StartMs, found.EndMs, SpottedConfidence));
            Word[] words =
            [
                .. transcript.Where(w => Middle(w) < found.StartMs), .. phrase, .. transcript.Where(w => Middle(w) > found.EndMs),
            ];
            _say(new Heard.Spotted(Join(words), words, words[0].StartMs, words[^1].EndMs));
        }
    }

    private static int Middle(Word word) => (word.StartMs + word.EndMs) / 2;

    private static string Join(IEnumerable<Word> words) => string.Join(' ', words.Select(w => w.Text));
}
