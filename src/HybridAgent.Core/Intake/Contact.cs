using HybridAgent.Core.Calls;
using PhoneNumbers;

namespace HybridAgent.Core.Intake;

/// <summary>The number to call back and the date of birth.</summary>
internal static class Contact
{
    private static readonly PhoneNumberUtil Phones = PhoneNumberUtil.GetInstance();

    public static void Read(RulesDrafter.Drafting draft)
    {
        foreach (var line in draft.Lines)
        {
            if (line.Caller && (line.Answers == Topic.Phone || line.Has("my", "number") || line.Has("reach", "me") || line.Has("call", "me") || line.Has("number", "is")))
            {
                ReadPhone(draft, line);
            }

            // The other side may read the date from the chart, or back to the caller.
            if ((line.Caller && (line.Answers == Topic.BirthDate || line.Has("birthday"))) || line.Has("born") || line.Has("date", "of", "birth") || line.Has("birthdate"))
            {
                ReadBirth(draft, line);
            }
        }
    }

    private static void ReadPhone(RulesDrafter.Drafting draft, Line line)
    {
        if (SpokenDigits.Phone(line.Tokens, 0, line.Tokens.Count) is not { } said)
        {
            return;
        }

        if (said.Digits.Length < 7 && draft[FieldNames.CallbackNumber] is { } before && said.Digits.Length >= 2
            && line.Tokens.Exists(t => SpokenDigits.Corrections.Contains(t.Plain)))
        {
            // "No, four seven" after a read-back puts new last digits.
            var digits = string.Concat(before.Value.Where(char.IsAsciiDigit))[1..];
            Put(draft, digits[..^said.Digits.Length] + said.Digits, [.. before.Evidence, line.Span(0, said.Last)]);
            return;
        }

        Put(draft, said.Digits, [line.Span(said.First, said.Last)]);
    }

    private static void Put(RulesDrafter.Drafting draft, string digits, Span[] evidence)
    {
        // Ten digits, or eleven with the country's 1: anything shorter is an incomplete hearing, and stays empty.
        if (digits.Length is 10 || (digits.Length == 11 && digits[0] == '1'))
        {
            try
            {
                var number = Phones.Parse(digits, "US");
                if (Phones.IsPossibleNumber(number))
                {
                    draft.Put(FieldNames.CallbackNumber, Phones.Format(number, PhoneNumberFormat.E164), evidence);
                }
            }
            catch (NumberParseException)
            {
                // Not a telephone number: the field stays empty, as for anything that cannot be derived.
                return;
            }
        }
    }

    private static void ReadBirth(RulesDrafter.Drafting draft, Line line)
    {
        if (SpokenDate.Read(line.Tokens, 0, line.Tokens.Count, draft.Today) is { } said && said.Date.Year > draft.Today.Year - 120)
        {
            draft.Put(FieldNames.DateOfBirth, said.Date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), line.Span(said.First, said.Last));
        }
    }
}
