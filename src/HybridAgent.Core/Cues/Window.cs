using System.Numerics;

namespace HybridAgent.Core.Cues;

/// <summary>
/// Up to 64 tokens of a text, with one mask per slot: bit i is set where token i fills the slot. A second mask per slot has the
/// tokens that fill it only if they were misheard. One per call: it remembers what the call's words are.
/// </summary>
internal sealed class Window(Lexicon lexicon)
{
    public const int Size = 64;
    private const int MostRemembered = 4096;

    private readonly ulong[] _masks = new ulong[lexicon.Count];
    private readonly ulong[] _meant = new ulong[lexicon.Count];
    private readonly ulong[] _anywhere = new ulong[lexicon.Count];
    private readonly int[] _anywhereIn = new int[lexicon.Count];
    private int _reading;
    private readonly Dictionary<(string, string), TokenHits> _known = [];
    private readonly List<SpokenNumber> _numbers = [];

    public IReadOnlyList<SpokenToken> Tokens { get; private set; } = [];

    /// <summary>Index of the window's first token in <see cref="Tokens"/>.</summary>
    public int From { get; private set; }

    public int Count { get; private set; }

    /// <summary>Bits after which a sentence ends.</summary>
    public ulong Ends { get; private set; }

    /// <summary>Some token here may have been misheard for a word of the floor.</summary>
    public bool HasMeant { get; private set; }

    public SpokenToken this[int i] => Tokens[From + i];

    public void Read(IReadOnlyList<SpokenToken> tokens, int from)
    {
        Array.Clear(_masks);
        Array.Clear(_meant);
        HasMeant = false;
        _reading++;
        _numbers.Clear();
        Tokens = tokens;
        From = from;
        Count = Math.Min(Size, tokens.Count - from);
        Ends = 0;
        for (var i = 0; i < Count; i++)
        {
            var bit = 1UL << i;
            var token = tokens[from + i];
            var hits = Hits(token);
            foreach (var id in hits.Heard)
            {
                _masks[id] |= bit;
            }

            foreach (var id in hits.Meant)
            {
                _meant[id] |= bit;
                HasMeant = true;
            }

            if (token.EndsSentence)
            {
                Ends |= bit;
            }
        }

        SpokenNumber.Read(tokens, from, from + Count, _numbers);
        foreach (var number in _numbers)
        {
            // Both ends of "forty two": whatever stands before meets the first word, whatever follows the last.
            var both = 1UL << (number.First - from) | 1UL << (number.Last - from);
            foreach (var range in lexicon.Ranges)
            {
                if ((number.Value >= range.From && number.Value <= range.To)
                    || (number.Other is { } other && other >= range.From && other <= range.To))
                {
                    _masks[range.Slot] |= both;
                }
            }
        }
    }

    /// <summary>Ends of the slot's occurrences that start at one of <paramref name="starts"/>.</summary>
    public ulong Advance(Slot slot, ulong starts)
    {
        var ends = starts & _masks[slot.Id];
        foreach (var phrase in slot.Phrases)
        {
            var reach = starts;
            for (var i = 0; i < phrase.Length && reach != 0; i++)
            {
                reach = Advance(phrase[i], i == 0 ? reach : Next(reach));
            }

            ends |= reach;
        }

        return ends;
    }

    /// <summary>Ends of all the slot's occurrences, worked out once a reading: most patterns lack a word, and are left at once.</summary>
    public ulong Anywhere(Slot slot)
    {
        if (_anywhereIn[slot.Id] != _reading)
        {
            _anywhereIn[slot.Id] = _reading;
            _anywhere[slot.Id] = Advance(slot, ulong.MaxValue);
        }

        return _anywhere[slot.Id];
    }

    /// <summary>The tokens among <paramref name="starts"/> that fill the slot only if they were misheard.</summary>
    public ulong Meant(Slot slot, ulong starts) => starts & _meant[slot.Id];

    /// <summary>The tokens after these, within their sentence.</summary>
    public ulong Next(ulong ends) => (ends & ~Ends) << 1;

    private TokenHits Hits(in SpokenToken token)
    {
        var key = (token.Plain, token.Stem);
        if (!_known.TryGetValue(key, out var hits))
        {
            if (_known.Count >= MostRemembered)
            {
                _known.Clear();
            }

            _known[key] = hits = lexicon.Look(token);
        }

        return hits;
    }

    public static int First(ulong bits) => BitOperations.TrailingZeroCount(bits);
}

internal static class Bits
{
    public static bool Covers(this ulong bits, int i) => (bits & (1UL << i)) != 0;
}
