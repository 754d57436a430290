using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>Pharmacy, provider and when the caller would like to be seen.</summary>
internal static class Wishes
{
    private static readonly HashSet<string> When =
    [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "today", "tomorrow", "morning", "mornings",
        "afternoon", "afternoons", "evening", "evenings", "week", "month", "noon", "weekend", "soon", "asap", "possible", "anytime", "lunch", "tonight", "oclock",
    ];

    private static readonly HashSet<string> Around =
        ["next", "any", "this", "early", "late", "in", "the", "as", "after", "before", "first", "thing", "or", "sometime", "later", "on", "every", "earliest", "anytime", "at", "day"];

    public static void Read(RulesDrafter.Drafting draft)
    {
        foreach (var line in draft.Lines)
        {
            ReadProvider(draft, line);
            if (line.Caller)
            {
                ReadPharmacy(draft, line);
                ReadAppointment(draft, line);
            }
        }
    }

    private static void ReadProvider(RulesDrafter.Drafting draft, Line line)
    {
        foreach (var provider in draft.Practice.Providers)
        {
            var surname = SpokenWords.Read(provider).Select(t => t.Plain).LastOrDefault(p => p is not ("md" or "do" or "np" or "pa"));
            if (line.Caller && surname is { Length: > 2 } && line.Find(0, surname) is >= 0 and var at)
            {
                draft.Put(FieldNames.Provider, "Dr. " + SpokenName.Written(surname), line.Span(at, at));
                return;
            }
        }

        for (var i = 0; i + 1 < line.Tokens.Count; i++)
        {
            if (line.Tokens[i].Plain is not ("doctor" or "dr") || line.Tokens[i].Comma)
            {
                continue;
            }

            var named = line.Tokens[i + 1];
            var introduces = !line.Caller && i > 0 && line.Tokens[i - 1].Plain is "im" or "is" && i < 12 && draft[FieldNames.Provider] is null;
            if (named.Stem.Length > 2 && named.Stem.All(char.IsLetter) && !Not.Contains(named.Plain) && (introduces || line.Answers == Topic.Provider || (line.Caller && draft[FieldNames.Provider] is null)))
            {
                draft.Put(FieldNames.Provider, "Dr. " + SpokenName.Written(named.Stem), line.Span(i, i + 1));
                return;
            }
        }
    }

    private static readonly HashSet<string> Not =
        ["said", "told", "about", "and", "who", "for", "the", "that", "has", "had", "was", "gave", "put", "when", "but", "prescribed", "wants", "wanted", "yet", "recommended", "before", "because", "started", "which", "again", "office", "because", "today", "thinks", "called", "just", "did", "does", "you", "with", "then", "how"];

    private static void ReadPharmacy(RulesDrafter.Drafting draft, Line line)
    {
        if (line.Answers != Topic.Pharmacy && !line.Has("pharmacy"))
        {
            return;
        }

        foreach (var chain in draft.Practice.Pharmacies.Select(p => p.ToLowerInvariant()).Concat(draft.Words.Pharmacies))
        {
            var words = SpokenWords.Read(chain).Select(t => t.Plain).ToArray();
            var at = words.Length > 0 ? line.Find(0, words) : -1;
            if (at < 0)
            {
                continue;
            }

            var last = at + words.Length - 1;
            while (last + 1 < line.Tokens.Count && last - at < 6 && !line.Tokens[last].EndsSentence && !line.Tokens[last].Comma
                && line.Tokens[last + 1].Plain is not ("please" or "thanks" or "and" or "is" or "thank" or "works" or "if" or "but"))
            {
                last++;
            }

            draft.Put(FieldNames.Pharmacy, Said(line, at, last), line.Span(at, last));
            return;
        }

        // A chain that no list knows: the answer's own words around "pharmacy", or all of a short answer.
        var named = line.Tokens.FindIndex(t => t.Plain == "pharmacy");
        if (line.Answers == Topic.Pharmacy && line.Tokens.Count is > 0 and <= 8 && !line.Tokens.Exists(t => t.Plain is "no" or "dont" or "not" or "any" or "whatever"))
        {
            draft.Put(FieldNames.Pharmacy, Said(line, 0, named >= 0 ? named : line.Tokens.Count - 1), line.Span(0, named >= 0 ? named : line.Tokens.Count - 1));
        }
    }

    private static void ReadAppointment(RulesDrafter.Drafting draft, Line line)
    {
        if (line.Answers != Topic.Appointment && !line.Has("appointment") && !line.Has("come", "in") && !line.Has("be", "seen"))
        {
            return;
        }

        var at = line.Tokens.FindIndex(t => When.Contains(t.Plain));
        if (at < 0)
        {
            return;
        }

        var first = at;
        while (first > 0 && (Around.Contains(line.Tokens[first - 1].Plain) || When.Contains(line.Tokens[first - 1].Plain)))
        {
            first--;
        }

        while (first < at && line.Tokens[first].Plain is "in" or "on" or "the" or "at" or "or")
        {
            first++;
        }

        var last = at;
        while (last + 1 < line.Tokens.Count && !line.Tokens[last].EndsSentence
            && (When.Contains(line.Tokens[last + 1].Plain) || (Around.Contains(line.Tokens[last + 1].Plain) && last + 2 < line.Tokens.Count && When.Contains(line.Tokens[last + 2].Plain))))
        {
            last++;
        }

        draft.Put(FieldNames.AppointmentWish, Said(line, first, last), line.Span(first, last));
    }

    private static string Said(Line line, int first, int last) =>
        string.Join(' ', SpokenWords.Written(Line.Text(line.Said)).Skip(line.Tokens[first].Word).Take(line.Tokens[last].Word - line.Tokens[first].Word + 1)).Trim('.', ',', '?', '!', ' ');
}
