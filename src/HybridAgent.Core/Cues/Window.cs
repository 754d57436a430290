using System.Numerics;

namespace HybridAgent.Core.Cues;

/// <summary>Up to 64 tokens of a text, with one mask per slot: bit i is set where token i fills the slot.</summary>
internal sealed class Window
{
    public const int Size = 64;

    private readonly Lexicon _lexicon;
    private readonly ulong[] _masks;
    private readonly List<SpokenNumber> _numbers = [];
    private readonly Action<int> _hit;
    private ulong _bit;

    public Window(Lexicon lexicon)
    {
        _lexicon = lexicon;
        _masks = new ulong[lexicon.Count];
        _hit = id => _masks[id] |= _bit;
    }

    public IReadOnlyList<SpokenToken> Tokens { get; private set; } = [];

    /// <summary>Index of the window's first token in <see cref="Tokens"/>.</summary>
    public int From { get; private set; }

    public int Count { get; private set; }

    /// <summary>Bits after which a sentence ends.</summary>
    public ulong Ends { get; private set; }

    public SpokenToken this[int i] => Tokens[From + i];

    public void Read(IReadOnlyList<SpokenToken> tokens, int from)
    {
        Array.Clear(_masks);
        _numbers.Clear();
        Tokens = tokens;
        From = from;
        Count = Math.Min(Size, tokens.Count - from);
        Ends = 0;
        for (var i = 0; i < Count; i++)
        {
            _bit = 1UL << i;
            var token = tokens[from + i];
            _lexicon.Look(token, _hit);
            if (token.EndsSentence)
            {
                Ends |= _bit;
            }
        }

        SpokenNumber.Read(tokens, from, from + Count, _numbers);
        foreach (var number in _numbers)
        {
            // Both ends of "forty two": whatever stands before meets the first word, whatever follows the last.
            _bit = 1UL << (number.First - from) | 1UL << (number.Last - from);
            foreach (var range in _lexicon.Ranges)
            {
                if ((number.Value >= range.From && number.Value <= range.To)
                    || (number.Other is { } other && other >= range.From && other <= range.To))
                {
                    _masks[range.Slot] |= _bit;
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

    /// <summary>The tokens after these, within their sentence.</summary>
    public ulong Next(ulong ends) => (ends & ~Ends) << 1;

    public static int First(ulong bits) => BitOperations.TrailingZeroCount(bits);
}

internal static class Bits
{
    public static bool Covers(this ulong bits, int i) => (bits & (1UL << i)) != 0;
}
