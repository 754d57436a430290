namespace HybridAgent.Core.Evaluation;

/// <summary>How a transcript differs from what was said: words replaced, left out or put in.</summary>
/// <param name="Errors">The fewest such changes that turn one into the other.</param>
/// <param name="Words">Words that were said.</param>
public readonly record struct WordErrors(int Errors, int Words)
{
    private const int Resamples = 2000;

    /// <summary>Errors a hundred words. Above 100 when more was put in than was said.</summary>
    public double Percent => Words == 0 ? 0 : 100.0 * Errors / Words;

    /// <summary>Compares without case, punctuation and apostrophes.</summary>
    public static WordErrors Between(string said, string heard)
    {
        var (truth, guess) = (Spoken(said), Spoken(heard));
        var row = Enumerable.Range(0, guess.Length + 1).ToArray();
        for (var i = 1; i <= truth.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= guess.Length; j++)
            {
                var cost = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (truth[i - 1] == guess[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], cost);
            }
        }

        return new WordErrors(row[^1], truth.Length);
    }

    /// <summary>All errors over all words.</summary>
    public static WordErrors Sum(IEnumerable<WordErrors> items) =>
        items.Aggregate(default(WordErrors), (sum, item) => new WordErrors(sum.Errors + item.Errors, sum.Words + item.Words));

    /// <summary>
    /// The middle 95 % of the percentage when the items are drawn anew, 2000 times with a fixed seed: words of one sentence
    /// fail together, so a sentence is what is drawn.
    /// </summary>
    public static (double Low, double High) Interval(IReadOnlyList<WordErrors> items)
    {
        if (items.Count == 0)
        {
            return (0, 100);
        }

        var random = new Random(1);
        var drawn = new double[Resamples];
        for (var r = 0; r < drawn.Length; r++)
        {
            drawn[r] = Sum(Enumerable.Range(0, items.Count).Select(_ => items[random.Next(items.Count)])).Percent;
        }

        Array.Sort(drawn);
        return (drawn[(int)(0.025 * Resamples)], drawn[(int)(0.975 * Resamples) - 1]);
    }

    /// <summary>The words of a text as they are compared: lower case, letters and digits only.</summary>
    public static string[] Spoken(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var letters = text.Where(c => c is not ('\'' or '’')).Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ');
        return string.Concat(letters).Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
