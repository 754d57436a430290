namespace HybridAgent.Core.Cues;

/// <summary>
/// A place in a pattern: any of some words, beginnings, numbers or phrases. Numbered, so that a window of text keeps one
/// 64-bit mask per slot and a pattern is matched by shifting masks: no backtracking, whatever the text.
/// </summary>
/// <param name="Id">Index of the slot's mask.</param>
/// <param name="Phrases">Alternatives of several words, each a sequence of slots that follow each other at once.</param>
internal sealed record Slot(int Id, IReadOnlyList<Slot[]> Phrases);

/// <param name="Heard">Slots that the token fills as it was heard.</param>
/// <param name="Meant">Slots that it fills if the recogniser took one word for another that sounds alike.</param>
internal readonly record struct TokenHits(int[] Heard, int[] Meant);

internal readonly record struct NumberRange(int Slot, double From, double To);

/// <summary>All words of a floor, looked up by token.</summary>
internal sealed class Lexicon
{
    private readonly CueFloorData _data;
    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _beginnings = new(StringComparer.Ordinal);
    private readonly List<NumberRange> _ranges = [];
    private readonly NearWords _near;
    private SoundAlikes? _alike;
    private int _longest;
    private int _shortest = int.MaxValue;

    public Lexicon(CueFloorData data)
    {
        _data = data;
        _near = new NearWords(data.Tolerant, data.Ordinary);
    }

    public int Count { get; private set; }

    public IReadOnlyList<NumberRange> Ranges => _ranges;

    /// <summary>The slot for one element of a pattern, for example "a/b*/&lt;list&gt;".</summary>
    /// <exception cref="CueFloorException">Names a list that is not there, or is malformed.</exception>
    public Slot Slot(string element)
    {
        if (_slots.TryGetValue(element, out var known))
        {
            return known;
        }

        var phrases = new List<Slot[]>();
        var slot = new Slot(Count++, phrases);
        _slots[element] = slot;
        foreach (var alternative in Alternatives(element).Split('/'))
        {
            Fill(slot, phrases, alternative, element, 0);
        }

        return slot;
    }

    /// <summary>What stands between the brackets of "[all at once/twice]"; without brackets the element itself.</summary>
    private static string Alternatives(string element) => element[0] != '['
        ? element
        : element[^1] == ']'
            ? element[1..^1]
            : throw new CueFloorException($"The element '{element}' opens a bracket that it does not close.");

    /// <summary>No more slots: what else a token may have been meant as is known from now on.</summary>
    public void Seal() => _alike = new SoundAlikes(_exact.Keys.Concat(_beginnings.Keys.Where(b => b.Length >= 5)), _data.Everyday);

    /// <summary>The slots a token may fill, as heard, and those it fills only if it was misheard.</summary>
    public TokenHits Look(in SpokenToken token)
    {
        var heard = new HashSet<int>();
        Look(token, id => heard.Add(id));
        if (heard.Count > 0 || _alike is null)
        {
            // A word of the floor is meant as it was said.
            return new TokenHits([.. heard], []);
        }

        var meant = new HashSet<int>();
        foreach (var word in _alike.Of(token.Stem))
        {
            LookExact(word, id => meant.Add(id));
            if (_beginnings.TryGetValue(word, out var ids))
            {
                meant.UnionWith(ids);
            }
        }

        return new TokenHits([], [.. meant]);
    }

    private void Look(in SpokenToken token, Action<int> hit)
    {
        var found = LookExact(token.Plain, hit);
        if (!ReferenceEquals(token.Plain, token.Stem) && token.Plain != token.Stem)
        {
            found |= LookExact(token.Stem, hit);
        }

        for (var length = Math.Min(_longest, token.Plain.Length); length >= _shortest; length--)
        {
            if (_beginnings.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(token.Plain.AsSpan(0, length), out var ids))
            {
                found = true;
                foreach (var id in ids)
                {
                    hit(id);
                }
            }
        }

        if (!found && _near.Of(token.Stem) is { } meant)
        {
            LookExact(meant, hit);
        }
    }

    private bool LookExact(string word, Action<int> hit)
    {
        if (!_exact.TryGetValue(word, out var ids))
        {
            return false;
        }

        foreach (var id in ids)
        {
            hit(id);
        }

        return true;
    }

    private void Fill(Slot slot, List<Slot[]> phrases, string alternative, string element, int depth)
    {
        var text = alternative.Trim();
        if (text.Length == 0 || depth > 5)
        {
            throw new CueFloorException($"The element '{element}' has an empty alternative or word lists that contain each other.");
        }

        if (text[0] == '<' && text[^1] == '>')
        {
            var name = text[1..^1];
            if (!_data.Words.TryGetValue(name, out var list))
            {
                throw new CueFloorException($"The element '{element}' names the word list '{name}', which is not there.");
            }

            foreach (var entry in list)
            {
                Fill(slot, phrases, entry, element, depth + 1);
            }
        }
        else if (text.Contains(' ', StringComparison.Ordinal))
        {
            phrases.Add([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Slot)]);
        }
        else if (text[0] == '#')
        {
            _ranges.Add(Range(slot.Id, text, element));
        }
        else
        {
            AddWord(slot, phrases, text, element);
        }
    }

    private void AddWord(Slot slot, List<Slot[]> phrases, string text, string element)
    {
        if (text.Any(c => !char.IsLetterOrDigit(c) && c != '*') || text.IndexOf('*', StringComparison.Ordinal) is >= 0 and var star && star != text.Length - 1)
        {
            throw new CueFloorException($"'{text}' in '{element}' is not a word: letters and digits only, with a star at the end for any ending.");
        }

        if (text[^1] == '*')
        {
            var beginning = text[..^1];
            if (beginning.Length < 3)
            {
                throw new CueFloorException($"'{text}' in '{element}' is too short for a beginning: at least three letters.");
            }

            _longest = Math.Max(_longest, beginning.Length);
            _shortest = Math.Min(_shortest, beginning.Length);
            Put(_beginnings, beginning, slot.Id);
            text = beginning;
        }
        else
        {
            Put(_exact, text, slot.Id);
        }

        // A recogniser's usual mistakes count as the word itself.
        if (_data.HeardAs.TryGetValue(text, out var mistakes))
        {
            foreach (var mistake in mistakes)
            {
                if (mistake.Contains(' ', StringComparison.Ordinal))
                {
                    phrases.Add([.. mistake.Split(' ').Select(Slot)]);
                }
                else
                {
                    Put(_exact, mistake, slot.Id);
                }
            }
        }
    }

    private static NumberRange Range(int slot, string text, string element)
    {
        // "#..54" at most, "#400.." at least, "#1..12" between.
        var parts = text[1..].Split("..");
        if (parts.Length != 2
            || !TryNumber(parts[0], double.MinValue, out var from)
            || !TryNumber(parts[1], double.MaxValue, out var to))
        {
            throw new CueFloorException($"'{text}' in '{element}' is no range of numbers; write #..54, #400.. or #1..12.");
        }

        return new NumberRange(slot, from, to);
    }

    private static bool TryNumber(string text, double otherwise, out double value)
    {
        value = otherwise;
        return text.Length == 0
            || double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out value);
    }

    private static void Put(Dictionary<string, List<int>> map, string key, int id)
    {
        if (!map.TryGetValue(key, out var ids))
        {
            map[key] = ids = [];
        }

        if (!ids.Contains(id))
        {
            ids.Add(id);
        }
    }
}
