using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>
/// "No", "none that I know of", "she doesn't take anything": an answer that closes the question. Not knowing, not remembering and not
/// wanting to say close nothing, and neither does a denial that makes an exception.
/// </summary>
internal static class Denial
{
    /// <summary>How many words may stand before an answer of one word.</summary>
    private const int Opening = 6;

    private static readonly HashSet<string> Answers = ["none", "nope", "nothing", "nah", "nil", "negative", "nada", "ninguna", "ninguno"];

    /// <summary>What may follow an answer of one word in the same breath; anything else makes another sentence of it.</summary>
    private static readonly HashSet<string> AfterAnswer =
    [
        "that", "i", "im", "ive", "at", "right", "currently", "whatsoever", "known", "no", "none", "nope", "nothing", "not", "never", "sir", "maam", "thank", "thanks", "he", "hes", "she", "shes",
        "they", "we", "um", "uh", "she", "really", "for", "as", "dont", "doesnt", "everything", "and", "so",
    ];

    /// <summary>What "no" may stand before when the matter itself does not follow: somebody says it again.</summary>
    private static readonly HashSet<string> AfterNo =
    [
        "i", "im", "ive", "he", "hes", "she", "shes", "they", "theyre", "we", "not", "none", "nothing", "no", "nope", "never", "nada", "sir", "maam", "thank", "thanks", "doctor", "um", "uh", "dont",
        "doesnt", "tengo", "tomo", "tiene", "toma", "ninguna", "ninguno",
    ];

    private static readonly HashSet<string> Negators =
        ["dont", "doesnt", "didnt", "havent", "hasnt", "isnt", "arent", "aint", "not", "never", "denies", "without"];

    private static readonly HashSet<string> Between =
        ["really", "currently", "actually", "have", "has", "take", "takes", "taking", "taken", "use", "using", "got", "on", "had", "been", "be", "need", "get", "allergic", "to"];

    /// <summary>Everything of the kind.</summary>
    private static readonly HashSet<string> Whole =
    [
        "any", "anything", "none", "nothing", "known", "allergies", "allergy", "medications", "medication", "medicines", "medicine", "meds", "pills", "prescriptions", "drugs", "drug", "food", "other",
        "else", "regular", "daily", "prescription",
    ];

    /// <summary>What may follow "any": "any blood thinners" and "anything for pain" are not everything.</summary>
    private static readonly HashSet<string> AfterWhole =
    [
        "at", "right", "currently", "now", "that", "whatsoever", "i", "im", "ive", "no", "none", "nope", "not", "sir", "maam", "thank", "thanks", "please", "really", "and", "so", "or", "he", "hes", "she", "shes", "they",
        "theyre", "we", "um", "uh", "either", "yet",
    ];

    private static readonly IntakeWords.Phrases NotSo = new(
    [
        "not a thing", "not a one", "not a single", "not at all", "not that i", "not that im", "not that ive", "not that we", "not that he", "not that hes", "not that she", "not that shes", "not to my",
        "not as far", "not any", "not anything", "not one", "not right now", "not at the moment", "not at this time", "not currently", "dont know of any", "not know of any", "doesnt know of any",
    ]);

    private static readonly HashSet<string> Knowing = ["know", "knows", "sure", "remember", "recall", "certain", "idea", "clue", "think"];

    private static readonly IntakeWords.Phrases Open = new(
    [
        "forget", "forgot", "forgotten", "unsure", "maybe", "have to check", "have to look", "have to ask", "need to check", "need to look", "need to ask", "let me", "not going", "wait", "i mean",
        "no se", "no recuerdo", "no me acuerdo", "no estoy", "none of your", "nothing to do",
    ]);

    private static readonly IntakeWords.Phrases Exceptions = new(
        ["but", "except", "other than", "besides", "apart from", "aside from", "just", "only", "unless", "pero", "excepto", "sino", "solo"]);

    /// <summary>The first closed denial among these written words, by token; what stands around it is looked at too.</summary>
    /// <param name="firstWord">Index of the first written word it may use.</param>
    /// <param name="lastWord">Index of the last.</param>
    public static (int First, int Last)? Find(List<SpokenToken> tokens, int firstWord = 0, int lastWord = int.MaxValue)
    {
        if (LeavesOpen(tokens))
        {
            return null;
        }

        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Word >= firstWord && Last(tokens, i) is >= 0 and var last && tokens[last].Word <= lastWord)
            {
                return Excepts(tokens, last + 1) ? null : (i, last);
            }
        }

        return null;
    }

    /// <summary>The last token of a denial that begins here; -1 when none does.</summary>
    private static int Last(List<SpokenToken> tokens, int at)
    {
        var plain = tokens[at].Plain;
        var ends = Ends(tokens, at);
        if (at < Opening && ((Answers.Contains(plain) && (ends || AfterAnswer.Contains(tokens[at + 1].Plain)))
            || (plain == "no" && (ends || AfterNo.Contains(tokens[at + 1].Plain)))))
        {
            return at;
        }

        if (plain == "no" && !ends && All(tokens, at + 1) is >= 0 and var matter)
        {
            return matter;
        }

        return NotSo.At(tokens, at) is > 0 and var words ? at + words - 1 : Negators.Contains(plain) ? Verb(tokens, at) : -1;
    }

    /// <summary>"Don't", "doesn't take anything", "not allergic to any", "isn't allergic".</summary>
    private static int Verb(List<SpokenToken> tokens, int at)
    {
        if (Ends(tokens, at))
        {
            return tokens[at].Plain is "without" or "denies" or "never" ? -1 : at;
        }

        var next = at + 1;
        while (next < tokens.Count && Between.Contains(tokens[next].Plain))
        {
            if (Ends(tokens, next))
            {
                return tokens[next].Plain == "allergic" ? next : -1;
            }

            next++;
        }

        return All(tokens, next);
    }

    /// <summary>The last token of "any", "any allergies", "anything to take"; -1 when only a part of all that is denied.</summary>
    private static int All(List<SpokenToken> tokens, int at)
    {
        var last = at - 1;
        while (last + 1 < tokens.Count && Whole.Contains(tokens[last + 1].Plain) && (last < at || !Ends(tokens, last)))
        {
            last++;
        }

        return last >= at && (Ends(tokens, last) || AfterWhole.Contains(tokens[last + 1].Plain) || OfThem(tokens, last + 1)) ? last : -1;
    }

    /// <summary>"Any of them", "allergic to any medicines"; not "any of those blood thinners".</summary>
    private static bool OfThem(List<SpokenToken> tokens, int at) => at + 1 < tokens.Count
        && ((tokens[at].Plain == "of" && tokens[at + 1].Plain is "them" or "those" or "these" or "that" && Ends(tokens, at + 1)) || (tokens[at].Plain == "to" && Whole.Contains(tokens[at + 1].Plain)));

    private static bool Ends(List<SpokenToken> tokens, int at) => at + 1 == tokens.Count || tokens[at].EndsSentence || tokens[at].Comma;

    /// <summary>"I'm not sure", "I don't remember what it was": nobody denied anything.</summary>
    private static bool LeavesOpen(List<SpokenToken> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (Open.At(tokens, i) > 0 || (Knowing.Contains(tokens[i].Plain) && !Bounds(tokens, i) && Negated(tokens, i)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"That I know of", "as far as I can remember": the denial stands, as far as one can know.</summary>
    private static bool Bounds(List<SpokenToken> tokens, int at)
    {
        if (at + 1 < tokens.Count && tokens[at].Plain == "know" && tokens[at + 1].Plain == "of")
        {
            return true;
        }

        for (var i = at - 1; i >= 0 && i >= at - 3; i--)
        {
            if (tokens[i].Plain is "that" or "as")
            {
                return i + 1 < tokens.Count && tokens[i + 1].Plain is "i" or "we" or "he" or "she" or "far";
            }
        }

        return false;
    }

    private static bool Negated(List<SpokenToken> tokens, int at)
    {
        for (var i = at - 1; i >= 0 && i >= at - 3 && !tokens[i].EndsSentence && !tokens[i].Comma; i--)
        {
            if (tokens[i].Plain is "no" or "cant" or "cannot" || Negators.Contains(tokens[i].Plain))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Excepts(List<SpokenToken> tokens, int from)
    {
        for (var i = from; i < tokens.Count; i++)
        {
            if (Exceptions.At(tokens, i) > 0)
            {
                return true;
            }
        }

        return false;
    }
}
