using System.Globalization;
using HybridAgent.Core.Intake;

namespace HybridAgent.Server.OperatorConsole;

/// <summary>How values are read aloud: digits in groups, names by the ICAO spelling alphabet.</summary>
public static class Spelling
{
    private static readonly string[] Alphabet =
    [
        "Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliett", "Kilo", "Lima", "Mike",
        "November", "Oscar", "Papa", "Quebec", "Romeo", "Sierra", "Tango", "Uniform", "Victor", "Whiskey", "X-ray", "Yankee", "Zulu",
    ];

    /// <summary>Numbers in groups an ear can hold, dates as they are spoken; everything else as it is.</summary>
    public static string Grouped(string field, string? value)
    {
        if (value is null)
        {
            return "—";
        }
        if (field == FieldNames.DateOfBirth && DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture);
        }
        var digits = new string([.. value.Where(char.IsAsciiDigit)]);
        return field == FieldNames.CallbackNumber && digits.Length >= 10
            ? $"{digits[^10..^7]}  {digits[^7..^4]}  {digits[^4..]}"
            : value;
    }

    /// <summary>The last name, letter by letter; empty for other fields.</summary>
    public static string Of(string field, string? value) =>
        field is FieldNames.PatientName or FieldNames.CallerName && value?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [.., var last]
            ? string.Join(" · ", last.ToUpperInvariant().Where(char.IsAsciiLetterUpper).Select(c => Alphabet[c - 'A']))
            : "";
}
