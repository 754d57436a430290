using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>Names of a practice's own lists as a recogniser may have misheard them.</summary>
internal static class SoundAlike
{
    private const int Shortest = 4;
    private const int KeyLength = 8;

    /// <summary>Two single words that sound the same and differ in few letters, or differ in one letter of five or more.</summary>
    public static bool Words(string said, string listed)
    {
        if (said.Length < Shortest || listed.Length < Shortest || Math.Abs(said.Length - listed.Length) > 3)
        {
            return said == listed;
        }

        var distance = NearWords.Distance(said, listed);
        if (distance <= (listed.Length >= 8 ? 2 : listed.Length >= 5 ? 1 : 0))
        {
            return true;
        }

        var (a, b) = (DoubleMetaphone.Keys(said, KeyLength), DoubleMetaphone.Keys(listed, KeyLength));
        return distance <= Math.Max(2, listed.Length / 2) && (a.First == b.First || a.First == b.Second || a.Second == b.First);
    }

    /// <summary>Every longer word of the value sounds like a cited word, one after the other with at most one word between.</summary>
    public static bool Holds(string value, IReadOnlyList<SpokenToken> tokens)
    {
        var at = 0;
        var any = false;
        foreach (var word in SpokenWords.Read(value))
        {
            var found = at;
            var last = any ? Math.Min(tokens.Count, at + 2) : tokens.Count;
            while (found < last && !Words(tokens[found].Stem, word.Stem))
            {
                found++;
            }

            if (found < last)
            {
                at = found + 1;
                any |= word.Plain.Length >= Shortest;
            }
            else if (word.Plain.Length >= Shortest)
            {
                return false;
            }
        }

        return any;
    }
}
