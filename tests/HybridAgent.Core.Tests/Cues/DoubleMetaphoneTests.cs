using CsCheck;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Tests.Cues;

/// <summary>Against the encodings published with the algorithm and its well-known ports.</summary>
public class DoubleMetaphoneTests
{
    [Theory]
    [InlineData("Smith", "SM0", "XMT")]
    [InlineData("Schmidt", "XMT", "SMT")]
    [InlineData("Thompson", "TMPS", "TMPS")]
    [InlineData("Thomas", "TMS", "TMS")]
    [InlineData("Catherine", "K0RN", "KTRN")]
    [InlineData("Katherine", "K0RN", "KTRN")]
    [InlineData("Richard", "RXRT", "RKRT")]
    [InlineData("Michael", "MKL", "MXL")]
    [InlineData("Caesar", "SSR", "SSR")]
    [InlineData("Chianti", "KNT", "KNT")]
    [InlineData("Charisma", "KRSM", "KRSM")]
    [InlineData("Focaccia", "FKX", "FKX")]
    [InlineData("Bellocchio", "PLX", "PLX")]
    [InlineData("Accident", "AKST", "AKST")]
    [InlineData("Edgar", "ATKR", "ATKR")]
    [InlineData("Edge", "AJ", "AJ")]
    [InlineData("Ghislane", "JLN", "JLN")]
    [InlineData("Laugh", "LF", "LF")]
    [InlineData("Hugh", "H", "H")]
    [InlineData("Jose", "HS", "HS")]
    [InlineData("Cabrillo", "KPRL", "KPR")]
    [InlineData("Island", "ALNT", "ALNT")]
    [InlineData("Sugar", "XKR", "SKR")]
    [InlineData("School", "SKL", "SKL")]
    [InlineData("Arnow", "ARN", "ARNF")]
    [InlineData("Wasserman", "ASRM", "FSRM")]
    [InlineData("Filipowicz", "FLPT", "FLPF")]
    [InlineData("Breaux", "PR", "PR")]
    [InlineData("Zhao", "J", "J")]
    [InlineData("Xavier", "SF", "SFR")]
    [InlineData("Knight", "NT", "NT")]
    [InlineData("Wright", "RT", "RT")]
    [InlineData("Dumb", "TM", "TM")]
    [InlineData("Campbell", "KMPL", "KMPL")]
    public void Published_encodings_are_reproduced(string word, string first, string second) =>
        Assert.Equal((first, second), DoubleMetaphone.Keys(word));

    [Theory]
    [InlineData("chess", "chest", false)]
    [InlineData("wheezing", "weezing", true)]
    [InlineData("seizure", "seezure", true)]
    [InlineData("metoprolol", "mitoprolol", true)]
    [InlineData("pain", "fever", false)]
    public void Words_that_sound_alike_share_a_key(string one, string other, bool alike)
    {
        var (a, b) = (DoubleMetaphone.Keys(one, 8), DoubleMetaphone.Keys(other, 8));

        Assert.Equal(alike, a.First == b.First || a.First == b.Second || a.Second == b.First);
    }

    [Theory]
    [InlineData("")]
    [InlineData("...")]
    [InlineData("42")]
    public void What_has_no_letters_has_no_key(string text) => Assert.Equal(("", ""), DoubleMetaphone.Keys(text));

    [Fact]
    public void Every_text_has_keys_of_at_most_the_length_asked_for() => Gen.String.Sample(text =>
    {
        var (first, second) = DoubleMetaphone.Keys(text, 5);
        Assert.InRange(first.Length, 0, 5);
        Assert.InRange(second.Length, 0, 5);
    }, iter: 20000);
}
