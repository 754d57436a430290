using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>Caller and patient, apart: names, and how the caller is related to the patient.</summary>
internal static class People
{
    /// <summary>Who calls for somebody without being kin.</summary>
    private static readonly HashSet<string> Roles =
        ["nurse", "caregiver", "aide", "guardian", "caseworker", "manager", "assistant", "helper", "teacher", "coach", "worker", "parent", "spouse", "granddaughter", "grandson", "stepmother", "stepfather", "foster", "power"];

    public static void Read(RulesDrafter.Drafting draft)
    {
        Line? before = null;
        foreach (var line in draft.Lines)
        {
            if (line.Caller)
            {
                Relationship(draft, line);
                Introduction(draft, line);
                Answer(draft, line);
            }
            else
            {
                Greetings.Read(draft, line);
            }

            Agreed(draft, before, line);
            before = line;
        }

        Self(draft);
    }

    private static void Relationship(RulesDrafter.Drafting draft, Line line)
    {
        if (Role(line) is var (role, at))
        {
            draft.Put(FieldNames.Relationship, role, line.Span(at, at + role.Split(' ').Length - 1));
            return;
        }

        if (draft[FieldNames.Relationship] is { Value: not "self" } && line.Answers != Topic.Relationship)
        {
            return;
        }

        for (var i = 0; i < line.Tokens.Count; i++)
        {
            if (!NameWords.Kin.Contains(line.Tokens[i].Stem))
            {
                continue;
            }

            // "My little brother"
            var my = i > 1 && line.Tokens[i - 1].Plain is "little" or "older" or "younger" or "oldest" or "youngest" or "elderly" ? i - 2 : i - 1;
            var before = my >= 0 ? line.Tokens[my].Plain : "";
            var two = my > 0 ? line.Tokens[my - 1].Plain : "";
            var called = (before is "my" or "our" or "a" && (two is "for" or "about" or "behalf" or "of" or "its" or "is" or "hes" or "shes" or "with" or "from" or "get" or "bring" or "on" || i <= 3))
                || (before is "for" && two is "calling");
            if (called && (line.Answers is Topic.Reason or Topic.Relationship or Topic.None or Topic.Name or Topic.PatientName or Topic.CallerName || two is "for" or "behalf"))
            {
                draft.Put(FieldNames.Relationship, line.Tokens[i].Stem, line.Span(i, i));
                return;
            }
        }
    }

    /// <summary>"Are you his mom?" "Yes."</summary>
    private static void Agreed(RulesDrafter.Drafting draft, Line? before, Line line)
    {
        if (before is not { Caller: false } || !line.Caller || line.Tokens.Count == 0 || !Contact.Yes.Contains(line.Tokens[0].Plain))
        {
            return;
        }

        var tokens = before.Tokens;
        for (var i = 0; i + 2 < tokens.Count; i++)
        {
            if (tokens[i].Plain is "you" or "youre" && tokens[i + 1].Plain is "the" or "his" or "her" or "their" && NameWords.Kin.Contains(tokens[i + 2].Stem))
            {
                draft.Put(FieldNames.Relationship, tokens[i + 2].Stem, before.Span(i + 2, i + 2));
            }
        }
    }

    /// <summary>"I'm her daughter", "this is his wife", "I'm the case manager": the caller says it outright.</summary>
    private static (string Role, int At)? Role(Line line)
    {
        var tokens = line.Tokens;
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            var says = tokens[i].Plain == "im" || (tokens[i].Plain is "is" or "am" && i > 0 && tokens[i - 1].Plain is "this" or "i");
            if (!says)
            {
                continue;
            }

            var at = tokens[i + 1].Plain is "her" or "his" or "their" or "the" or "a" ? i + 2 : i + 1;
            if (at >= tokens.Count)
            {
                continue;
            }

            if (at + 1 < tokens.Count && tokens[at].Plain is "case" or "social" or "care" or "home" or "school" && Roles.Contains(tokens[at + 1].Stem))
            {
                return ($"{tokens[at].Plain} {tokens[at + 1].Stem}", at);
            }

            if (Roles.Contains(tokens[at].Stem) || (at == i + 2 && tokens[i + 1].Plain is "her" or "his" or "their" && NameWords.Kin.Contains(tokens[at].Stem)))
            {
                return (tokens[at].Stem, at);
            }
        }

        return null;
    }

    private static void Self(RulesDrafter.Drafting draft)
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

    private static bool Proxy(RulesDrafter.Drafting draft) => draft[FieldNames.Relationship] is { Value: not "self" };

    /// <summary>"My name is ...", "this is ...", "his name is ...", "I'm Ernestine Diggs".</summary>
    private static void Introduction(RulesDrafter.Drafting draft, Line line)
    {
        var tokens = line.Tokens;
        Patient(draft, line);
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (tokens[i].Plain is "name" or "names" && (i == 0 || tokens[i - 1].Plain is not ("first" or "last" or "middle" or "maiden" or "full" or "the")))
            {
                var whose = i > 0 ? tokens[i - 1].Plain : "";
                var field = whose is "his" or "her" or "their" || (i > 0 && NameWords.Kin.Contains(tokens[i - 1].Stem)) ? FieldNames.PatientName : FieldNames.CallerName;
                if ((tokens[i].Plain == "names" || tokens[i + 1].Plain is "is" or "was" || whose is "my") && NameWords.At(line, i + 1) is { } named)
                {
                    draft.Put(field, named.Value, named.Span);
                    return;
                }
            }

            var here = tokens[i].Plain == "this" && tokens[i + 1].Plain == "is" ? i + 2 : tokens[i].Plain == "im" ? i + 1 : -1;
            if (here < 0 || here >= tokens.Count || draft[FieldNames.CallerName] is not null)
            {
                continue;
            }

            // "I'm tired" is nobody's name: after "I'm", only a known given name.
            if ((here == i + 2 && NameWords.May(tokens[here])) || draft.Words.GivenNameSet.Contains(tokens[here].Plain))
            {
                if (NameWords.At(line, here) is { } name && name.First == here)
                {
                    draft.Put(FieldNames.CallerName, name.Value, name.Span);
                }
            }
        }
    }

    /// <summary>"For patient Carla Ruiz": as those speak who call about other people's patients.</summary>
    private static void Patient(RulesDrafter.Drafting draft, Line line)
    {
        for (var i = 0; i + 1 < line.Tokens.Count && draft[FieldNames.PatientName] is null; i++)
        {
            var at = line.Tokens[i + 1].Plain == "named" ? i + 2 : i + 1;
            if (line.Tokens[i].Plain == "patient" && at < line.Tokens.Count && draft.Words.GivenNameSet.Contains(line.Tokens[at].Stem)
                && NameWords.At(line, at) is { } name && name.First == at)
            {
                draft.Put(FieldNames.PatientName, name.Value, name.Span);
            }
        }
    }

    private static void Answer(RulesDrafter.Drafting draft, Line line)
    {
        var asked = IsName(line.Answers) ? line.Answers : line.Also;
        var first = Labelled(line, "first");
        var last = Labelled(line, "last");
        if (!IsName(asked) && (first is null || last is null))
        {
            return;
        }

        if (Refusal.Find(line.Tokens) is not null && SpokenName.Spelled(line.Tokens, 0, line.Tokens.Count) is null)
        {
            return;
        }

        var field = asked switch
        {
            Topic.CallerName => FieldNames.CallerName,
            Topic.PatientName => FieldNames.PatientName,
            Topic.LastName or Topic.FirstName when draft[FieldNames.PatientName] is null && draft[FieldNames.CallerName] is not null => FieldNames.CallerName,
            Topic.Name when !Proxy(draft) && draft[FieldNames.PatientName] is null => FieldNames.CallerName,
            _ => FieldNames.PatientName,
        };
        var before = draft[field];

        // "Last name Brandt, first name Walter"
        if (first is not null || last is not null)
        {
            var (given, family) = Split(before);
            var spans = new[] { first?.Span, last?.Span }.OfType<Span>();
            draft.Put(field, $"{first?.Value ?? given} {last?.Value ?? family}".Trim(),
                [.. spans, .. first is null || last is null ? before?.Evidence ?? [] : []]);
        }
        else if (line.Tokens.Count > 1 && line.Tokens[0].Plain is "no" or "sorry" && before is not null
            && NameWords.At(line, 1, one: true) is { } corrected && corrected.First <= 3)
        {
            // "Walter Berg?" "No, Brandt."
            draft.Put(field, $"{Split(before).Given} {corrected.Value}".Trim(), [.. before.Evidence, corrected.Span]);
        }
        else if (NameWords.At(line, 0) is { } name && !(SpokenName.Spelled(line.Tokens, 0, line.Tokens.Count) is { } letters && name.First >= letters.First && name.Last <= letters.Last) && (before is null || (asked == line.Answers && asked is Topic.PatientName or Topic.CallerName && !Contact.Yes.Contains(line.Tokens[0].Plain) && Better(before.Value, name.Value))))
        {
            draft.Put(field, name.Value, name.Span);
        }

        Spellings.Read(draft, field, line, asked);
    }

    /// <summary>A later answer to the same question replaces a name only by one that is as full.</summary>
    private static bool Better(string before, string name) => name.Contains(' ', StringComparison.Ordinal) || !before.Contains(' ', StringComparison.Ordinal);

    private static bool IsName(Topic topic) => topic is Topic.Name or Topic.PatientName or Topic.CallerName or Topic.LastName or Topic.FirstName;

    private static NameWords.Named? Labelled(Line line, string which)
    {
        var at = line.Find(0, which, "name");
        return at >= 0 && NameWords.At(line, at + 2, one: true) is { } name && name.First <= at + 4 ? name : null;
    }

    internal static (string Given, string Family) Split(FieldDraft? name)
    {
        var parts = name?.Value.Split(' ') ?? [];
        return (parts.Length > 0 ? parts[0] : "", parts.Length > 1 ? parts[^1] : "");
    }
}
