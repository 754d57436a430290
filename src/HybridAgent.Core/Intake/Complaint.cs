using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>
/// The reason: what somebody states as the purpose ("I'm calling about ...", "here for ...", "chief complaint is ..."), else the
/// caller's answer to "how can I help", else the first complaint said. Always in the words that were said.
/// </summary>
internal static class Complaint
{
    /// <summary>Caller's words that state a purpose, whatever follows.</summary>
    private static readonly IntakeWords.Phrases Calls = new(
    [
        "calling about", "calling because", "calling regarding", "calling in regards to", "calling with", "calling to", "call about", "called about", "question about", "questions about", "need to talk about",
        "its about", "this is about", "here for", "here because", "here about", "following up on", "follow up on", "reason im calling is", "wondering about", "about",
    ]);

    /// <summary>Either side's words that state a purpose, when a complaint or an errand follows.</summary>
    private static readonly IntakeWords.Phrases States = new(
    [
        "chief complaint is", "chief complaint of", "chief complaint", "here for", "here today for", "here today with", "here with", "here because of", "here to", "presents for", "presents with", "presents to", "presents today for",
        "presents today with", "presents here today for", "presenting with", "presenting for", "complaining of", "complains of", "complaint of", "coming in for", "coming in with", "coming in today for",
        "come in for", "come in with", "come in today with", "come in today for", "came in for", "came in with", "came in because of", "came in today with", "sent you over for", "sent you here for",
        "sent you in for", "sent me for", "referred for", "referred to us for", "referred you for", "referral for", "evaluation of", "evaluation for", "evaluated for", "seen for", "be seen for",
        "wanted me to see you for", "see you because of", "consultation for", "newly diagnosed", "you are experiencing", "youre experiencing", "were experiencing", "experiencing", "youre having", "you are having", "having issues with", "having trouble with",
        "having problems with", "problems with", "trouble with", "issues with", "i need", "id like", "i would like", "i want", "need to", "im having", "i am having", "ive been having", "have been having", "ive got", "i have", "ive had", "he has", "she has", "hes got", "shes got", "hes had", "shes had", "i hurt", "make an appointment for", "appointment for", "inquiring about", "see about", "want to", "wants to", "needs", "needs to", "schedule", "supposed to", "got", "hes having",
        "shes having", "hes been having", "shes been having", "has been having", "following up for", "follow up for", "follow up of", "follow up after", "follow up from", "you have this", "you had this", "aside from", "except for", "other than", "suffering from", "going on with", "trying to", "looking to", "wanted to", "want to",
    ]);

    private static readonly HashSet<string> Leads =
        ["to", "a", "an", "the", "my", "his", "her", "our", "their", "your", "some", "get", "um", "uh", "that", "i", "have", "this", "these", "need", "really", "bad", "terrible", "got", "ive", "im", "having", "calling", "about", "like", "you", "it", "its", "of", "for", "kind", "sort", "any", "been", "ask", "see", "if", "just", "also"];

    private static readonly HashSet<string> Fillers =
        ["um", "uh", "like", "well", "so", "just", "please", "hi", "hello", "hey", "yes", "yeah", "my", "his", "her", "your", "our", "a", "an", "the", "some", "i", "im", "its", "this", "that", "you", "know", "really", "little"];

    private static readonly HashSet<string> Ends =
    [
        "but", "since", "because", "thats", "it", "its", "which", "so", "starting", "that", "who", "what", "when", "how", "if", "we", "please", "thanks", "thank", "ive", "im", "hes", "shes", "he", "she", "they", "then",
        "can", "could", "would", "tell", "today", "now", "i", "status", "there", "is", "was", "where", "and", "or", "for", "are", "has", "have", "while", "yesterday", "last", "going",
    ];

    /// <summary>No reason yet: who it is for, or only that an appointment is wanted.</summary>
    private static readonly HashSet<string> Nobody = ["little", "old", "for", "make", "appointment", "with", "doctor", "get", "in", "patient", "member", "resident", "residents", "one", "of", "be", "seen", "schedule", "see", "help", "if", "can", "to", "new", "need", "on", "come", "soon", "today", "tomorrow", "talk", "speak", "someone", "somebody", "is", "about", "concern", "issue", "problem", "something", "daughters", "sons", "husbands", "wifes", "moms", "dads"];

    private const int Longest = 10;
    private const int FirstLines = 16;
    private const int SideWithin = 14;

    public static void Read(RulesDrafter.Drafting draft)
    {
        (Line Line, int First, int Last)? answer = null;
        (Line Line, int First, int Last)? complaint = null;
        for (var n = 0; n < draft.Lines.Count; n++)
        {
            var line = draft.Lines[n];
            if (line.Tokens.Count < 2 || (line.Caller && line.Answers is not (Topic.Reason or Topic.None or Topic.Onset or Topic.Name or Topic.Appointment)) || (!line.Caller && Asking(line) && n > 0))
            {
                continue;
            }

            if (Stated(draft, line) is var (first, last) && Put(draft, n, first, last))
            {
                return;
            }

            var spot = (n < FirstLines && !Asking(line)) || (line.Caller && line.Answers == Topic.Reason) ? Spot(draft, line) : null;
            if (spot is var (a, b))
            {
                complaint ??= (line, a, b);
                if (line.Caller && line.Answers == Topic.Reason && Put(draft, n, a, b))
                {
                    return;
                }
            }
            else if (line.Caller && line.Answers == Topic.Reason && answer is null && line.Tokens.Count >= 3 && Introduced(draft, line) is >= 0 and var after && Phrase(line, after) is var (from, to))
            {
                answer = (line, from, to);
            }

            if (n >= FirstLines && complaint is not null)
            {
                break;
            }
        }

        foreach (var found in new[] { complaint, answer })
        {
            if (found is var (line, first, last) && Put(draft, Index(draft, line), first, last))
            {
                return;
            }
        }
    }

    /// <summary>The first token after "this is Carla from Harbor Lab, "; 0 when nobody introduces themselves, -1 when no more is said than that.</summary>
    private static int Introduced(RulesDrafter.Drafting draft, Line line)
    {
        var tokens = line.Tokens;
        var named = draft[FieldNames.CallerName]?.Evidence is [{ } span, ..] && span.Utterance == line.Said.Id ? tokens.FindIndex(t => t.Word == span.FirstWord) : -1;
        if (named < 1 || tokens[named - 1].Plain is not ("is" or "im" or "am" or "its"))
        {
            return 0;
        }

        // The stop of "St." ends no sentence.
        var end = tokens.FindIndex(named, t => t.Comma || (t.EndsSentence && t.Plain is not ("st" or "dr" or "mr" or "mrs" or "ms")));
        return end >= 0 && end + 1 < tokens.Count ? end + 1 : -1;
    }

    /// <summary>"Any trouble breathing, hives?" is the other side's question, not the complaint.</summary>
    private static bool Asking(Line line) => !line.Caller
        && line.Tokens.SkipWhile(t => t.Plain is "okay" or "ok" or "and" or "so" or "alright" or "great" or "no").FirstOrDefault().Plain
            is "any" or "do" or "does" or "are" or "is" or "have" or "has" or "did" or "what" or "which" or "how" or "where" or "when" or "who" or "can" or "could" or "would" or "or" or "allergies" or "known" or "fever";

    private static int Index(RulesDrafter.Drafting draft, Line line)
    {
        for (var n = 0; n < draft.Lines.Count; n++)
        {
            if (ReferenceEquals(draft.Lines[n], line))
            {
                return n;
            }
        }

        return 0;
    }

    private static (int First, int Last)? Stated(RulesDrafter.Drafting draft, Line line)
    {
        for (var i = 0; i < line.Tokens.Count; i++)
        {
            var calls = line.Caller && line.Answers is Topic.Reason or Topic.None ? Calls.At(line.Tokens, i) : 0;
            var words = calls > 0 ? calls : States.At(line.Tokens, i);
            if (words > 0 && !Clause.Denies(line.Tokens, i) && Phrase(line, i + words) is var (first, last)
                && line.Tokens[first].Plain is not ("history" or "past" or "prior" or "known")
                && ((calls > 1 && line.Caller) || Weighs(draft, line, first, last)))
            {
                return (first, last);
            }
        }

        return null;
    }

    /// <summary>A complaint, a part of the body, an errand or a medicine is in it.</summary>
    private static bool Weighs(RulesDrafter.Drafting draft, Line line, int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            var plain = line.Tokens[i].Plain;
            if (draft.Words.ComplaintSet.Contains(plain) || draft.Words.SiteSet.Contains(plain) || draft.Words.ErrandSet.Contains(plain)
                || draft.Words.ComplaintPhraseSet.At(line.Tokens, i) > 0 || draft.Drugs.Has(plain))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Before the purpose itself: "make an appointment for ...".</summary>
    private static readonly IntakeWords.Phrases Ways = new(
        ["make an appointment for", "make appointment for", "schedule an appointment for", "set up an appointment for", "get an appointment for", "appointment for", "be seen for", "come in for", "see someone about", "see somebody about",
         "talk to someone about", "talk to somebody about", "ask about", "get in for", "be seen about", "get seen for", "bring him in for", "bring her in for"]);

    /// <summary>The words from an index on that belong together.</summary>
    private static (int First, int Last)? Phrase(Line line, int from)
    {
        var tokens = line.Tokens;
        var first = from;
        while (first < tokens.Count && (Leads.Contains(tokens[first].Plain) || Fillers.Contains(tokens[first].Plain)))
        {
            first++;
        }

        if (first < tokens.Count && Ways.At(tokens, first) is > 0 and var way && first + way < tokens.Count && Phrase(line, first + way) is var (inner, end)
            && !NameWords.Kin.Contains(tokens[inner].Stem))
        {
            return (inner, end);
        }

        var last = first - 1;
        for (var i = first; i < tokens.Count && i - first < Longest; i++)
        {
            if (i > first && Ends.Contains(tokens[i].Plain) && !(tokens[i].Plain is "for" && i + 1 < tokens.Count && tokens[i + 1].Plain is "my" or "his" or "her" or "a" or "the"))
            {
                break;
            }

            last = i;
            if (tokens[i].EndsSentence || tokens[i].Comma)
            {
                break;
            }
        }

        return last >= first ? (first, last) : null;
    }

    /// <summary>The first complaint of a line with what stands around it: "burning along the side of my left foot", "itchy scalp".</summary>
    private static (int First, int Last)? Spot(RulesDrafter.Drafting draft, Line line)
    {
        var tokens = line.Tokens;
        var words = draft.Words;
        for (var i = 0; i < tokens.Count; i++)
        {
            var length = words.ComplaintPhraseSet.At(tokens, i);
            if (length == 0 && !words.ComplaintSet.Contains(tokens[i].Plain))
            {
                continue;
            }

            if (Clause.Denies(tokens, i))
            {
                continue;
            }

            var (first, last) = (i, i + Math.Max(1, length) - 1);
            // "right knee", "itchy scalp", "left sided back"
            while (first > 0 && !tokens[first - 1].EndsSentence && !tokens[first - 1].Comma && i - first < 4
                && (words.SiteSet.Contains(tokens[first - 1].Plain) || words.SideSet.Contains(tokens[first - 1].Plain) || words.ComplaintSet.Contains(tokens[first - 1].Plain)
                    || tokens[first - 1].Plain is "sided" or "sharp" or "dull" or "severe" or "chronic" or "bad" or "swollen"))
            {
                first--;
            }

            // "pain in my left arm", "sore on your heel", "knee pain"
            for (var j = last + 1; j < tokens.Count && j <= last + 8 && !tokens[j - 1].EndsSentence && tokens[j].Plain is not ("and" or "but" or "because" or "since" or "i" or "when" or "it"); j++)
            {
                if (words.SiteSet.Contains(tokens[j].Plain) || (j == last + 1 && words.ComplaintSet.Contains(tokens[j].Plain)))
                {
                    last = j;
                }
            }

            return (first, last);
        }

        return null;
    }

    private static bool Put(RulesDrafter.Drafting draft, int n, int first, int last)
    {
        var line = draft.Lines[n];
        // Possessives and fillers inside are left out; every other word is as it was said.
        var words = line.Tokens.Skip(first).Take(last - first + 1).Where(t => !Fillers.Contains(t.Plain)).Select(t => t.Plain).ToList();
        if (words.Count == 0 || words.TrueForAll(w => NameWords.Kin.Contains(w) || Nobody.Contains(w)))
        {
            return false;
        }

        var value = string.Join(' ', words);
        return (Side(draft, n, first, last) is var (side, span) && draft.Put(FieldNames.Reason, $"{side} {value}", [span, line.Span(first, last)]))
            || draft.Put(FieldNames.Reason, value, line.Span(first, last));
    }

    /// <summary>"Which knee?" "The right one": the side, when a part of the body stands there without one.</summary>
    private static (string Side, Span Span)? Side(RulesDrafter.Drafting draft, int n, int first, int last)
    {
        var tokens = draft.Lines[n].Tokens;
        var site = tokens.FindIndex(first, last - first + 1, t => draft.Words.SiteSet.Contains(t.Plain));
        if (site < 0 || tokens.FindIndex(first, last - first + 1, t => t.Plain is "left" or "right" or "both" or "bilateral") >= 0)
        {
            return null;
        }

        for (var m = n; m < draft.Lines.Count && m <= n + SideWithin; m++)
        {
            var line = draft.Lines[m];
            var asked = m > 0 && line.Caller && !draft.Lines[m - 1].Caller && draft.Lines[m - 1].Has("which", tokens[site].Plain);
            for (var i = 0; i < line.Tokens.Count; i++)
            {
                if (line.Tokens[i].Plain is "left" or "right" && (asked || (i + 1 < line.Tokens.Count && line.Tokens[i + 1].Plain == tokens[site].Plain))
                    && !Clause.Denies(line.Tokens, i))
                {
                    return (line.Tokens[i].Plain, line.Span(i, i));
                }
            }
        }

        return null;
    }
}
