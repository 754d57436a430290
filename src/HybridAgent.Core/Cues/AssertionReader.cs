namespace HybridAgent.Core.Cues;

/// <summary>How a concept stands in a written clinical sentence.</summary>
/// <param name="Negation">"Negated" or "Affirmed".</param>
/// <param name="Temporality">"Recent", "Historical" or "Not particular" (hypothetical, conditional).</param>
/// <param name="Experiencer">"Patient", "Family member" or "Other".</param>
public sealed record AssertionReading(string Negation, string Temporality, string Experiencer)
{
    /// <summary>The same in the words of a cue.</summary>
    internal CueAssertion AsCue => this switch
    {
        { Temporality: "Not particular" } => CueAssertion.Hypothetical,
        { Negation: "Negated" } => CueAssertion.Negated,
        { Experiencer: not "Patient" } => CueAssertion.Family,
        { Temporality: "Historical" } => CueAssertion.Historical,
        _ => CueAssertion.Present,
    };
}

/// <summary>Finds a named concept in a written clinical text and reads how it stands there, with the rules that read typed text in a call.</summary>
public static class AssertionReader
{
    /// <summary>Where the concept stands several times, the one in capitals counts, else the last: that is the sentence in question.</summary>
    public static AssertionReading Read(string sentence, string concept)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        ArgumentNullException.ThrowIfNull(concept);
        var tokens = SpokenWords.Read(sentence);
        return Place(sentence, tokens, SpokenWords.Read(concept)) is { } place
            ? WrittenAssertion.English.Read(tokens, place)
            : new AssertionReading("Affirmed", "Recent", "Patient");
    }

    private static Found? Place(string sentence, List<SpokenToken> tokens, List<SpokenToken> wanted)
    {
        if (wanted.Count == 0)
        {
            return null;
        }

        var written = SpokenWords.Written(sentence);
        Found? last = null;
        Found? capital = null;
        for (var i = 0; i + wanted.Count <= tokens.Count; i++)
        {
            var k = 0;
            while (k < wanted.Count && tokens[i + k].Plain == wanted[k].Plain)
            {
                k++;
            }

            if (k == wanted.Count)
            {
                last = new Found(i, i + k - 1);
                var word = written[tokens[i].Word];
                if (word.Count(char.IsLetter) > 1 && !word.Any(char.IsLower))
                {
                    capital = last;
                }
            }
        }

        return capital ?? last;
    }
}
