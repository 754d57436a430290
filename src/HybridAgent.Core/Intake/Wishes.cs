using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>Pharmacy and provider; of the practice's own lists also when they were misheard.</summary>
internal static class Wishes
{
    public static void Read(RulesDrafter.Drafting draft)
    {
        foreach (var line in draft.Lines)
        {
            ReadProvider(draft, line);
            if (line.Caller)
            {
                ReadPharmacy(draft, line);
            }
        }

        if (draft[FieldNames.Provider] is null)
        {
            ReadNamed(draft);
        }
    }

    private static void ReadProvider(RulesDrafter.Drafting draft, Line line)
    {
        foreach (var surname in line.Caller ? draft.Surnames : [])
        {
            if (line.Find(0, surname) is >= 0 and var at)
            {
                draft.Put(FieldNames.Provider, "Dr. " + SpokenName.Written(surname), line.Span(at, at));
                return;
            }
        }

        if (line.Caller && Misheard(draft, line))
        {
            return;
        }

        for (var i = 0; i + 1 < line.Tokens.Count; i++)
        {
            if (line.Tokens[i].Plain is not ("doctor" or "dr") || line.Tokens[i].Comma)
            {
                continue;
            }

            var named = line.Tokens[i + 1];
            // "Doctor Ferris sent me", "like Doctor Doolittle"
            if ((i + 2 < line.Tokens.Count && line.Tokens[i + 2].Plain is "sent" or "referred") || (i > 0 && line.Tokens[i - 1].Plain is "like"))
            {
                continue;
            }

            var introduces = !line.Caller && i > 0 && line.Tokens[i - 1].Plain is "im" or "is" or "to" or "hello" or "hi" or "calling" && i < 14 && draft[FieldNames.Provider] is null;
            if (named.Stem.Length > 2 && named.Stem.All(char.IsLetter) && !Not.Contains(named.Plain) && (introduces || line.Answers == Topic.Provider || (line.Caller && draft[FieldNames.Provider] is null)))
            {
                draft.Put(FieldNames.Provider, "Dr. " + SpokenName.Written(named.Stem), line.Span(i, i + 1));
                return;
            }
        }
    }

    /// <summary>"Doctor win" for Dr. Nguyen: only next to the title, or as the answer, and marked as heard.</summary>
    private static bool Misheard(RulesDrafter.Drafting draft, Line line)
    {
        for (var i = 0; i < line.Tokens.Count; i++)
        {
            var titled = i > 0 && line.Tokens[i - 1].Plain is "doctor" or "dr" or "nurse";
            if (!titled && (line.Answers != Topic.Provider || line.Tokens.Count > 4))
            {
                continue;
            }

            foreach (var surname in draft.Surnames)
            {
                if (SoundAlike.Words(line.Tokens[i].Stem, surname))
                {
                    return draft.Put(FieldNames.Provider, "Dr. " + SpokenName.Written(surname), null, heard: true, line.Span(i, i));
                }
            }
        }

        return false;
    }

    /// <summary>Nobody was asked for, but the other side speaks of one doctor only.</summary>
    private static void ReadNamed(RulesDrafter.Drafting draft)
    {
        (string Name, Span Span)? only = null;
        foreach (var line in draft.Lines.Where(l => !l.Caller))
        {
            for (var i = 0; i + 1 < line.Tokens.Count; i++)
            {
                var named = line.Tokens[i + 1];
                if (line.Tokens[i].Plain is not ("doctor" or "dr") || named.Stem.Length <= 2 || !named.Stem.All(char.IsLetter) || Not.Contains(named.Plain))
                {
                    continue;
                }

                if (only is var (name, _) && name != named.Stem)
                {
                    return;
                }

                only = (named.Stem, line.Span(i, i + 1));
            }
        }

        if (only is var (stem, span))
        {
            draft.Put(FieldNames.Provider, "Dr. " + SpokenName.Written(stem), span);
        }
    }

    private static readonly HashSet<string> Not =
        ["said", "told", "about", "and", "who", "for", "the", "that", "has", "had", "was", "gave", "put", "when", "but", "prescribed", "wants", "wanted", "yet", "recommended", "before", "because", "started", "which", "again", "office", "because", "today", "thinks", "called", "just", "did", "does", "you", "with", "then", "how", "sent", "referred", "ordered", "is", "so", "or", "to", "if", "on", "at", "in", "a"];

    private static void ReadPharmacy(RulesDrafter.Drafting draft, Line line)
    {
        if (line.Answers != Topic.Pharmacy && !line.Has("pharmacy"))
        {
            return;
        }

        // "We were at ..., but now it's ..."
        var current = line.Tokens.FindLastIndex(t => t.Plain is "now" or "but");
        for (var at = Math.Max(0, current); at < line.Tokens.Count; at++)
        {
            var words = Math.Max(draft.Pharmacies.At(line.Tokens, at), draft.Words.PharmacyPhrases.At(line.Tokens, at));
            // "Not the CVS, the ...": it is another one.
            if (words == 0 || Clause.Ended(line.Tokens, at))
            {
                continue;
            }

            var last = at + words - 1;
            while (last + 1 < line.Tokens.Count && last - at < 6 && !line.Tokens[last].EndsSentence && !line.Tokens[last].Comma
                && line.Tokens[last + 1].Plain is not ("please" or "thanks" or "and" or "is" or "thank" or "works" or "if" or "but"))
            {
                last++;
            }

            draft.Put(FieldNames.Pharmacy, Said(line, at, last), line.Span(at, last));
            return;
        }

        // One of the practice's own, misheard.
        foreach (var pharmacy in line.Answers == Topic.Pharmacy ? draft.Practice.Pharmacies : [])
        {
            if (SoundAlike.Holds(pharmacy, line.Tokens) && draft.Put(FieldNames.Pharmacy, pharmacy, null, heard: true, line.Span(0, line.Tokens.Count - 1)))
            {
                return;
            }
        }

        // A chain that no list knows: the answer's own words around "pharmacy", or all of a short answer.
        var begin = line.Tokens.FindLastIndex(t => t.Plain is "now");
        begin = Math.Max(0, begin + 1);
        while (begin < line.Tokens.Count && line.Tokens[begin].Plain is "um" or "uh" or "its" or "it" or "is" or "the" or "we" or "use" or "i" or "go" or "to" or "so" or "just" or "oh" or "do")
        {
            begin++;
        }

        var named = line.Tokens.FindIndex(t => t.Plain == "pharmacy");
        if (line.Answers == Topic.Pharmacy && line.Tokens.Count - begin is > 0 and <= 8 && !line.Tokens.Exists(t => t.Plain is "no" or "dont" or "not" or "any" or "whatever" or "rather") && !Contact.Yes.Contains(line.Tokens[0].Plain))
        {
            var end = named >= begin ? named : line.Tokens.FindIndex(begin, t => t.EndsSentence) is >= 0 and var stop ? stop : line.Tokens.Count - 1;
            draft.Put(FieldNames.Pharmacy, Said(line, begin, end), line.Span(begin, end));
        }
    }

    internal static string Said(Line line, int first, int last) =>
        string.Join(' ', SpokenWords.Written(Line.Text(line.Said)).Skip(line.Tokens[first].Word).Take(line.Tokens[last].Word - line.Tokens[first].Word + 1)).Trim('.', ',', '?', '!', ' ');
}
