using System.Runtime.InteropServices;
using System.Text;
using HybridAgent.Core.Calls;
using HybridAgent.Speech.PocketSphinx.Language;

namespace HybridAgent.Speech.PocketSphinx;

/// <summary>One native decoder. Not thread-safe: the pool lends it to one session, and one thread at a time runs it.</summary>
internal sealed unsafe class SphinxDecoder : IDisposable
{
    private const int FrameMs = 10;
    private const int CepstrumSize = 13;
    // Places in feat_t and cmn_t of sphinxbase 0.8+5prealpha on LP64 (sphinxbase/feat.h, sphinxbase/cmn.h).
    private const int FeatCepstrumSize = 16, FeatCmn = 88, CmnSum = 16, CmnFrames = 24, CmnVectorLength = 28;
    /// <summary>How much audio the model's own channel mean is worth against the caller's, in 10 ms frames (the library says 500).</summary>
    private const int MeanWeightFrames = 200;

    /// <summary>The library's own weight of language against sound (-lw).</summary>
    private const double LanguageWeight = 6.5;
    private const string Transcript = "transcript", Keyphrases = "keyphrases";

    private readonly SphinxDecoderHandle _decoder;
    private readonly SphinxConfigHandle _config;
    private readonly nint[] _arguments;
    private readonly nint _logmath;
    private readonly float[]? _firstMean;
    private bool _inUtterance;

    /// <param name="telephone">True for audio that <see cref="BandFiller"/> filled: the model is moved towards it.</param>
    /// <exception cref="InvalidOperationException">The native library refused the model.</exception>
    public SphinxDecoder(PocketSphinxSettings settings, CallLanguage language, bool telephone)
    {
        (Language, Telephone) = (language.Key, telephone);
        string[] arguments =
        [
            "hybrid-agent",
            "-hmm", Path.Combine(settings.ModelFolder, "en-us"),
            "-dict", Path.Combine(settings.ModelFolder, "cmudict-en-us.dict"),
            "-samprate", "16000",
            // The library's own silence removal shifts every word time; our Endpointer does that work.
            "-remove_silence", "no",
            "-logfn", "/dev/null",
            .. telephone ? (ReadOnlySpan<string>)["-mllr", language.Telephone] : [],
        ];
        // The library keeps pointers into these strings: they live as long as the decoder.
        _arguments = [.. arguments.Select(Marshal.StringToCoTaskMemUTF8)];
        NativeSphinx.err_set_logfp(0);
        fixed (nint* first = _arguments)
            _config = NativeSphinx.cmd_ln_parse_r(0, NativeSphinx.ps_args(), _arguments.Length, first, strict: 1);
        if (_config.IsInvalid)
        {
            FreeArguments();
            throw new InvalidOperationException("PocketSphinx refused its settings.");
        }
        _decoder = NativeSphinx.ps_init(_config);
        if (_decoder.IsInvalid)
        {
            _config.Dispose();
            FreeArguments();
            throw new InvalidOperationException("PocketSphinx could not load its model.");
        }
        _logmath = NativeSphinx.ps_get_logmath(_decoder);
        try
        {
            Learn(settings, language);
        }
        catch (InvalidOperationException)
        {
            Dispose();
            throw;
        }
        _firstMean = ReadMean();
    }

    /// <summary>Which language it was made for: <see cref="CallLanguage.Key"/>.</summary>
    public string Language { get; }

    /// <summary>Whether it was made for telephone audio.</summary>
    public bool Telephone { get; }

    /// <summary>Joins the model's own language with that of medical calls.</summary>
    private void Learn(PocketSphinxSettings settings, CallLanguage language)
    {
        foreach (var (word, phones) in language.Words) _ = NativeSphinx.ps_add_word(_decoder, word, phones, update: 0);
        // The library adds the models' scores after the language weight was applied to them: the weights must be raised to it too.
        float[] weights = [.. new[] { 1 - settings.CallsWeight, settings.CallsWeight }.Select(w => (float)Math.Pow(w, LanguageWeight))];
        string[] files = [Path.Combine(settings.ModelFolder, "en-us.lm.bin"), language.Model];
        nint[] models = [.. files.Select(f => NativeSphinx.ngram_model_read(_config, f, 0, _logmath))];
        if (models.Contains(0)) throw new InvalidOperationException("PocketSphinx could not load its language model.");
        nint[] names = [Marshal.StringToCoTaskMemUTF8("english"), Marshal.StringToCoTaskMemUTF8("calls")];
        nint set;
        fixed (nint* model = models, name = names)
        fixed (float* weight = weights)
            set = NativeSphinx.ngram_model_set_init(_config, model, name, weight, models.Length);
        foreach (var name in names) Marshal.FreeCoTaskMem(name);
        if (set == 0) throw new InvalidOperationException("PocketSphinx could not join its language models.");
        _ = NativeSphinx.ngram_model_set_interp(set, 0, 0);
        var failed = NativeSphinx.ps_set_lm(_decoder, Transcript, set) < 0 || NativeSphinx.ps_set_search(_decoder, Transcript) < 0;
        _ = NativeSphinx.ngram_model_free(set);
        if (failed) throw new InvalidOperationException("PocketSphinx refused its language model.");
        if (NativeSphinx.ps_set_kws(_decoder, Keyphrases, language.Keyphrases) < 0)
            throw new InvalidOperationException("PocketSphinx refused its keyphrases.");
    }

    /// <summary>Which of the keyphrases are in a whole utterance. Not within one.</summary>
    /// <param name="startMs">Where its first sample stands on the leg's clock.</param>
    public IReadOnlyList<Keyphrase> Spot(ReadOnlySpan<short> utterance, int startMs)
    {
        _ = NativeSphinx.ps_set_search(_decoder, Keyphrases);
        try
        {
            BeginUtterance();
            Hear(utterance, whole: true);
            EndUtterance();
            return Found(startMs);
        }
        finally
        {
            _ = NativeSphinx.ps_set_search(_decoder, Transcript);
        }
    }

    private List<Keyphrase> Found(int startMs)
    {
        var found = new List<Keyphrase>();
        for (var segment = NativeSphinx.ps_seg_iter(_decoder); segment != 0; segment = NativeSphinx.ps_seg_next(segment))
        {
            int from, to;
            NativeSphinx.ps_seg_frames(segment, &from, &to);
            found.Add(new Keyphrase(Text(NativeSphinx.ps_seg_word(segment)), startMs + (from * FrameMs), startMs + (to * FrameMs)));
        }
        return found;
    }

    /// <summary>False when what the last speaker taught the decoder cannot be undone; then it serves one session only.</summary>
    public bool Reusable => _firstMean is not null;

    /// <summary>Forgets the last speaker: the channel mean of one caller must not colour the next.</summary>
    public void BeginSession()
    {
        if (_inUtterance) EndUtterance();
        if (_firstMean is not null) ForgetMean(_firstMean);
        _ = NativeSphinx.ps_start_stream(_decoder);
    }

    private void ForgetMean(float[] first)
    {
        var cmn = Cmn();
        fixed (float* mean = first) NativeSphinx.cmn_live_set(cmn, mean);
        var sum = *(float**)(cmn + CmnSum);
        for (var i = 0; i < CepstrumSize; i++) sum[i] = first[i] * MeanWeightFrames;
        *(int*)(cmn + CmnFrames) = MeanWeightFrames;
    }

    /// <summary>Takes what was heard so far into the channel mean, without waiting for the end of the utterance.</summary>
    public void Adapt()
    {
        if (_firstMean is not null) NativeSphinx.cmn_live_update(Cmn());
    }

    /// <exception cref="InvalidOperationException">The decoder broke.</exception>
    public void BeginUtterance()
    {
        if (NativeSphinx.ps_start_utt(_decoder) < 0) throw new InvalidOperationException("PocketSphinx could not begin an utterance.");
        _inUtterance = true;
    }

    /// <param name="whole">True when <paramref name="samples"/> is the whole utterance: then its own mean is used.</param>
    /// <exception cref="InvalidOperationException">The decoder broke.</exception>
    public void Hear(ReadOnlySpan<short> samples, bool whole = false)
    {
        if (samples.IsEmpty) return;
        fixed (short* data = samples)
            if (NativeSphinx.ps_process_raw(_decoder, data, (nuint)samples.Length, 0, whole ? 1 : 0) < 0)
                throw new InvalidOperationException("PocketSphinx could not decode audio.");
    }

    public void EndUtterance()
    {
        _inUtterance = false;
        _ = NativeSphinx.ps_end_utt(_decoder);
    }

    /// <summary>The words so far, without fillers.</summary>
    /// <param name="startMs">Where the utterance's first sample stands on the leg's clock.</param>
    /// <param name="withConfidence">Only after <see cref="EndUtterance"/>: before, there is no posterior.</param>
    public IReadOnlyList<Word> Words(int startMs, bool withConfidence)
    {
        var words = new List<Word>();
        // Frames count from the start of the stream; the first segment, <s>, stands at the utterance's first frame.
        var origin = -1;
        for (var segment = NativeSphinx.ps_seg_iter(_decoder); segment != 0; segment = NativeSphinx.ps_seg_next(segment))
        {
            int from, to, a, l, b;
            NativeSphinx.ps_seg_frames(segment, &from, &to);
            if (origin < 0) origin = from;
            if (SpokenWord(Text(NativeSphinx.ps_seg_word(segment))) is not { } word) continue;
            double? confidence = null;
            if (withConfidence)
            {
                var posterior = NativeSphinx.logmath_exp(_logmath, NativeSphinx.ps_seg_prob(segment, &a, &l, &b));
                confidence = Math.Round(Math.Clamp(double.IsNaN(posterior) ? 0 : posterior, 0, 1), 3);
            }
            words.Add(new Word(word, startMs + ((from - origin) * FrameMs), startMs + ((Math.Max(from, to) + 1 - origin) * FrameMs), confidence));
        }
        return words;
    }

    /// <summary>Null for fillers; "read(2)", the second pronunciation of read, becomes "read".</summary>
    internal static string? SpokenWord(string raw)
    {
        if (raw.Length == 0 || raw[0] is '<' or '[' || raw.StartsWith("++", StringComparison.Ordinal)) return null;
        var paren = raw.EndsWith(')') ? raw.LastIndexOf('(') : -1;
        return (paren > 0 ? raw[..paren] : raw).ToLowerInvariant();
    }

    private static string Text(nint utf8)
    {
        if (utf8 == 0) return "";
        return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)utf8));
    }

    private nint Cmn() => *(nint*)(NativeSphinx.ps_get_feat(_decoder) + FeatCmn);

    private float[]? ReadMean()
    {
        var feat = NativeSphinx.ps_get_feat(_decoder);
        // A build with another layout would not hold these two numbers here: then the mean stays untouched.
        if (feat == 0 || *(int*)(feat + FeatCepstrumSize) != CepstrumSize) return null;
        var cmn = Cmn();
        if (cmn == 0 || *(int*)(cmn + CmnVectorLength) != CepstrumSize) return null;
        var mean = new float[CepstrumSize];
        fixed (float* first = mean) NativeSphinx.cmn_live_get(cmn, first);
        return mean;
    }

    private void FreeArguments()
    {
        foreach (var argument in _arguments) Marshal.FreeCoTaskMem(argument);
    }

    public void Dispose()
    {
        if (_decoder.IsClosed) return;
        _decoder.Dispose();
        _config.Dispose();
        FreeArguments();
    }
}

/// <summary>One of the phrases the second ear listens for, and where it was heard on the leg's clock.</summary>
internal readonly record struct Keyphrase(string Text, int StartMs, int EndMs);
