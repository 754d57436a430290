using System.Globalization;

namespace HybridAgent.Speech.PocketSphinx.Language;

/// <summary>
/// A trigram language model counted from sentences, written in the ARPA form every speech toolkit reads. Kneser-Ney smoothing:
/// a fixed part of each count goes to the shorter history, and a word's weight there is in how many surroundings it was seen.
/// </summary>
internal sealed class Trigrams
{
    private const double Discount = 0.75;
    private const string Start = "<s>", End = "</s>";

    private readonly Dictionary<string, double> _one = [];
    private readonly Dictionary<(string, string), double> _two = [];
    private readonly Dictionary<(string, string, string), double> _three = [];
    private readonly HashSet<(string, string)> _pairs = [];

    /// <param name="sentence">Words as the dictionary has them.</param>
    public void Count(IReadOnlyList<string> sentence)
    {
        if (sentence.Count == 0) return;
        string[] words = [Start, .. sentence, End];
        for (var i = 1; i < words.Length; i++)
        {
            if (_pairs.Add((words[i - 1], words[i]))) _one[words[i]] = _one.GetValueOrDefault(words[i]) + 1;
            if (i == 1)
            {
                // Nothing stands before the beginning: here the sentences themselves are what is counted.
                _two[(Start, words[1])] = _two.GetValueOrDefault((Start, words[1])) + 1;
                continue;
            }
            var three = (words[i - 2], words[i - 1], words[i]);
            if (_three.TryGetValue(three, out var seen)) _three[three] = seen + 1;
            else
            {
                _three[three] = 1;
                _two[(words[i - 1], words[i])] = _two.GetValueOrDefault((words[i - 1], words[i])) + 1;
            }
        }
    }

    public void Write(TextWriter arpa)
    {
        var (one, all) = (_one, _one.Values.Sum());
        var rest = Discount * one.Count / all / one.Count;
        double P1(string w) => (Math.Max(one[w] - Discount, 0) / all) + rest;
        var after1 = Totals(_two, p => p.Item1);
        double Left1(string u) => after1.TryGetValue(u, out var t) ? Discount * t.Kinds / t.Sum : 1;
        double P2(string u, string w) =>
            (_two.TryGetValue((u, w), out var c) ? Math.Max(c - Discount, 0) / after1[u].Sum : 0) + (Left1(u) * P1(w));
        var after2 = Totals(_three, t => (t.Item1, t.Item2));
        double Left2((string, string) h) => after2.TryGetValue(h, out var t) ? Discount * t.Kinds / t.Sum : 1;

        arpa.WriteLine("\\data\\");
        arpa.WriteLine(Line($"ngram 1={one.Count + 1}"));
        arpa.WriteLine(Line($"ngram 2={_two.Count}"));
        arpa.WriteLine(Line($"ngram 3={_three.Count}"));
        arpa.WriteLine("\n\\1-grams:");
        arpa.WriteLine(Line($"-99.0 {Start} {Log(Left1(Start)):F4}"));
        foreach (var w in one.Keys.Order(StringComparer.Ordinal)) arpa.WriteLine(Line($"{Log(P1(w)):F4} {w} {Log(Left1(w)):F4}"));
        arpa.WriteLine("\n\\2-grams:");
        foreach (var (u, w) in _two.Keys.Order()) arpa.WriteLine(Line($"{Log(P2(u, w)):F4} {u} {w} {Log(Left2((u, w))):F4}"));
        arpa.WriteLine("\n\\3-grams:");
        foreach (var t in _three.Keys.Order())
        {
            var history = (t.Item1, t.Item2);
            var p = (Math.Max(_three[t] - Discount, 0) / after2[history].Sum) + (Left2(history) * P2(t.Item2, t.Item3));
            arpa.WriteLine(Line($"{Log(p):F4} {t.Item1} {t.Item2} {t.Item3}"));
        }
        arpa.WriteLine("\n\\end\\");
    }

    private static Dictionary<THistory, (double Sum, int Kinds)> Totals<TGram, THistory>(Dictionary<TGram, double> grams, Func<TGram, THistory> history)
        where TGram : notnull where THistory : notnull
    {
        var totals = new Dictionary<THistory, (double Sum, int Kinds)>();
        foreach (var (gram, count) in grams)
        {
            var (sum, kinds) = totals.GetValueOrDefault(history(gram));
            totals[history(gram)] = (sum + count, kinds + 1);
        }
        return totals;
    }

    private static double Log(double p) => Math.Log10(Math.Max(p, 1e-10));

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
