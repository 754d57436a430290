using System.Text.RegularExpressions;

namespace HybridAgent.Core.Intake;

/// <summary>Does a waiting caller ask for a person? Heard generously: a false yes only makes the assistant stop asking.</summary>
public static partial class PersonRequest
{
    public static bool IsIn(string text) => Words().IsMatch(text);

    [GeneratedRegex(
        @"\b(operators?|human( being)?|representative|receptionist|real (person|human)|live person|" +
        @"(speak|talk|talking|speaking) (to|with) (a |an |the |some)?(person|one|body|nurse|doctor|human|operator)|someone real|" +
        @"(una )?persona|operadora?|representante)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
