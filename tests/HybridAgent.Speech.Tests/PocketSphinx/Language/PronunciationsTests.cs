using HybridAgent.Speech.PocketSphinx.Language;

namespace HybridAgent.Speech.Tests.PocketSphinx.Language;

public sealed class PronunciationsTests : IDisposable
{
    private readonly string _dictionary = Path.GetTempFileName();

    public PronunciationsTests() => File.WriteAllText(_dictionary, "chest CH EH S T\npain P EY N\n");

    public void Dispose() => File.Delete(_dictionary);

    private Pronunciations Of(string shipped, string program = "t2p") => new(_dictionary, new StringReader(shipped), program);

    [Fact]
    public void The_shipped_list_comes_before_a_guess() =>
        Assert.Equal("L AY S IH N AH P R IH L", Of("# comment\nlisinopril L AY S IH N AH P R IH L\n").Of("lisinopril"));

    [Fact]
    public void A_name_in_no_list_sounds_as_the_voice_would_say_it()
    {
        Installed.RequireFlite();
        Assert.Equal("OW K AH F ER", Of("").Of("okafor"));
        Assert.False(Of("").Knows("okafor"));
        Assert.True(Of("").Knows("chest"));
    }

    [Fact]
    public void Without_the_program_a_strange_word_stays_unheard() => Assert.Null(Of("", "no-such-program").Of("okafor"));

    [Theory]
    [InlineData("-h")]
    [InlineData("two words")]
    [InlineData("x;y")]
    [InlineData("'")]
    [InlineData("")]
    public void What_is_no_word_never_reaches_the_program(string word) => Assert.Null(Of("", "no-such-program").Of(word));

    [Theory]
    [InlineData("pau l ay1 z ax n pau", "L AY Z AH N")]
    [InlineData("pau", null)]
    [InlineData("pau qq1", null)]
    public void Phones_are_brought_to_the_dictionarys_names(string said, string? expected) => Assert.Equal(expected, Pronunciations.Read(said));
}
