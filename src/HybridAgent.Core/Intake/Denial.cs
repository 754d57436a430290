using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>
/// "No allergies": words that close a question. "I'm not sure", "I don't remember what it was called" deny nothing, and a note that says
/// "none" for them would be believed.
/// </summary>
internal static class Denial
{
    private const int Longest = 6;

    private static readonly HashSet<string> Alone = ["no", "none", "nope", "nah", "nothing", "never", "nil", "neither", "without", "denies", "negative"];

    private static readonly HashSet<string> Beginning = ["not", "dont", "doesnt", "havent", "hasnt", "isnt", "arent", "didnt", "never"];

    private static readonly HashSet<string> Closing =
        ["any", "anything", "allergic", "allergies", "have", "take", "takes", "taking", "really", "currently", "aware", "think", "know", "medications", "medicines", "meds", "one", "on", "thing"];

    /// <summary>Somebody who has to look it up, or will not say it again, has denied nothing.</summary>
    private static readonly HashSet<string> Open =
        ["sure", "remember", "recall", "check", "look", "ask", "certain", "unsure", "idea", "again", "going", "already", "chart", "file", "record", "records", "names", "name", "called", "list", "tell", "say", "forget", "forgot", "maybe"];

    /// <summary>Where the words deny, from the first word to the last that does it; null when they do not, or not for certain.</summary>
    public static (int First, int Last)? In(IReadOnlyList<SpokenToken> tokens)
    {
        if (tokens.Any(t => Open.Contains(t.Plain)) || KnowsNot(tokens))
        {
            return null;
        }

        for (var i = 0; i < tokens.Count; i++)
        {
            if (Alone.Contains(tokens[i].Plain))
            {
                return (i, i);
            }

            for (var j = i + 1; Beginning.Contains(tokens[i].Plain) && j < tokens.Count && j <= i + Longest && !tokens[j - 1].EndsSentence; j++)
            {
                // "I don't take any of those" leaves the others.
                if (Closing.Contains(tokens[j].Plain) && !OfThose(tokens, j) && !OfThose(tokens, j + 1))
                {
                    return (i, j);
                }
            }
        }

        return null;
    }

    private static bool OfThose(IReadOnlyList<SpokenToken> tokens, int at) =>
        at + 1 < tokens.Count && tokens[at].Plain == "any" && tokens[at + 1].Plain == "of";

    /// <summary>"I don't know", but not "none that I know of".</summary>
    private static bool KnowsNot(IReadOnlyList<SpokenToken> tokens)
    {
        for (var i = 1; i < tokens.Count; i++)
        {
            if (tokens[i].Plain is "know" or "knows" && (i + 1 >= tokens.Count || tokens[i + 1].Plain != "of") && Beginning.Contains(tokens[i - 1].Plain))
            {
                return true;
            }
        }

        return false;
    }
}
