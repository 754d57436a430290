using HybridAgent.Core.Calls;
using HybridAgent.Speech.Azure.Protocol;

namespace HybridAgent.Speech.Azure.Session;

/// <summary>Writes what the service heard on the leg's clock, in the house's words. One thread at a time.</summary>
/// <param name="form">What the session's positions mean in time.</param>
/// <param name="startMs">Where on the leg's clock the session begins.</param>
internal sealed class Scribe(AudioForm form, int startMs, Action<Heard> say)
{
    private bool _partialShown;

    /// <summary>Where the utterance began that is being heard and not final yet; null when there is none.</summary>
    public long? OpenSince { get; private set; }

    /// <summary>Where the last final ended, in the session.</summary>
    public long SaidUpTo { get; private set; }

    /// <summary>Finals that end before this position came late: their audio had waited for the service.</summary>
    public long LateBefore { get; set; }

    public int Ms(long position) => startMs + (int)form.Time(position).TotalMilliseconds;

    public void Hypothesis(ServiceReply reply, TurnClock clock)
    {
        if (reply.Text.Length == 0) return;
        var from = clock.Position(reply.Offset);
        OpenSince ??= from;
        _partialShown = true;
        say(new Heard.Partial(reply.Text, Spread(reply.Text, Ms(from), Ms(clock.Position(reply.End)), null), Ms(from)));
    }

    /// <returns>How many words became text; 0 for silence, noise and what had been said already.</returns>
    public int Phrase(ServiceReply reply, TurnClock clock)
    {
        var (from, to) = (clock.Position(reply.Offset), clock.Position(reply.End));
        OpenSince = null;
        // A replay may repeat what was final just before the connection broke.
        var repeated = to <= SaidUpTo && from < SaidUpTo;
        if (reply.Status != "Success" || reply.Text.Length == 0 || repeated)
        {
            if (_partialShown) say(new Heard.Partial("", [], Ms(from)));
            _partialShown = false;
            return 0;
        }
        _partialShown = false;
        var words = reply.Words.Count > 0 ? Timed(reply, clock) : Spread(reply.Text, Ms(from), Ms(to), reply.Confidence);
        var endMs = Math.Max(Ms(to), words[^1].EndMs);
        SaidUpTo = Math.Max(SaidUpTo, to);
        say(new Heard.Final(reply.Text, words, Ms(from), endMs) { Language = reply.Language, Late = to < LateBefore });
        return words.Length;
    }

    private Word[] Timed(ServiceReply reply, TurnClock clock)
    {
        var words = new Word[reply.Words.Count];
        var last = 0;
        for (var i = 0; i < words.Length; i++)
        {
            var word = reply.Words[i];
            // The service rates phrases; a word of its own rating counts more where there is one.
            var from = Math.Max(last, Ms(clock.Position(word.Offset)));
            last = from;
            words[i] = new Word(word.Text, from, Math.Max(from, Ms(clock.Position(word.Offset + word.Duration))), word.Confidence ?? reply.Confidence);
        }
        return words;
    }

    /// <summary>Words without times of their own share the utterance's time by their length.</summary>
    private static Word[] Spread(string text, int fromMs, int toMs, double? confidence)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return [new Word(text, fromMs, toMs, confidence)];
        double letters = words.Sum(w => w.Length + 1), before = 0;
        return Array.ConvertAll(words, w =>
        {
            var begin = fromMs + (int)((toMs - fromMs) * before / letters);
            before += w.Length + 1;
            return new Word(w, begin, fromMs + (int)((toMs - fromMs) * before / letters), confidence);
        });
    }
}
