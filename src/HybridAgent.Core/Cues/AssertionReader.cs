namespace HybridAgent.Core.Cues;

/// <summary>How a concept stands in a written clinical sentence.</summary>
/// <param name="Negation">"Negated" or "Affirmed".</param>
/// <param name="Temporality">"Recent", "Historical" or "Not particular" (hypothetical, conditional).</param>
/// <param name="Experiencer">"Patient", "Family member" or "Other".</param>
public sealed record AssertionReading(string Negation, string Temporality, string Experiencer);

/// <summary>
/// Reads the assertion of a named concept in written clinical text, after NegEx and ConText (Chapman, Harkema): trigger
/// phrases before or after the concept, within its sentence, up to a word that ends their scope.
/// </summary>
public static class AssertionReader
{
    private const int Reach = 40;
    private const int ReachAfter = 8;

    private static readonly string[][] NegatedBefore = Phrases(
        "no", "not", "denies", "denied", "denying", "deny", "without", "negative for", "no evidence of", "no sign of", "no signs of", "absence of", "free of",
        "never had", "never", "none", "fails to reveal", "rules out", "rule out for", "ruled out", "ruled out for", "ruled her out", "ruled him out", "ruled the patient out",
        "nor", "neither", "unremarkable for", "declined", "doesnt have", "did not", "does not", "rather than", "resolved", "no further", "cannot see", "with no", "non", "hasnt", "didnt", "doesnt");

    private static readonly string[][] NegatedAfter = Phrases("was ruled out", "were ruled out", "is ruled out", "has been ruled out", "ruled out", "unlikely", "not seen", "was negative", "were negative", "is negative", "negative", "not present", "absent", "are absent", "not identified", "not demonstrated", "not appreciated", "denied", "none");

    private static readonly string[][] NotNegation = Phrases(
        "no increase", "no change", "no significant change", "no interval change", "no suspicious change", "not only", "not certain if", "not certain whether", "not necessarily", "not cause", "not extend",
        "gram negative", "no definite change", "without difficulty", "not drain", "no further workup", "not know", "without any further", "not been", "not significantly changed", "negative pressure", "non hodgkins", "not taking", "not a candidate", "not tolerate", "not able");

    private static readonly string[][] Ends = Phrases(
        "but", "however", "nevertheless", "yet", "though", "although", "still", "aside from", "except", "apart from", "secondary to", "which", "cause of", "causes of",
        "reason for", "source of", "etiology of", "origin of", "due to", "because", "presents", "presented", "presenting", "complains", "complained", "secondary", "reports", "who", "other than", "trigger event for", "since", "with the exception", "noted", "notes", "postoperative", "post operative", "preoperative", "plan", "findings", "impression", "indicates", "the patient remained", "and he is", "and she is", "remained");

    private static readonly string[][] Past = Phrases(
        "history of", "history", "past medical history", "past surgical history", "previous", "previously", "prior", "h o", "hx of", "hx", "status post", "years ago", "year ago", "childhood",
        "past history", "in the past", "remote", "known", "chronic", "longstanding", "baseline", "pmh", "psh", "medical history significant for", "underwent", "social history", "old");

    private static readonly string[][] PastAfter = Phrases("years ago", "year ago", "months ago", "in the past", "in her past", "in his past", "by history", "by report");

    private static readonly string[][] NotPast = Phrases("history of present illness", "history and physical", "history physical", "clinical history", "brief history", "day history", "week history", "month history", "days history", "hour history", "year history", "patient history", "history taking", "poor historian", "present illness", "prior to", "history and examination", "history obtained", "reason for", "indication", "hospital course history", "history source");

    private static readonly string[][] Conditional = Phrases(
        "if", "should", "as needed for", "prn", "p r n", "return for", "returns if", "return if", "come back for", "come back to", "risk of", "risks of", "risk for", "precautions", "call for", "call if", "in case of", "monitor for", "watch for",
        "instructed to return", "advised", "told to", "unless", "as needed", "evaluate for", "to prevent", "prophylaxis", "every", "including but not limited to", "signs of", "symptoms of", "alert the physician", "if there is", "if any", "return to the");

    private static readonly string[][] Family = Phrases(
        "family history", "familial", "fh", "father", "mother", "fathers", "mothers", "brother", "brothers", "sister", "sisters", "aunt", "uncle", "grandmother", "grandfather",
        "grandparents", "parents", "siblings", "cousin", "family", "maternal", "paternal", "daughter", "son", "relative", "relatives");

    private static readonly string[][] Patients = Phrases("personal history", "the patient", "her own", "his own", "she", "he");

    private static readonly string[][] Others = Phrases("donor", "roommate", "boyfriend", "girlfriend", "neighbor", "coworker", "friend", "spouse had");

    /// <summary>Reads one concept. Where the concept stands several times, its last place counts: that is the sentence in question.</summary>
    public static AssertionReading Read(string sentence, string concept)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        ArgumentNullException.ThrowIfNull(concept);
        var tokens = SpokenWords.Read(sentence);
        var wanted = SpokenWords.Read(concept);
        if (Place(sentence, tokens, wanted) is not { } place)
        {
            return new AssertionReading("Affirmed", "Recent", "Patient");
        }

        var (start, end) = Sentence(tokens, place);
        return new AssertionReading(
            Negated(tokens, place, start, end) ? "Negated" : "Affirmed",
            When(tokens, place, start, end),
            Who(tokens, place, start));
    }

    private static string[][] Phrases(params string[] phrases) => [.. phrases.Select(p => p.Split(' '))];

    private static Found? Place(string sentence, List<SpokenToken> tokens, List<SpokenToken> wanted)
    {
        if (wanted.Count == 0)
        {
            return null;
        }

        // Test kits write the concept in capitals: that place is meant, else the last one.
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

    private static (int Start, int End) Sentence(List<SpokenToken> tokens, Found place)
    {
        var start = place.First;
        while (start > 0 && place.First - start < 60 && !tokens[start - 1].EndsSentence)
        {
            start--;
        }

        var end = place.Last;
        while (end < tokens.Count - 1 && end - place.Last < 60 && !tokens[end].EndsSentence)
        {
            end++;
        }

        return (start, end);
    }

    private static bool Negated(List<SpokenToken> tokens, Found place, int start, int end)
    {
        var stop = ScopeStart(tokens, place, start);
        for (var i = Math.Max(stop, place.First - Reach); i < place.First; i++)
        {
            if (At(tokens, i, NegatedBefore, place.First) && !At(tokens, i, NotNegation, tokens.Count) && !(i > 0 && At(tokens, i - 1, NotNegation, tokens.Count)))
            {
                return true;
            }
        }

        for (var i = place.Last + 1; i <= Math.Min(end, place.Last + ReachAfter) && !At(tokens, i, Ends, tokens.Count); i++)
        {
            if (At(tokens, i, NegatedAfter, end + 1))
            {
                return true;
            }
        }

        return false;
    }

    private static string When(List<SpokenToken> tokens, Found place, int start, int end)
    {
        var stop = ScopeStart(tokens, place, start);
        for (var i = stop; i < place.First; i++)
        {
            if (At(tokens, i, Conditional, place.First) && place.First - i <= 40
                && !(i > 0 && tokens[i - 1].Plain is "no" or "any" or "without"))
            {
                return "Not particular";
            }
        }

        for (var i = Math.Max(stop, place.First - 20); i < place.First; i++)
        {
            if (At(tokens, i, Past, place.First) && !At(tokens, i, NotPast, tokens.Count) && !(i > 0 && At(tokens, i - 1, NotPast, tokens.Count)))
            {
                return "Historical";
            }
        }

        for (var i = place.Last + 1; i <= Math.Min(end, place.Last + ReachAfter); i++)
        {
            if (At(tokens, i, PastAfter, end + 1))
            {
                return "Historical";
            }
        }

        return "Recent";
    }

    private static string Who(List<SpokenToken> tokens, Found place, int start)
    {
        for (var i = place.First - 1; i >= Math.Max(start, place.First - 25); i--)
        {
            // Whoever was named last before the concept has it.
            if (At(tokens, i, Patients, place.First))
            {
                break;
            }

            if (At(tokens, i, Family, place.First) && !(i + 1 < tokens.Count && tokens[i + 1].Plain is "states" or "reports" or "says" or "noticed" or "noted" or "found" or "physician" or "doctor" or "practice" or "medicine"))
            {
                return "Family member";
            }

            if (At(tokens, i, Others, place.First))
            {
                return "Other";
            }
        }

        return "Patient";
    }

    /// <summary>Where a trigger before the concept may stand: after the last word that ends a scope.</summary>
    private static int ScopeStart(List<SpokenToken> tokens, Found place, int start)
    {
        for (var i = place.First - 1; i >= start; i--)
        {
            if (At(tokens, i, Ends, place.First))
            {
                return i + 1;
            }
        }

        return start;
    }

    private static bool At(List<SpokenToken> tokens, int i, string[][] phrases, int before)
    {
        foreach (var phrase in phrases)
        {
            if (i + phrase.Length > before)
            {
                continue;
            }

            var k = 0;
            while (k < phrase.Length && tokens[i + k].Plain == phrase[k])
            {
                k++;
            }

            if (k == phrase.Length)
            {
                return true;
            }
        }

        return false;
    }
}
