using System.Text;

namespace HybridAgent.Core.Cues;

/// <summary>
/// Sounds of an English word as two short keys: Lawrence Philips' Double Metaphone (C/C++ Users Journal, June 2000). Words that
/// sound alike share a key; the second key is another common reading (Germanic, Slavic, Italian, Spanish), often the same.
/// </summary>
internal sealed class DoubleMetaphone
{
    /// <summary>The published length of a key.</summary>
    public const int Length = 4;

    private readonly string _word;
    private readonly int _longest;
    private readonly bool _slavoGermanic;
    private readonly StringBuilder _first = new(8);
    private readonly StringBuilder _second = new(8);
    private int _at;

    private DoubleMetaphone(string word, int longest)
    {
        _word = word;
        _longest = longest;
        _slavoGermanic = word.Contains('W') || word.Contains('K') || word.Contains("CZ", StringComparison.Ordinal) || word.Contains("WITZ", StringComparison.Ordinal);
    }

    /// <summary>Both keys; empty for a text without letters. Marks and spaces are passed over.</summary>
    /// <param name="longest">Keys are cut to this many sounds.</param>
    public static (string First, string Second) Keys(string word, int longest = Length)
    {
        var letters = new StringBuilder(word.Length);
        foreach (var c in word.ToUpperInvariant())
        {
            if (char.IsLetter(c) || (c == ' ' && letters.Length > 0))
            {
                letters.Append(c);
            }
        }

        return letters.Length == 0 ? ("", "") : new DoubleMetaphone(letters.ToString().Trim(), longest).Encode();
    }

    private (string First, string Second) Encode()
    {
        if (Is(0, "GN", "KN", "PN", "WR", "PS"))
        {
            _at = 1;
        }
        else if (_word[0] == 'X')
        {
            // "Xavier" begins as "Zavier"
            Add("S", 1);
        }

        while (_at < _word.Length && (_first.Length < _longest || _second.Length < _longest))
        {
            Step();
        }

        return (Cut(_first), Cut(_second));
    }

    private string Cut(StringBuilder key) => key.ToString(0, Math.Min(key.Length, _longest));

    private char this[int i] => i >= 0 && i < _word.Length ? _word[i] : '\0';

    private int Last => _word.Length - 1;

    private bool Is(int at, params ReadOnlySpan<string> any)
    {
        foreach (var text in any)
        {
            if (at >= 0 && at + text.Length <= _word.Length && string.CompareOrdinal(_word, at, text, 0, text.Length) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool Vowel(int i) => this[i] is 'A' or 'E' or 'I' or 'O' or 'U' or 'Y';

    private void Add(string sound, int letters) => Add(sound, sound, letters);

    private void Add(string first, string second, int letters)
    {
        _first.Append(first);
        _second.Append(second);
        _at += letters;
    }

    private int Doubled(char letter) => this[_at + 1] == letter ? 2 : 1;

    private void Step()
    {
        var letter = _word[_at];
        switch (letter)
        {
            case 'A' or 'E' or 'I' or 'O' or 'U' or 'Y': Add(_at == 0 ? "A" : "", 1); break;
            case 'B': Add("P", Doubled('B')); break;
            case 'Ç': Add("S", 1); break;
            case 'C': C(); break;
            case 'D': D(); break;
            case 'F': Add("F", Doubled('F')); break;
            case 'G': G(); break;
            case 'H': H(); break;
            case 'J': J(); break;
            case 'K': Add("K", Doubled('K')); break;
            case 'L': L(); break;
            case 'M': Add("M", Is(_at - 1, "UMB") && (_at + 1 == Last || Is(_at + 2, "ER")) ? 2 : Doubled('M')); break;
            case 'N': Add("N", Doubled('N')); break;
            case 'Ñ': Add("N", 1); break;
            case 'P': if (this[_at + 1] == 'H') { Add("F", 2); } else { Add("P", Is(_at + 1, "P", "B") ? 2 : 1); } break;
            case 'Q': Add("K", Doubled('Q')); break;
            case 'R': R(); break;
            case 'S': S(); break;
            case 'T': T(); break;
            case 'V': Add("F", Doubled('V')); break;
            case 'W': W(); break;
            case 'X': X(); break;
            case 'Z': Z(); break;
            default: _at++; break;
        }
    }

    private void C()
    {
        if (_at > 1 && !Vowel(_at - 2) && Is(_at - 1, "ACH") && this[_at + 2] != 'I' && (this[_at + 2] != 'E' || Is(_at - 2, "BACHER", "MACHER")))
        {
            Add("K", 2);
        }
        else if (_at == 0 && Is(0, "CAESAR"))
        {
            Add("S", 2);
        }
        else if (Is(_at, "CHIA"))
        {
            Add("K", 2);
        }
        else if (Is(_at, "CH"))
        {
            Ch();
        }
        else if (Is(_at, "CZ") && !Is(_at - 2, "WICZ"))
        {
            Add("S", "X", 2);
        }
        else if (Is(_at + 1, "CIA"))
        {
            Add("X", 3);
        }
        else if (Is(_at, "CC") && !(_at == 1 && this[0] == 'M'))
        {
            Cc();
        }
        else if (Is(_at, "CK", "CG", "CQ"))
        {
            Add("K", 2);
        }
        else if (Is(_at, "CI", "CE", "CY"))
        {
            Add("S", Is(_at, "CIO", "CIE", "CIA") ? "X" : "S", 2);
        }
        else
        {
            Add("K", Is(_at + 1, " C", " Q", " G") ? 3 : Is(_at + 1, "C", "K", "Q") && !Is(_at + 1, "CE", "CI") ? 2 : 1);
        }
    }

    private void Ch()
    {
        if (_at > 0 && Is(_at, "CHAE"))
        {
            Add("K", "X", 2);
        }
        else if ((_at == 0 && (Is(1, "HARAC", "HARIS") || Is(1, "HOR", "HYM", "HIA", "HEM")) && !Is(0, "CHORE"))
            || Is(0, "VAN ", "VON ", "SCH") || Is(_at - 2, "ORCHES", "ARCHIT", "ORCHID") || Is(_at + 2, "T", "S")
            || ((Is(_at - 1, "A", "O", "U", "E") || _at == 0) && (Is(_at + 2, "L", "R", "N", "M", "B", "H", "F", "V", "W", " ") || _at + 1 == Last)))
        {
            Add("K", 2);
        }
        else if (_at == 0)
        {
            Add("X", 2);
        }
        else if (Is(0, "MC"))
        {
            Add("K", 2);
        }
        else
        {
            Add("X", "K", 2);
        }
    }

    private void Cc()
    {
        if (Is(_at + 2, "I", "E", "H") && !Is(_at + 2, "HU"))
        {
            // "accident", "succeed" have two sounds; "bacci", "bertucci" one
            Add((_at == 1 && this[0] == 'A') || Is(_at - 1, "UCCEE", "UCCES") ? "KS" : "X", 3);
        }
        else
        {
            Add("K", 2);
        }
    }

    private void D()
    {
        if (Is(_at, "DG"))
        {
            if (Is(_at + 2, "I", "E", "Y"))
            {
                Add("J", 3);
            }
            else
            {
                Add("TK", 2);
            }
        }
        else
        {
            Add("T", Is(_at, "DT", "DD") ? 2 : 1);
        }
    }

    private void G()
    {
        if (this[_at + 1] == 'H')
        {
            Gh();
        }
        else if (this[_at + 1] == 'N')
        {
            if (_at == 1 && Vowel(0) && !_slavoGermanic)
            {
                Add("KN", "N", 2);
            }
            else if (!Is(_at + 2, "EY") && !_slavoGermanic)
            {
                Add("N", "KN", 2);
            }
            else
            {
                Add("KN", 2);
            }
        }
        else if (Is(_at + 1, "LI") && !_slavoGermanic)
        {
            Add("KL", "L", 2);
        }
        else if ((_at == 0 && Is(1, "Y", "ES", "EP", "EB", "EL", "EY", "IB", "IL", "IN", "IE", "EI", "ER"))
            || (Is(_at + 1, "ER", "Y") && !Is(0, "DANGER", "RANGER", "MANGER") && !Is(_at - 1, "E", "I") && !Is(_at - 1, "RGY", "OGY")))
        {
            Add("K", "J", 2);
        }
        else if (Is(_at + 1, "E", "I", "Y") || Is(_at - 1, "AGGI", "OGGI"))
        {
            if (Is(0, "VAN ", "VON ", "SCH") || Is(_at + 1, "ET"))
            {
                Add("K", 2);
            }
            else
            {
                Add("J", Is(_at + 1, "IER") && _at + 3 == Last ? "J" : "K", 2);
            }
        }
        else
        {
            Add("K", Doubled('G'));
        }
    }

    private void Gh()
    {
        if (_at > 0 && !Vowel(_at - 1))
        {
            Add("K", 2);
        }
        else if (_at == 0)
        {
            Add(this[2] == 'I' ? "J" : "K", 2);
        }
        else if ((_at > 1 && Is(_at - 2, "B", "H", "D")) || (_at > 2 && Is(_at - 3, "B", "H", "D")) || (_at > 3 && Is(_at - 4, "B", "H")))
        {
            // Parker's rule: silent in "hugh", "bough", "broughton"
            _at += 2;
        }
        else
        {
            var laughs = _at > 2 && this[_at - 1] == 'U' && Is(_at - 3, "C", "G", "L", "R", "T");
            Add(laughs ? "F" : _at > 0 && this[_at - 1] != 'I' ? "K" : "", 2);
        }
    }

    private void H()
    {
        // Sounded only before a vowel, and at the start or between vowels
        if ((_at == 0 || Vowel(_at - 1)) && Vowel(_at + 1))
        {
            Add("H", 2);
        }
        else
        {
            _at++;
        }
    }

    private void J()
    {
        var spanish = Is(_at, "JOSE") || Is(0, "SAN ");
        if (spanish)
        {
            var alone = (_at == 0 && (this[4] == ' ' || _word.Length == 4)) || Is(0, "SAN ");
            Add(alone ? "H" : "J", "H", 1);
            return;
        }

        var letters = Doubled('J');
        if (_at == 0)
        {
            Add("J", "A", letters);
        }
        else if (Vowel(_at - 1) && !_slavoGermanic && this[_at + 1] is 'A' or 'O')
        {
            Add("J", "H", letters);
        }
        else if (_at == Last)
        {
            Add("J", "", letters);
        }
        else
        {
            Add(!Is(_at + 1, "L", "T", "K", "S", "N", "M", "B", "Z") && !Is(_at - 1, "S", "K", "L") ? "J" : "", letters);
        }
    }

    private void L()
    {
        var cabrillo = (_at == _word.Length - 3 && Is(_at - 1, "ILLO", "ILLA", "ALLE"))
            || ((Is(Last - 1, "AS", "OS") || Is(Last, "A", "O")) && Is(_at - 1, "ALLE"));
        Add("L", this[_at + 1] == 'L' && cabrillo ? "" : "L", Doubled('L'));
    }

    private void R()
    {
        // French: "rogier", but not "hochmeier"
        var silent = _at == Last && !_slavoGermanic && Is(_at - 2, "IE") && !Is(_at - 4, "ME", "MA");
        Add(silent ? "" : "R", "R", Doubled('R'));
    }

    private void S()
    {
        if (Is(_at - 1, "ISL", "YSL"))
        {
            _at++;
        }
        else if (_at == 0 && Is(0, "SUGAR"))
        {
            Add("X", "S", 1);
        }
        else if (Is(_at, "SH"))
        {
            Add(Is(_at + 1, "HEIM", "HOEK", "HOLM", "HOLZ") ? "S" : "X", 2);
        }
        else if (Is(_at, "SIO", "SIA"))
        {
            Add("S", _slavoGermanic ? "S" : "X", 3);
        }
        else if ((_at == 0 && Is(1, "M", "N", "L", "W")) || Is(_at + 1, "Z"))
        {
            Add("S", "X", Doubled('Z'));
        }
        else if (Is(_at, "SC"))
        {
            Sc();
        }
        else
        {
            // French: "resnais", "artois"
            Add(_at == Last && Is(_at - 2, "AI", "OI") ? "" : "S", "S", Is(_at + 1, "S", "Z") ? 2 : 1);
        }
    }

    private void Sc()
    {
        if (this[_at + 2] == 'H')
        {
            if (Is(_at + 3, "OO", "ER", "EN", "UY", "ED", "EM"))
            {
                var soft = Is(_at + 3, "ER", "EN");
                Add(soft ? "X" : "SK", "SK", 3);
            }
            else
            {
                Add("X", _at == 0 && !Vowel(3) && this[3] != 'W' ? "S" : "X", 3);
            }
        }
        else
        {
            Add(Is(_at + 2, "I", "E", "Y") ? "S" : "SK", 3);
        }
    }

    private void T()
    {
        if (Is(_at, "TION", "TIA", "TCH"))
        {
            Add("X", 3);
        }
        else if (Is(_at, "TH", "TTH"))
        {
            // "Thomas", "Thames", Germanic names
            var hard = Is(_at + 2, "OM", "AM") || Is(0, "VAN ", "VON ", "SCH");
            Add(hard ? "T" : "0", "T", 2);
        }
        else
        {
            Add("T", Is(_at + 1, "T", "D") ? 2 : 1);
        }
    }

    private void W()
    {
        if (Is(_at, "WR"))
        {
            Add("R", 2);
            return;
        }

        if (_at == 0 && (Vowel(1) || Is(0, "WH")))
        {
            // "Wasserman" is also "Vasserman"
            Add("A", Vowel(1) ? "F" : "A", 0);
        }

        if ((_at == Last && Vowel(_at - 1)) || Is(_at - 1, "EWSKI", "EWSKY", "OWSKI", "OWSKY") || Is(0, "SCH"))
        {
            Add("", "F", 1);
        }
        else if (Is(_at, "WICZ", "WITZ"))
        {
            Add("TS", "FX", 4);
        }
        else
        {
            _at++;
        }
    }

    private void X()
    {
        // French: "breaux"
        var silent = _at == Last && (Is(_at - 3, "IAU", "EAU") || Is(_at - 2, "AU", "OU"));
        Add(silent ? "" : "KS", Is(_at + 1, "C", "X") ? 2 : 1);
    }

    private void Z()
    {
        if (this[_at + 1] == 'H')
        {
            Add("J", 2);
            return;
        }

        var slavic = Is(_at + 1, "ZO", "ZI", "ZA") || (_slavoGermanic && _at > 0 && this[_at - 1] != 'T');
        Add("S", slavic ? "TS" : "S", Doubled('Z'));
    }
}
