using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridAgent.Core.Cues;

/// <summary>A found piece of a window: token indexes relative to the window, inclusive.</summary>
/// <param name="Meant">True when one of its words is there only if it was misheard.</param>
internal readonly record struct Found(int First, int Last, bool Meant = false);

/// <summary>
/// A pattern of the floor, compiled. Words follow each other; "_4" lets up to four other words stand between; "a/b" is either, "[all at once/twice]" too
/// where one of them has several words; "?word" may be missing; " + " joins parts that may stand in any order in the same stretch of speech; "@fact" is a fact of the call.
/// </summary>
internal sealed partial class CuePattern
{
    private readonly Part[] _parts;

    private CuePattern(string text, Part[] parts, bool askBack)
    {
        Text = text;
        _parts = parts;
        AskBack = askBack;
    }

    /// <summary>Its words were probably heard wrong: the operator asks back.</summary>
    public bool AskBack { get; }

    public string Text { get; }

    public IReadOnlyList<Part> Parts => _parts;

    internal sealed record Step(Slot Slot, int Gap, bool Optional);

    /// <param name="Fact">Name of the fact this part stands for; null for words.</param>
    internal sealed record Part(string? Fact, Step[] Steps)
    {
        /// <summary>One of several words may be misheard; a single word may not.</summary>
        public bool Forgives { get; } = Steps.Count(s => !s.Optional) >= 2;
    }

    /// <exception cref="CueFloorException">The pattern is malformed; the message quotes it.</exception>
    public static CuePattern Compile(string text, Lexicon lexicon, bool askBack = false)
    {
        try
        {
            return new CuePattern(text, [.. text.Split(" + ").Select(part => CompilePart(part.Trim(), lexicon))], askBack);
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
        foreach (var element in Elements().Matches(text).Select(m => m.Value))
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

    [GeneratedRegex(@"\??\[[^\]]*\]?|\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Elements();

    /// <summary>Occurrences of a part of words, the shortest for every end. Where there are none as heard, those with one misheard word.</summary>
    public static void Find(Part part, Window window, List<Found> into, bool forgive = false)
    {
        // Words that are nowhere in the window: none, and it may be there as heard; one, and that may have been misheard.
        var lacks = 0;
        foreach (var step in part.Steps)
        {
            if (!step.Optional && window.Anywhere(step.Slot) == 0)
            {
                if (!forgive || ++lacks > 1 || window.Meant(step.Slot, ulong.MaxValue) == 0)
                {
                    return;
                }
            }
        }

        if (lacks == 0 && Run(part, window, ulong.MaxValue) != 0)
        {
            Collect(part, window, into, Run, meant: false);
        }
        else if (forgive && part.Forgives && window.HasMeant && RunMeant(part, window, ulong.MaxValue) != 0)
        {
            Collect(part, window, into, RunMeant, meant: true);
        }
    }

    private static void Collect(Part part, Window window, List<Found> into, Func<Part, Window, ulong, ulong> run, bool meant)
    {
        // Starts from the right, so that every end keeps its tightest start.
        var taken = 0UL;
        for (var start = window.Count - 1; start >= 0; start--)
        {
            var fresh = run(part, window, 1UL << start) & ~taken;
            if (fresh != 0)
            {
                taken |= fresh;
                into.Add(new Found(start, Window.First(fresh), meant));
            }
        }
    }

    private static ulong Run(Part part, Window window, ulong starts)
    {
        var ends = window.Advance(part.Steps[0].Slot, starts);
        for (var i = 1; i < part.Steps.Length && ends != 0; i++)
        {
            var step = part.Steps[i];
            var after = window.Advance(step.Slot, Reach(window, ends, step.Gap));
            ends = step.Optional ? ends | after : after;
        }

        return ends;
    }

    /// <summary>As <see cref="Run"/>, with exactly one word misheard: "sure" ends have none yet, "meant" ends have theirs.</summary>
    private static ulong RunMeant(Part part, Window window, ulong starts)
    {
        var sure = window.Advance(part.Steps[0].Slot, starts);
        var meant = window.Meant(part.Steps[0].Slot, starts);
        for (var i = 1; i < part.Steps.Length && (sure | meant) != 0; i++)
        {
            var step = part.Steps[i];
            var fromSure = Reach(window, sure, step.Gap);
            var nextSure = window.Advance(step.Slot, fromSure);
            var nextMeant = window.Advance(step.Slot, Reach(window, meant, step.Gap)) | window.Meant(step.Slot, fromSure);
            (sure, meant) = step.Optional ? (sure | nextSure, meant | nextMeant) : (nextSure, nextMeant);
        }

        return meant;
    }

    /// <summary>The tokens that may follow, up to so many others in between.</summary>
    private static ulong Reach(Window window, ulong ends, int gap)
    {
        var reach = window.Next(ends);
        var next = reach;
        for (var skipped = 0; skipped < gap; skipped++)
        {
            reach = window.Next(reach);
            next |= reach;
        }

        return next;
    }
}
