using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>Which words of a line may be somebody's name.</summary>
internal static class NameWords
{
    internal static readonly HashSet<string> Kin =
    [
        "husband", "wife", "son", "daughter", "mother", "mom", "father", "dad", "grandmother", "grandma", "grandfather", "grandpa",
        "brother", "sister", "partner", "boyfriend", "girlfriend", "baby", "child", "kid", "aunt", "uncle", "grandson", "granddaughter",
        "friend", "neighbor", "roommate", "niece", "nephew", "fiance", "client", "stepson", "stepdaughter", "toddler",
    ];

    internal static readonly HashSet<string> NoName =
    [
        "yes", "yeah", "sure", "its", "it", "is", "the", "my", "name", "this", "im", "i", "am", "um", "uh", "okay", "ok", "so", "well", "oh", "and", "that",
        "thats", "patient", "patients", "her", "his", "hes", "shes", "she", "he", "first", "last", "calling", "for", "a", "an", "here", "speaking", "hi", "hello",
        "no", "not", "of", "course", "in", "as", "like", "with", "spelled", "spell", "you", "can", "please", "thank", "thanks", "me", "we", "to", "about",
        "just", "doctor", "dr", "mr", "mrs", "ms", "miss", "good", "morning", "afternoon", "evening", "there", "doing", "how", "what", "mister", "one", "was",
        "are", "were", "date", "birth", "born", "do", "dont", "know", "sir", "maam", "again", "everyone", "buddy", "guys", "folks", "today", "nice", "need", "having", "have",
        "feeling", "sorry", "going", "ill", "id", "wait", "actually", "correct", "right", "mhm", "names", "lets", "see", "on", "at", "from", "your", "yep", "hey", "but", "rather", "bud", "doc",
        "january", "february", "march", "july", "september", "october", "november", "december", "would", "could", "should", "then", "ma", "or", "if", "because", "since", "when",
        "hold", "second", "moment", "get", "got", "let", "think", "guess", "same", "mine", "myself", "himself", "herself", "both", "uhhuh", "hmm", "huh", "great", "fine", "number", "phone",
        "hyphen", "dash", "apostrophe", "capital", "spelling", "chart", "nickname", "call", "goes", "by", "people", "think", "legal", "maiden", "under", "actually", "both", "whole", "middle", "third", "junior",
        "nurse", "doctors", "another", "every", "everybody", "asks", "trying", "looking", "wondering", "needing", "checking", "returning", "following", "out", "up", "now", "still", "new", "old", "not", "early", "late", "happy", "glad",
        "tired", "sick", "fine", "able", "allergic", "taking", "worried", "concerned", "afraid", "sure", "certain", "available", "off", "free", "home", "work", "working", "busy", "gonna", "supposed", "scheduled", "seeing", "okay", "alone",
        "birthday", "birthdate", "dob", "does", "did", "has", "had", "been", "be", "its", "they", "them", "their", "our", "us", "who", "which", "where", "why", "also", "too", "very", "really",
    ];

    private const int Longest = 3;

    /// <param name="Value">As it is written in the note.</param>
    internal readonly record struct Named(string Value, int First, int Last, Span Span);

    /// <summary>One to three written words that may be a name, from an index on. "Dolores, Dolores Amaya" is Dolores Amaya.</summary>
    /// <param name="one">A single written word.</param>
    public static Named? At(Line line, int from, bool one = false)
    {
        var i = from;
        while (i < line.Tokens.Count && (NoName.Contains(line.Tokens[i].Plain) || line.Tokens[i].Plain.Length == 1))
        {
            i++;
        }

        if (Take(line, i, one ? 1 : Longest) is not { } name)
        {
            return null;
        }

        // The name alone, then again in full.
        var next = name.Last + 1;
        while (next < line.Tokens.Count && next < name.Last + 4 && NoName.Contains(line.Tokens[next].Plain))
        {
            next++;
        }

        return !one && name.First == name.Last && next < line.Tokens.Count && line.Tokens[next].Stem == line.Tokens[name.First].Stem
            && Take(line, next, Longest) is { } full && full.Last > full.First ? full : name;
    }

    private static Named? Take(Line line, int first, int longest)
    {
        var (i, words) = (first, 0);
        while (i < line.Tokens.Count && May(line.Tokens[i]))
        {
            var joined = i > first && line.Tokens[i].Word == line.Tokens[i - 1].Word;
            if (!joined && ++words > longest)
            {
                break;
            }

            i++;
            if (line.Tokens[i - 1].EndsSentence || line.Tokens[i - 1].Comma)
            {
                break;
            }
        }

        return i == first ? null : new Named(Written(line.Tokens, first, i - 1), first, i - 1, line.Span(first, i - 1));
    }

    internal static bool May(SpokenToken token) =>
        token.Plain.Length > 1 && token.Plain.All(char.IsLetter) && !NoName.Contains(token.Plain) && !Kin.Contains(token.Stem) && SpokenDigits.Of(token) is null;

    /// <summary>Parts of one written word keep their hyphen: "Villareal-Stone".</summary>
    internal static string Written(IReadOnlyList<SpokenToken> tokens, int first, int last)
    {
        var name = "";
        for (var i = first; i <= last; i++)
        {
            name += (i == first ? "" : tokens[i].Word == tokens[i - 1].Word ? "-" : " ") + SpokenName.Written(tokens[i].Stem);
        }

        return name;
    }
}
