using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;
using Note = HybridAgent.Core.Intake.FieldNames;

namespace HybridAgent.Assist;

/// <summary>What a model is asked for on a practice's call: the categories of its floor and the fields of its form, its own included.</summary>
internal sealed record AskedFor
{
    /// <param name="practice">Null for none: the floor and the note as they are shipped.</param>
    /// <param name="utterances">The reasons that the caller names in them bring the practice's own fields.</param>
    /// <param name="today">In the practice's time zone; no date of birth lies after it.</param>
    public AskedFor(Practice? practice, IReadOnlyList<Utterance> utterances, DateOnly today)
    {
        (Practice, Today) = (practice, today);
        Categories = CueFloor.Default.For(practice).Categories;
        CategoryNames = string.Join(", ", Categories.Select(c => $"{c.Key} {c.Value}"));
        var own = PracticeFields.Named(practice, utterances);
        Fields = [.. Note.All, .. own.Select(f => f.Name)];
        FieldNames = own.Count == 0 ? "" : "\nThis practice also asks for:\n" + string.Join('\n', own.Select(f => $"{f.Name}: {f.Label} ({Kind(f.Kind)})"));
    }

    public Practice? Practice { get; }

    public DateOnly Today { get; }

    /// <summary>With their levels; a practice adds some and raises others.</summary>
    public IReadOnlyDictionary<string, CueLevel> Categories { get; }

    public string CategoryNames { get; }

    /// <summary>In the order of the form.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>The practice's own fields for the prompt, one a line; empty for none.</summary>
    public string FieldNames { get; }

    /// <summary>Characters that it adds to a prompt, at most.</summary>
    public int Length => CategoryNames.Length + FieldNames.Length;

    private static string Kind(FieldKind kind) => kind switch
    {
        FieldKind.Number => "digits only",
        FieldKind.Date => "YYYY-MM-DD",
        FieldKind.Phone => "digits only, with the country's 1 and a plus",
        FieldKind.YesNo => "yes or no",
        _ => "in the caller's words",
    };
}
