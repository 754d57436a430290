using HybridAgent.Core.Evaluation;

namespace HybridAgent.Core.Tests.Evaluation;

public sealed class WordErrorsTests
{
    [Theory]
    [InlineData("I can't breathe.", "i cant breathe", 0, 3)]
    [InlineData("i have chest pain", "i have test again", 2, 4)]
    [InlineData("call me back", "call back", 1, 3)]
    [InlineData("call back", "please call me back", 2, 2)]
    [InlineData("well, hello — there", "", 3, 3)]
    [InlineData("", "uh", 1, 0)]
    public void Replaced_missing_and_added_words_are_errors(string said, string heard, int errors, int words) =>
        Assert.Equal(new WordErrors(errors, words), WordErrors.Between(said, heard));

    [Fact]
    public void The_interval_holds_the_percentage_and_is_the_same_each_time()
    {
        WordErrors[] items = [.. Enumerable.Range(0, 40).Select(i => new WordErrors(i % 4, 8))];
        var (low, high) = WordErrors.Interval(items);
        Assert.InRange(WordErrors.Sum(items).Percent, low, high);
        Assert.InRange(high - low, 1, 15);
        Assert.Equal((low, high), WordErrors.Interval(items));
    }
}
