using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using PhoneNumbers;

namespace HybridAgent.Core.Intake;

/// <summary>The number to call back: as the caller says it, corrects it, hears it read back and agrees.</summary>
internal static class Contact
{
    internal static readonly HashSet<string> Yes = ["yes", "yeah", "yep", "yup", "correct", "right", "exactly", "uh-huh", "mhm", "sure", "thats", "perfect"];

    internal static readonly HashSet<string> No = ["no", "nope", "nah", "wrong", "not"];

    private static readonly PhoneNumberUtil Phones = PhoneNumberUtil.GetInstance();

    private static readonly IntakeWords.Phrases Announces = new(["my number", "reach me", "call me", "number is", "my cell", "my phone", "phone number is", "cell is", "callback number"]);

    public static void Read(RulesDrafter.Drafting draft)
    {
        var (said, readBack, waiting) = ((FieldDraft?)null, (Span?)null, new List<Span>());
        foreach (var line in draft.Lines)
        {
            if (!line.Caller)
            {
                readBack = SpokenDigits.Phone(line.Tokens, 0, line.Tokens.Count) is { Digits.Length: >= 10 } back ? line.Span(back.First, back.Last) : null;
                continue;
            }

            var answered = readBack is not null && (Answer(draft, line, readBack, said) || Mend(draft, line, said));
            readBack = null;
            if (!answered && (line.Answers == Topic.Phone || Announces.In(line.Tokens)))
            {
                Own(draft, line, said, waiting);
            }
            else if (line.Answers != Topic.Phone)
            {
                waiting.Clear();
            }

            said = draft[FieldNames.CallbackNumber] ?? said;
        }
    }

    /// <summary>"Yes" after a read-back takes what was read back; "no" alone takes it away.</summary>
    private static bool Answer(RulesDrafter.Drafting draft, Line line, Span readBack, FieldDraft? said)
    {
        if (line.Tokens.Count == 0 || SpokenDigits.Phone(line.Tokens, 0, line.Tokens.Count) is { Digits.Length: >= 2 })
        {
            return false;
        }

        if (No.Contains(line.Tokens[0].Plain) && said is not null)
        {
            draft.Drop(FieldNames.CallbackNumber);
            return true;
        }

        if (Yes.Contains(line.Tokens[0].Plain))
        {
            Put(draft, [readBack, line.Span(0, 0)]);
            return true;
        }

        return false;
    }

    /// <summary>"... oh one seven one." "Seven oh": the last digits said after a read-back are the right ones.</summary>
    private static bool Mend(RulesDrafter.Drafting draft, Line line, FieldDraft? said)
    {
        if (line.Answers is not (Topic.Phone or Topic.None) || said is not { Value.Length: > 0 }
            || SpokenDigits.Phone(line.Tokens, 0, line.Tokens.Count) is not { Digits.Length: >= 2 and <= 4 } last)
        {
            return false;
        }

        // What the caller had said already may be right, and the read-back wrong.
        if (said.Value.EndsWith(last.Digits, StringComparison.Ordinal))
        {
            return true;
        }

        return line.Tokens.Exists(t => SpokenDigits.Corrections.Contains(t.Plain)) && Put(draft, [.. said.Evidence, line.Span(0, last.Last)]);
    }

    private static void Own(RulesDrafter.Drafting draft, Line line, FieldDraft? said, List<Span> waiting)
    {
        if (SpokenDigits.Phone(line.Tokens, 0, line.Tokens.Count) is not { } heard)
        {
            if (draft.From is { } from && CallingNumber.Find(line.Tokens) is var (a, b))
            {
                draft.Put(FieldNames.CallbackNumber, from, line.Span(a, b));
            }

            return;
        }

        if (heard.Digits.Length >= 10)
        {
            waiting.Clear();
            if (draft[FieldNames.CallbackNumber] is { Value.Length: > 0 } && heard.First > 0 && line.Tokens[heard.First - 1].Stem is "mine" or "mines")
            {
                // "Call her. Mine's ...": the number to call stands.
                return;
            }

            Put(draft, [line.Span(heard.First, heard.Last)]);
            return;
        }

        // "No, four seven" puts new last digits; "the area code is 212" new first ones.
        var amends = line.Tokens.Exists(t => SpokenDigits.Corrections.Contains(t.Plain)) || line.Has("area", "code");
        if (said is not null && amends && said.Value.Length > 0)
        {
            Put(draft, [.. said.Evidence, line.Span(0, heard.Last)]);
            return;
        }

        // A number in pieces, with an "okay" from the other side between them.
        waiting.Add(line.Span(heard.First, heard.Last));
        if (waiting.Count > 1 && draft[FieldNames.CallbackNumber] is null && !Put(draft, [.. waiting]) && waiting.Count > 4)
        {
            waiting.RemoveAt(0);
        }
    }

    private static bool Put(RulesDrafter.Drafting draft, Span[] evidence)
    {
        var tokens = draft.Tokens(evidence);
        if (SpokenDigits.Phone(tokens, 0, tokens.Count) is not { } said || draft.PhoneNumber(said.Digits) is not { } number)
        {
            return false;
        }

        // North American area codes and exchanges begin with 2 to 9.
        var usual = number.Length == 12 && number.StartsWith("+1", StringComparison.Ordinal) && number[2] >= '2' && number[5] >= '2';
        return draft.Put(FieldNames.CallbackNumber, number, usual ? null : "no usual number: read it back", heard: !usual, evidence);
    }

    /// <summary>E.164, for ten digits, or eleven with the country's 1; anything shorter is an incomplete hearing, and nothing.</summary>
    internal static string? Number(string digits)
    {
        if (digits.Length is not 10 && !(digits.Length == 11 && digits[0] == '1'))
        {
            return null;
        }

        try
        {
            var number = Phones.Parse(digits, "US");
            return Phones.IsPossibleNumber(number) ? Phones.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            // Not a telephone number: the field stays empty, as for anything that cannot be derived.
            return null;
        }
    }
}
