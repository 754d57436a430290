namespace HybridAgent.Speech.Chain;

/// <summary>
/// What of one leg has become text, and what was heard without any: so that engines that take over from one another say nothing
/// twice and hide nothing that is missing. Times are on the leg's clock. One step at a time.
/// </summary>
internal sealed class LegText
{
    /// <summary>Two engines place the same word this far apart.</summary>
    private const int ToleranceMs = 200;
    /// <summary>Of words this old an engine has shown something; of newer ones it may not have, and then they die with it.</summary>
    private const int UnprovenMs = 2000;
    private readonly AudioForm _form;
    private readonly ReplayBuffer _audio;
    private readonly int _startMs;
    private int? _openFromMs;
    private int _heardUpToMs;

    /// <param name="startMs">Where on the leg's clock the first audio stands.</param>
    public LegText(AudioForm form, int startMs, ReplayBuffer audio) =>
        (_form, _startMs, _audio, _heardUpToMs, SaidUpToMs) = (form, startMs, audio, startMs, startMs);

    /// <summary>Where the last final ended: the next engine begins here.</summary>
    public int SaidUpToMs { get; private set; }

    /// <summary>The end of the audio that is here.</summary>
    public int NowMs => Ms(_audio.Written);

    /// <summary>An utterance is shown that is not final yet.</summary>
    public bool IsOpen => _openFromMs is not null;

    public int Ms(long position) => _startMs + (int)_form.Time(position).TotalMilliseconds;

    /// <summary>Where a new session's audio begins, in bytes from the leg's first.</summary>
    public long Begin() => Math.Max(_audio.Settled, _audio.Start);

    /// <summary>The engine that has the leg has listened, with so much audio still waiting for it.</summary>
    public void Listened(TimeSpan lag) => _heardUpToMs = Math.Max(_heardUpToMs, NowMs - (int)lag.TotalMilliseconds - UnprovenMs);

    public void Partial(Heard.Partial partial) => _openFromMs = partial.Text.Length > 0 ? _openFromMs ?? partial.StartMs : null;

    /// <summary>What was shown of an unfinished utterance goes away: somebody else hears it anew.</summary>
    public Heard.Partial? Withdraw()
    {
        if (_openFromMs is not { } from) return null;
        _openFromMs = null;
        _heardUpToMs = Math.Min(_heardUpToMs, Math.Max(from, SaidUpToMs));
        return new Heard.Partial("", [], from);
    }

    /// <summary>Audio before <paramref name="toMs"/> that nobody heard and nobody will; null when there is none.</summary>
    public Heard.Gap? MissingBefore(int toMs)
    {
        var fromMs = Math.Max(SaidUpToMs, _heardUpToMs);
        if (fromMs >= toMs) return null;
        _heardUpToMs = toMs;
        return new Heard.Gap(fromMs, toMs);
    }

    /// <summary>The part of a final that no other engine has said; null when there is none.</summary>
    /// <param name="coveredMs">What ends before this, others have said.</param>
    public Heard.Final? Admit(Heard.Final final, int coveredMs)
    {
        _openFromMs = null;
        var part = final.StartMs >= coveredMs - ToleranceMs && final.EndMs > coveredMs ? final : After(final, coveredMs);
        if (part is null) return null;
        // An engine that places its words in the future must not make everything until then look like a repetition.
        SaidUpToMs = Math.Max(SaidUpToMs, Math.Min(part.EndMs, NowMs));
        _audio.Settle(_form.BytesPerSecond / 1000L * (SaidUpToMs - _startMs));
        return part;
    }

    private static Heard.Final? After(Heard.Final final, int ms)
    {
        var words = final.Words.SkipWhile(w => (w.StartMs + w.EndMs) / 2 < ms).ToArray();
        return words.Length == 0 ? null
            : words.Length == final.Words.Count ? final
            : final with { Text = string.Join(' ', words.Select(w => w.Text)), Words = words, StartMs = words[0].StartMs };
    }
}
