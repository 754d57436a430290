using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>What stands before a word in its clause and turns it round: a negation, or that it belongs to the past.</summary>
internal static class Clause
{
    private static readonly HashSet<string> Negations =
    [
        "no", "none", "nope", "not", "nothing", "never", "nah", "nor", "neither", "without", "nil", "negative", "dont", "doesnt", "didnt", "isnt", "arent", "aint", "wasnt", "werent",
        "havent", "hasnt", "hadnt", "denies", "denied", "stopped", "quit", "discontinued", "nunca", "sin", "ni", "tampoco", "jamas", "niega",
    ];

    /// <summary>They deny that somebody can or will: said of a medicine it is not taken, said of a complaint it is there ("I can't stop coughing").</summary>
    private static readonly HashSet<string> Abilities = ["cant", "cannot", "wont", "wouldnt", "couldnt"];

    private static readonly IntakeWords.Phrases Before = new(
    [
        "used to", "was on", "were on", "took me off", "took him off", "took her off", "took them off", "taken off", "takes me off", "taking me off", "came off", "come off", "got off", "went off", "been off",
        "am off", "im off", "is off", "hes off", "shes off", "weaned off",
    ]);

    private static readonly IntakeWords.Phrases After = new(
    [
        "not anymore", "not any more", "no longer", "stopped it", "stopped that", "stopped them", "was stopped", "got stopped", "was discontinued", "off it", "off that", "off of it", "off of that", "quit it", "quit that", "stopped taking it", "quit taking it",
    ]);

    private const int AfterReach = 8;

    private static readonly HashSet<string> Starts =
    [
        "but", "just", "except", "only", "so", "because", "since", "although", "though", "then", "when", "while", "if", "unless", "until", "instead", "now", "pero", "sino", "excepto", "solo",
    ];

    private static readonly HashSet<string> Subjects = ["i", "im", "ive", "he", "hes", "she", "shes", "they", "theyre", "we", "weve", "it", "its", "yo"];

    /// <summary>What makes an answer of its own with "no".</summary>
    private static readonly HashSet<string> Answers = ["no", "really", "sorry", "wait", "thanks", "sir", "maam", "doctor", "actually", "honestly"];

    /// <summary>What somebody denies to think, know or have said of the clause that follows.</summary>
    private static readonly HashSet<string> Reports = ["think", "believe", "know", "remember", "recall", "sure", "say", "said", "tell", "told", "mean"];

    /// <summary>A negation before the token in its clause, or words that put it in the past.</summary>
    public static bool Denies(List<SpokenToken> tokens, int at) => Turn(tokens, at, abilities: false) >= 0;

    /// <summary>It is taken no more, or cannot be: "I used to be on it", "they took me off it", "I was on it, but not anymore".</summary>
    public static bool Ended(List<SpokenToken> tokens, int at)
    {
        if (Turn(tokens, at, abilities: true) >= 0)
        {
            return true;
        }

        for (var i = at + 1; i < tokens.Count && i <= at + AfterReach && !tokens[i - 1].EndsSentence; i++)
        {
            // "And I ..." goes on to something else.
            if (tokens[i].Plain == "and" && i + 1 < tokens.Count && Subjects.Contains(tokens[i + 1].Stem))
            {
                return false;
            }

            if (After.At(tokens, i) > 0 || (tokens[i].Plain is "stopped" or "quit" && (i + 1 == tokens.Count || tokens[i].EndsSentence)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The token that turns this one round; -1 when none does. Looks back to where the clause begins, however far that is.</summary>
    /// <param name="abilities">Whether "can't" and "won't" count.</param>
    public static int Turn(List<SpokenToken> tokens, int at, bool abilities)
    {
        var contrast = false;
        for (var i = at - 1; i >= 0 && !tokens[i].EndsSentence; i--)
        {
            var token = tokens[i];
            contrast |= token.Comma && tokens[i + 1].Plain is "the" or "its" or "it" or "my";
            if (Negations.Contains(token.Plain) || (abilities && Abilities.Contains(token.Plain)) || Before.At(tokens, i) > 0)
            {
                // "No, I take ...", "no really, I take ..." and "not the first, the second" end with their comma.
                if (!(token.Plain == "no" && (token.Comma || (i + 1 < at && tokens[i + 1].Comma && Answers.Contains(tokens[i + 1].Plain)))) && !(contrast && token.Plain == "not" && Opens(tokens, i)))
                {
                    return i;
                }
            }

            if (Starts.Contains(token.Plain) || (Subjects.Contains(token.Stem) && !Reported(tokens, i)))
            {
                return -1;
            }
        }

        return -1;
    }

    private static bool Opens(List<SpokenToken> tokens, int at) => at == 0 || tokens[at - 1].EndsSentence || tokens[at - 1].Comma || tokens[at - 1].Plain is "no" or "um" or "uh" or "well";

    private static bool Reported(List<SpokenToken> tokens, int subject)
    {
        var before = subject - 1;
        while (before >= 0 && tokens[before].Plain is "that" or "if" or "whether")
        {
            before--;
        }

        return before >= 0 && !tokens[before].EndsSentence && Reports.Contains(tokens[before].Plain);
    }
}
