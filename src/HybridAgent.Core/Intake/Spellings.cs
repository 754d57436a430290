using HybridAgent.Core.Cues;

namespace HybridAgent.Core.Intake;

/// <summary>A spelling put into the name it belongs to: letters are surer than a recogniser's word.</summary>
internal static class Spellings
{
    public static void Read(RulesDrafter.Drafting draft, string field, Line line, Topic asked)
    {
        if (SpokenName.Spelled(line.Tokens, 0, line.Tokens.Count) is not { } spelled)
        {
            return;
        }

        var letters = spelled.Letters;
        var span = line.Span(spelled.First, spelled.Last);
        var name = draft[field];
        var evidence = name?.Evidence ?? [];
        var (given, family) = People.Split(name);
        if (Plain(given) + Plain(family) == letters || Parts(given).Concat(Parts(family)).Any(p => p == letters))
        {
            Follow(draft, field, line, spelled, given, family);
            return;
        }

        // All of the name was spelled at once.
        if (given.Length > 0 && family.Length > 0 && letters.StartsWith(Plain(given), StringComparison.Ordinal) && letters.Length - Plain(given).Length >= 3)
        {
            return;
        }

        if (family.Length == 0 && given.Length > 0 && Close(given, letters) && asked != Topic.LastName)
        {
            draft.Put(field, SpokenName.Written(letters), [.. evidence, span]);
            Follow(draft, field, line, spelled, SpokenName.Written(letters), "");
        }
        else if (family.Length > 0 && Close(given, letters) && !Close(family, letters))
        {
            draft.Put(field, $"{SpokenName.Written(letters)} {family}", [.. evidence, span]);
        }
        else
        {
            // One part of a double name, or the whole family name.
            var parts = family.Split('-');
            var part = parts.Length > 1 ? Array.FindIndex(parts, p => Close(p, letters)) : -1;
            if (part >= 0)
            {
                parts[part] = SpokenName.Written(letters);
            }

            var whole = part >= 0 ? string.Join('-', parts) : SpokenName.Written(letters);
            draft.Put(field, $"{given} {whole}".Trim(), [.. evidence, span]);
        }
    }

    /// <summary>"Dwayne, D W A Y N E, Pettigrew": the family name after the spelled given name.</summary>
    private static void Follow(RulesDrafter.Drafting draft, string field, Line line, SpokenName.Spelling spelled, string given, string family)
    {
        if (family.Length == 0 && spelled.Last + 1 < line.Tokens.Count && NameWords.At(line, spelled.Last + 1, one: true) is { } next
            && next.First == spelled.Last + 1 && draft[field] is { } name)
        {
            draft.Put(field, $"{given} {next.Value}", [.. name.Evidence, next.Span]);
        }
    }

    private static string[] Parts(string name) => [.. name.Split('-').Select(Plain)];

    private static string Plain(string name) => string.Concat(name.ToLowerInvariant().Where(char.IsLetter));

    private static bool Close(string name, string letters) =>
        name.Length > 0 && NearWords.Distance(Plain(name), letters) <= Math.Max(1, letters.Length / 3);
}
