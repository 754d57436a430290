using System.Globalization;

namespace HybridAgent.Core.Cues;

/// <summary>A found piece of a window: token indexes relative to the window, inclusive.</summary>
internal readonly record struct Found(int First, int Last);

/// <summary>
/// A pattern of the floor, compiled. Words follow each other; "_4" lets up to four other words stand between; "a/b" is either;
/// "?word" may be missing; " + " joins parts that may stand in any order in the same stretch of speech; "@fact" is a fact of the call.
/// </summary>
internal sealed class CuePattern
{
    private readonly Part[] _parts;

    private CuePattern(string text, Part[] parts)
    {
        Text = text;
        _parts = parts;
    }

    public string Text { get; }

    public IReadOnlyList<Part> Parts => _parts;

    internal sealed record Step(Slot Slot, int Gap, bool Optional);

    /// <param name="Fact">Name of the fact this part stands for; null for words.</param>
    internal sealed record Part(string? Fact, Step[] Steps);

    /// <exception cref="CueFloorException">The pattern is malformed; the message quotes it.</exception>
    public static CuePattern Compile(string text, Lexicon lexicon)
    {
        try
        {
            return new CuePattern(text, [.. text.Split(" + ").Select(part => CompilePart(part.Trim(), lexicon))]);
        }
        catch (CueFloorException problem)
        {
            throw new CueFloorException($"Pattern '{text}': {problem.Message}", problem);
        }
    }

    private static Part CompilePart(string text, Lexicon lexicon)
    {
        if (text.StartsWith('@'))
        {
            return new Part(text[1..], []);
        }

        var steps = new List<Step>();
        var gap = 0;
        foreach (var element in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (element[0] == '_')
            {
                if (!int.TryParse(element.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out gap) || gap is < 1 or > 12 || steps.Count == 0)
                {
                    throw new CueFloorException($"'{element}' must be a gap of _1 to _12 words after a first word.");
                }

                continue;
            }

            var optional = element[0] == '?';
            steps.Add(new Step(lexicon.Slot(optional ? element[1..] : element), gap, optional));
            gap = 0;
        }

        if (steps.Count == 0 || gap != 0 || steps[0].Optional)
        {
            throw new CueFloorException("it must begin and end with a word that has to be said.");
        }

        return new Part(null, [.. steps]);
    }

    /// <summary>Occurrences of a part of words, the shortest for every end.</summary>
    public static void Find(Part part, Window window, List<Found> into)
    {
        var first = window.Advance(part.Steps[0].Slot, ulong.MaxValue);
        if (first == 0 || Run(part, window, ulong.MaxValue) == 0)
        {
            return;
        }

        // Starts from the right, so that every end keeps its tightest start.
        var taken = 0UL;
        for (var start = window.Count - 1; start >= 0; start--)
        {
            var fresh = Run(part, window, 1UL << start) & ~taken;
            if (fresh != 0)
            {
                var end = Window.First(fresh);
                taken |= fresh;
                into.Add(new Found(start, end));
            }
        }
    }

    private static ulong Run(Part part, Window window, ulong starts)
    {
        var ends = window.Advance(part.Steps[0].Slot, starts);
        for (var i = 1; i < part.Steps.Length && ends != 0; i++)
        {
            var step = part.Steps[i];
            var reach = window.Next(ends);
            var next = reach;
            for (var skipped = 0; skipped < step.Gap; skipped++)
            {
                reach = window.Next(reach);
                next |= reach;
            }

            var after = window.Advance(step.Slot, next);
            ends = step.Optional ? ends | after : after;
        }

        return ends;
    }
}
