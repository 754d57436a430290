using System.Text.Json;
using HybridAgent.Speech.Azure;
using HybridAgent.Speech.Azure.Protocol;

namespace HybridAgent.Speech.Tests.Azure;

public sealed class PhraseListTests
{
    [Fact]
    public void The_practices_own_words_come_first_each_once_and_clean()
    {
        var phrases = PhraseList.Of(["Dr. Okafor", " lisinopril\t", ""], ["LISINOPRIL", "chest\r\npain", new string('x', 200)]);
        Assert.Equal(["Dr. Okafor", "lisinopril", "chest pain"], phrases);
    }

    [Fact]
    public void No_more_are_sent_than_the_service_takes()
    {
        var phrases = PhraseList.Of(["Dr. Okafor"], Enumerable.Range(0, 2000).Select(i => $"drug{i}"));
        Assert.Equal(PhraseList.Most, phrases.Count);
        Assert.Equal("Dr. Okafor", phrases[0]);
    }

    [Fact]
    public void A_phrase_is_data_and_never_markup_of_the_message()
    {
        var hostile = "\"}]}],\"bias\":9,\"x\":[{\"text\":\"é\\ ";
        using var json = JsonDocument.Parse(new RecognitionRequest { Languages = ["en-US"], Phrases = [hostile], PhraseWeight = 1 }.Context());
        var dgi = json.RootElement.GetProperty("dgi");
        Assert.Equal(hostile, dgi.GetProperty("groups")[0].GetProperty("items")[0].GetProperty("text").GetString());
        Assert.Equal(1, dgi.GetProperty("bias").GetDouble());
    }
}
