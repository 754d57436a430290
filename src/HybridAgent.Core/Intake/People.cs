using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>Caller and patient, apart: names, and how the caller is related to the patient.</summary>
internal static class People
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
        "birthday", "birthdate", "dob", "does", "did", "has", "had", "been", "be", "its", "they", "them", "their", "our", "us", "who", "which", "where", "why", "also", "too", "very", "really",
    ];

    public static void Read(RulesDrafter.Drafting draft)
    {
        foreach (var line in draft.Lines)
        {
            if (line.Caller)
            {
                ReadRelationship(draft, line);
                ReadIntroduction(draft, line);
                ReadAnswer(draft, line);
            }
            else
            {
                Greetings.Read(draft, line);
            }
        }

        ReadSelf(draft);
    }

    private static void ReadRelationship(RulesDrafter.Drafting draft, Line line)
    {
        if (draft[FieldNames.Relationship] is { Value: not "self" } && line.Answers != Topic.Relationship)
        {
            return;
        }

        for (var i = 0; i < line.Tokens.Count; i++)
        {
            if (!Kin.Contains(line.Tokens[i].Stem))
            {
                continue;
            }

            var before = i > 0 ? line.Tokens[i - 1].Plain : "";
            var two = i > 1 ? line.Tokens[i - 2].Plain : "";
            var called = before is "my" or "our" or "a" && (two is "for" or "about" or "behalf" or "of" or "its" or "is" or "hes" or "shes" or "with" or "from" || i <= 2);
            if (called && (line.Answers is Topic.Reason or Topic.Relationship or Topic.None || two is "for" or "behalf"))
            {
                draft.Put(FieldNames.Relationship, line.Tokens[i].Stem, line.Span(i, i));
                return;
            }
        }
    }

    private static void ReadSelf(RulesDrafter.Drafting draft)
    {
        if (draft[FieldNames.Relationship] is not null)
        {
            return;
        }

        foreach (var line in draft.Lines.Where(l => l.Caller))
        {
            var i = line.Tokens.FindIndex(t => t.Plain is "im" or "i" or "ive" or "my");
            if (i >= 0)
            {
                draft.Put(FieldNames.Relationship, "self", line.Span(i, i));
                return;
            }
        }
    }

    private static void ReadIntroduction(RulesDrafter.Drafting draft, Line line)
    {
        var after = new[] { line.Find(0, "my", "name", "is"), line.Find(0, "my", "name") }.Where(i => i >= 0).Select(i => i + 2).DefaultIfEmpty(-1).First();
        if (after < 0 && line.Find(0, "this", "is") is >= 0 and var here)
        {
            after = here + 2;
        }

        if (after >= 0 && Plain(line, after) is { } name)
        {
            draft.Put(FieldNames.CallerName, name.Value, line.Span(name.First, name.Last));
        }
    }

    private static void ReadAnswer(RulesDrafter.Drafting draft, Line line)
    {
        var asked = IsName(line.Answers) ? line.Answers : line.Also;
        if (!IsName(asked) || (Refusal.Find(line.Tokens) is not null && SpokenName.Spelled(line.Tokens, 0, line.Tokens.Count) is null))
        {
            return;
        }

        var field = asked switch
        {
            Topic.CallerName => FieldNames.CallerName,
            Topic.PatientName => FieldNames.PatientName,
            _ => draft[FieldNames.PatientName] is not null || draft[FieldNames.CallerName] is null ? FieldNames.PatientName : FieldNames.CallerName,
        };
        var before = draft[field];

        // "Last name's Delgado, first name Owen"
        var first = Labelled(line, "first");
        var last = Labelled(line, "last");
        if (first is not null || last is not null)
        {
            var (given, family) = Split(before);
            var spans = new[] { first?.Span, last?.Span }.OfType<Span>();
            draft.Put(field, $"{first?.Value ?? given} {last?.Value ?? family}".Trim(),
                [.. spans, .. first is null || last is null ? before?.Evidence ?? [] : []]);
        }
        else if (line.Tokens.Count > 1 && line.Tokens[0].Plain is "no" or "sorry" && before is not null
            && Plain(line, 1, one: true) is { } corrected)
        {
            // "Owen Stokes?" "No, Delgado."
            var (given, family) = Split(before);
            _ = family;
            draft.Put(field, $"{given} {corrected.Value}".Trim(), [.. before.Evidence, line.Span(corrected.First, corrected.Last)]);
        }
        else if (Plain(line, 0) is { } name && (asked is Topic.PatientName or Topic.CallerName || before is null)
            && (asked == line.Answers || before is null) && (before is null || !Contact.Yes.Contains(line.Tokens[0].Plain)))
        {
            draft.Put(field, name.Value, line.Span(name.First, name.Last));
        }

        Respell(draft, field, line, asked);
    }

    private static bool IsName(Topic topic) => topic is Topic.PatientName or Topic.CallerName or Topic.LastName or Topic.FirstName;

    private static void Respell(RulesDrafter.Drafting draft, string field, Line line, Topic asked)
    {
        if (SpokenName.Spelled(line.Tokens, 0, line.Tokens.Count) is not { } spelled)
        {
            return;
        }

        var span = line.Span(spelled.First, spelled.Last);
        var (given, family) = Split(draft[field]);
        var evidence = draft[field]?.Evidence ?? [];
        if (family.Length == 0 && given.Length > 0 && given[0] == char.ToUpperInvariant(spelled.Letters[0]) && asked != Topic.LastName)
        {
            draft.Put(field, SpokenName.Written(spelled.Letters), [.. evidence, span]);
        }
        else if (family.Length > 0 && Close(given, spelled.Letters) && !Close(family, spelled.Letters))
        {
            draft.Put(field, $"{SpokenName.Written(spelled.Letters)} {family}", [.. evidence, span]);
        }
        else
        {
            draft.Put(field, $"{given} {SpokenName.Written(spelled.Letters)}".Trim(), [.. evidence, span]);
        }
    }

    private static bool Close(string name, string letters) =>
        NearWords.Distance(name.ToLowerInvariant(), letters) <= Math.Max(1, letters.Length / 3);

    internal readonly record struct Named(string Value, int First, int Last, Span Span);

    private static Named? Labelled(Line line, string which)
    {
        var at = line.Find(0, which, "name");
        return at >= 0 && Plain(line, at + 2, one: true) is { } name ? name : null;
    }

    /// <summary>One to three words that may be a name, from an index on.</summary>
    internal static Named? Plain(Line line, int from, bool one = false, bool lead = true)
    {
        var i = from;
        while (i < line.Tokens.Count && NoName.Contains(line.Tokens[i].Plain) && (lead || line.Tokens[i].Plain is "mr" or "mrs" or "ms" or "miss"))
        {
            i++;
        }

        var first = i;
        while (i < line.Tokens.Count && i - first < (one ? 1 : 3) && line.Tokens[i].Plain.Length > 1
            && !NoName.Contains(line.Tokens[i].Plain) && line.Tokens[i].Plain.All(char.IsLetter) && SpokenDigits.Of(line.Tokens[i]) is null && !Kin.Contains(line.Tokens[i].Stem))
        {
            i++;
            if (line.Tokens[i - 1].EndsSentence || line.Tokens[i - 1].Comma)
            {
                break;
            }
        }

        if (i == first || i - first > 3)
        {
            return null;
        }

        var words = line.Tokens.Skip(first).Take(i - first).Select(t => SpokenName.Written(t.Stem));
        return new Named(string.Join(' ', words), first, i - 1, line.Span(first, i - 1));
    }

    private static (string Given, string Family) Split(FieldDraft? name)
    {
        var parts = name?.Value.Split(' ') ?? [];
        return (parts.Length > 0 ? parts[0] : "", parts.Length > 1 ? parts[^1] : "");
    }
}
