using System.Diagnostics;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;

namespace HybridAgent.Benchmarks;

/// <summary>
/// How long the words of a partial take to become a cue decision, and a whole call's words to become a drafted note, from the first
/// minute to the sixtieth; against splitting and lower-casing the same text, which anything that reads it has to do.
/// </summary>
internal static class CueBenchmark
{
    private const int WordsAMinute = 150;
    private const int WordsAnUtterance = 20;
    private const int Measured = 30;

    // Everyday speech; every so often something the floor must look at twice.
    private static readonly string[] Sentences =
    [
        "i was calling because the pharmacy said they never got the refill and i only have two pills left of it",
        "no she has not had any fever but her mother had a stroke in two thousand ten and we worry about that",
        "well it started yesterday after dinner and since then it comes and goes mostly when i walk up the stairs you know",
        "my number is five five five two one two three four five six and the best time is after four in the afternoon",
        "he fell off the porch this morning and he says that he is fine but i do not know what to think",
        "i do not have chest pain i just wanted to ask whether the appointment on monday can be moved to another day",
    ];

    public static Task Run()
    {
        // The first pass warms up.
        _ = Partials(minutes: 5);
        foreach (var minutes in (int[])[1, 10, 60])
        {
            var (cue, bare) = Partials(minutes);
            Console.WriteLine($"  cue decision on a partial, minute {minutes,2}: p50 {1000 * cue.Median:F0} us, p99 {1000 * cue.At(0.99):F0} us, worst {1000 * cue.Maximum:F0} us ({cue.Count} partials); {cue.Median / bare.Median:F1} x splitting the text");
        }
        var strangers = Strangers();
        Console.WriteLine($"  cue decision on a partial, strangers' sentences, a new call every ten: p50 {1000 * strangers.Median:F0} us, p99 {1000 * strangers.At(0.99):F0} us, worst {1000 * strangers.Maximum:F0} us ({strangers.Count} partials)");
        foreach (var minutes in (int[])[5, 60])
        {
            var draft = Drafts(minutes);
            Console.WriteLine($"  whole note drafted again after {minutes,2} minutes: p50 {draft.Median:F2} ms, p99 {draft.At(0.99):F2} ms");
        }
        return Task.CompletedTask;
    }

    /// <summary>One partial a word, as a fast engine gives them; only the last minute is measured.</summary>
    private static (Durations Cue, Durations Bare) Partials(int minutes)
    {
        var listener = new CueListener(CueFloor.Default);
        var (cue, bare) = (new List<double>(), new List<double>());
        var utterances = minutes * WordsAMinute / WordsAnUtterance;
        for (var u = 0; u < utterances; u++)
        {
            var words = Sentences[u % Sentences.Length].Split(' ');
            var measured = u >= utterances - (WordsAMinute / WordsAnUtterance);
            for (var n = 1; n <= words.Length; n++)
            {
                var text = string.Join(' ', words[..n]);
                var from = Stopwatch.GetTimestamp();
                listener.Hear(LegRole.Caller, $"u{u}", text, final: n == words.Length);
                var took = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
                var again = Stopwatch.GetTimestamp();
                GC.KeepAlive(text.ToLowerInvariant().Split(' '));
                if (measured)
                {
                    cue.Add(took);
                    bare.Add(Stopwatch.GetElapsedTime(again).TotalMilliseconds);
                }
            }
        }
        return (new Durations(cue), new Durations(bare));
    }

    /// <summary>Half of them emergencies: much to match, and words the listener has not met yet.</summary>
    private static Durations Strangers()
    {
        var listener = new CueListener(CueFloor.Default);
        var cue = new List<double>();
        for (var u = 0; u < StrangersSentences.All.Count; u++)
        {
            listener = u % 10 == 0 ? new CueListener(CueFloor.Default) : listener;
            var words = StrangersSentences.All[u].Split(' ');
            for (var n = 1; n <= words.Length; n++)
            {
                var text = string.Join(' ', words[..n]);
                var from = Stopwatch.GetTimestamp();
                listener.Hear(LegRole.Caller, $"u{u}", text, final: n == words.Length);
                cue.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            }
        }
        return new Durations(cue);
    }

    /// <summary>After every utterance, as in a call; only the last ones are measured.</summary>
    private static Durations Drafts(int minutes)
    {
        var practice = new Practice("demo", "Demo", "", "", "America/New_York", "main", ["Dr. Patel"], ["Rite Aid"]);
        var said = Enumerable.Range(0, minutes * WordsAMinute / WordsAnUtterance)
            .Select(u => new Utterance($"u{u}", LegRole.Caller, Sentences[u % Sentences.Length], [], u * 8000, (u * 8000) + 7000, "benchmark")).ToList();
        var drafter = new RulesDrafter();
        var took = new List<double>();
        for (var heard = 1; heard <= said.Count; heard++)
        {
            var so = said[..heard];
            var from = Stopwatch.GetTimestamp();
            drafter.Draft(so, practice, new DateOnly(2026, 1, 5));
            took.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }

        return new Durations(took.TakeLast(Measured));
    }
}
