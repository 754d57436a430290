using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>"The same number I'm calling from".</summary>
internal static class CallingNumber
{
    private static readonly IntakeWords.Phrases Ways = new(
    [
        "calling from", "calling you from", "called from", "calling on", "this number", "same number", "this same number", "this phone", "number on your screen",
        "number you see", "caller id", "number on the caller id", "this one is fine", "this one is good", "the one im on", "number that showed up",
    ]);

    /// <summary>Index of the first and the last word of it; null when nobody says so, or says that it is not.</summary>
    public static (int First, int Last)? Find(IReadOnlyList<SpokenToken> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (Ways.At(tokens, i) is > 0 and var words && !tokens.Take(i).Any(t => t.Plain is "not" or "dont" or "isnt" or "different" or "another" or "other" or "wont" or "cant"))
            {
                return (i, i + words - 1);
            }
        }

        return null;
    }
}
