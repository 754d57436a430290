using System.Globalization;
using HybridAgent.Speech.PocketSphinx.Language;

namespace HybridAgent.Speech.Tests.PocketSphinx.Language;

public sealed class TrigramsTests
{
    private readonly Dictionary<string, (double P, double Left)> _grams = [];

    private void Read(params string[] sentences)
    {
        var model = new Trigrams();
        foreach (var sentence in sentences) model.Count(sentence.Split(' '));
        using var arpa = new StringWriter();
        model.Write(arpa);
        var order = 0;
        foreach (var line in arpa.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.TrimStart('\n') is ['\\', >= '1' and <= '3', ..] section) order = section[1] - '0';
            else if (order > 0 && line.Split(' ') is { Length: > 1 } parts)
            {
                double Number(int at) => at < parts.Length ? Math.Pow(10, double.Parse(parts[at], CultureInfo.InvariantCulture)) : 1;
                _grams[string.Join(' ', parts[1..(1 + order)])] = (Number(0), Number(1 + order));
            }
        }
    }

    private double Probability(string[] history, string word)
    {
        if (_grams.TryGetValue(string.Join(' ', [.. history, word]), out var gram)) return gram.P;
        return (_grams.TryGetValue(string.Join(' ', history), out var h) ? h.Left : 1) * Probability(history[1..], word);
    }

    [Theory]
    [InlineData("i have")]
    [InlineData("<s> i")]
    [InlineData("chest pain")]
    [InlineData("pain have")]
    [InlineData("i")]
    [InlineData("<s>")]
    public void After_any_history_the_words_share_one_probability(string history)
    {
        Read("i have chest pain", "i have a cough", "you have a chest cold", "i have chest pain and a cough");
        var words = _grams.Keys.Where(g => !g.Contains(' ', StringComparison.Ordinal) && g != "<s>");
        Assert.Equal(1, words.Sum(w => Probability(history.Split(' '), w)), 0.01);
    }

    [Fact]
    public void What_was_said_more_often_is_likelier()
    {
        Read("i have chest pain", "i have chest pain", "i have chest cold", "you have a cold");
        Assert.True(Probability(["have", "chest"], "pain") > Probability(["have", "chest"], "cold"));
        Assert.True(Probability(["have", "chest"], "cold") > Probability(["have", "chest"], "you"));
    }
}
