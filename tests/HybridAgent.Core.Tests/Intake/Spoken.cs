using CsCheck;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Tests.Intake;

/// <summary>Random values of the note, and people who say them: each with the utterance that it was said in and the words to cite.</summary>
internal static class Spoken
{
    private static readonly string[] Digits = ["oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
        "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly string[] Ordinals =
    [
        "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth",
        "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
    ];

    private static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private static readonly string[] Given = ["Ana", "Walter", "Priya", "Kofi", "Siobhan", "Mateo", "Harriet", "Dwayne"];

    private static readonly string[] Family = ["Quiroga", "Brandt", "Okafor", "Haldane", "Castillo", "Whitaker", "Nguyen", "Lindqvist"];

    private static readonly string[] Drugs = ["lisinopril", "metoprolol", "warfarin", "sertraline", "albuterol", "amoxicillin", "gabapentin", "Eliquis"];

    private static readonly string[] Reasons = ["knee pain", "a cough and a fever", "a refill", "test results", "not sleeping at night", "shortness of breath", "two broken toes"];

    public sealed record Value(string Field, string Text, string Said);

    public static Gen<Value> Phone { get; } = Gen.Select(Gen.Int[2, 9], Gen.Int[0, 99], Gen.Int[2, 9], Gen.Int[0, 99], Gen.Int[0, 9999], Gen.Int[0, 3], (a, b, c, d, last, way) =>
    {
        var digits = $"{a}{b:00}{c}{d:00}{last:0000}";
        var said = way switch
        {
            0 => string.Join(' ', digits.Select(Digit)),
            1 => $"it's {digits[..3]}-{digits[3..6]}-{digits[6..]}",
            2 => $"area code {string.Join(' ', digits[..3].Select(Digit))}, then {string.Join(' ', digits[3..6].Select(Digit))}, {string.Join(' ', digits[6..].Select(Digit))}",
            _ => $"{string.Join(' ', digits[..6].Select(Digit))}, {Pair(digits[6..8])}, {Pair(digits[8..])}",
        };
        return new Value(FieldNames.CallbackNumber, "+1" + digits, said);
    });

    public static Gen<Value> Birth { get; } = Gen.Select(Gen.Int[0, 35000], Gen.Int[0, 4], (days, way) =>
    {
        var date = new DateOnly(1925, 1, 1).AddDays(days);
        var (day, month, year) = (Ordinal(date.Day), Months[date.Month - 1], Year(date.Year));
        var said = way switch
        {
            0 => $"{month} {day} {year}",
            1 => $"the {day} of {month}, {year}",
            2 => $"{date.Month}/{date.Day}/{date.Year}",
            3 => $"{month} {date.Day}{(date.Day % 10 == 1 && date.Day != 11 ? "st" : "th")}, {date.Year}",
            _ => $"oh it's {month} the {day} {year}",
        };
        return new Value(FieldNames.DateOfBirth, date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), said);
    });

    public static Gen<Value> Name { get; } = Gen.Select(Gen.Int[0, Given.Length - 1], Gen.Int[0, Family.Length - 1], Gen.Int[0, 2], (g, f, way) =>
    {
        var letters = string.Join(' ', Family[f].ToUpperInvariant().ToCharArray());
        var said = way switch
        {
            0 => $"{Given[g]} {Family[f]}",
            1 => $"it's {Given[g]} {Family[f]}, {letters}",
            _ => $"last name {letters}, first name {Given[g]}",
        };
        return new Value(FieldNames.PatientName, $"{Given[g]} {Family[f]}", said);
    });

    public static Gen<Value> Drug { get; } = Gen.Select(Gen.Int[0, Drugs.Length - 1], Gen.Int[0, Drugs.Length - 1], (a, b) =>
        new Value(FieldNames.Medications, a == b ? Drugs[a] : $"{Drugs[a]}, {Drugs[b]}", $"I take {Drugs[a]} and {Drugs[b]} every day"));

    public static Gen<Value> Reason { get; } = Gen.Int[0, Reasons.Length - 1].Select(r => new Value(FieldNames.Reason, Reasons[r], $"I'm calling about {Reasons[r]}"));

    public static Gen<Value> Any { get; } = Gen.OneOf(Phone, Birth, Name, Drug, Reason);

    /// <summary>The draft that cites everything that was said.</summary>
    public static (FieldDraft Draft, Utterance[] Said) Cite(Value value, Func<string, int, Word>? word = null)
    {
        var words = value.Said.Split(' ');
        var said = new Utterance("u1", LegRole.Caller, value.Said, word is null ? [] : [.. words.Select((w, i) => word(w, i))], 0, 900, "scripted");
        return (new FieldDraft(value.Field, value.Text, [new Span("u1", 0, words.Length - 1)], "model"), [said]);
    }

    private static string Digit(char digit) => Digits[digit - '0'];

    private static string Pair(string two) => two[0] == '0' ? $"oh {Digit(two[1])}" : Number(int.Parse(two, System.Globalization.CultureInfo.InvariantCulture));

    private static string Number(int value) => value < 20 ? Small[value] : value % 10 == 0 ? Tens[value / 10] : $"{Tens[value / 10]} {Small[value % 10]}";

    private static string Ordinal(int day) => day <= 20 ? Ordinals[day] : day == 30 ? "thirtieth" : $"{Tens[day / 10]} {Ordinals[day % 10]}";

    private static string Year(int year) => year switch
    {
        < 2000 when year % 100 == 0 => "nineteen hundred",
        < 2000 => $"nineteen {(year % 100 < 10 ? "oh " : "")}{Number(year % 100)}",
        2000 => "two thousand",
        < 2010 => $"two thousand and {Number(year % 100)}",
        _ => $"twenty {Number(year % 100)}",
    };
}
