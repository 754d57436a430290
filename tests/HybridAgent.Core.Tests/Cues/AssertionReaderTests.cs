using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Tests.Cues;

public class AssertionReaderTests
{
    [Theory]
    [InlineData("She denies nausea or VOMITING.", "vomiting", "Negated", "Recent", "Patient")]
    [InlineData("He came in with WHEEZING.", "wheezing", "Affirmed", "Recent", "Patient")]
    [InlineData("No fever, but she has a COUGH.", "cough", "Affirmed", "Recent", "Patient")]
    [InlineData("There is a history of ASTHMA.", "asthma", "Affirmed", "Historical", "Patient")]
    [InlineData("Family history of COLON CANCER.", "colon cancer", "Affirmed", "Historical", "Family member")]
    [InlineData("Return if you develop DIZZINESS.", "dizziness", "Affirmed", "Not particular", "Patient")]
    [InlineData("PNEUMONIA was ruled out.", "pneumonia", "Negated", "Recent", "Patient")]
    public void Written_sentences_are_read_like_NegEx_and_ConText(string sentence, string concept, string negation, string temporality, string experiencer) =>
        Assert.Equal(new AssertionReading(negation, temporality, experiencer), AssertionReader.Read(sentence, concept));
}
