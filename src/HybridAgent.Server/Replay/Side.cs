using HybridAgent.Assist;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Replay;
using HybridAgent.Server.Cli;

namespace HybridAgent.Server.Replay;

/// <summary>One side of a comparison: what it is called, what it is, and how it hears a call.</summary>
/// <param name="Name">As the user named it.</param>
/// <param name="What">Versions and signature, for the report.</param>
internal sealed record Side(string Name, string What, Func<ReplayCall, CancellationToken, Task<HeardCall>> Hear)
{
    public const string RecordedName = "recorded";

    public static Side Recorded { get; } = new(RecordedName, "what the records hold of the time", (call, _) => Task.FromResult(HeardCall.Recorded(call)));

    /// <summary>"recorded", "rules", "rules@VERSION", "rules@FILE", "model" or "model@NAME".</summary>
    /// <exception cref="WrongInputException">There is no such side.</exception>
    public static Side Parse(string name, Floors floors, Lazy<ModelDrafter> model)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        var (kind, which) = at < 0 ? (name, "") : (name[..at], name[(at + 1)..]);
        if (at >= 0 && which.Length == 0)
        {
            throw new WrongInputException($"--assist {name}: say which after the @.");
        }
        return kind switch
        {
            RecordedName when at < 0 => Recorded,
            "rules" => Rules(name, floors.Find(which)),
            "model" => Model(name, which, model.Value),
            _ => throw new WrongInputException($"--assist {name}: a side is recorded, rules, rules@VERSION, rules@FILE, model or model@NAME."),
        };
    }

    private static Side Rules(string name, CueFloor floor)
    {
        var side = new RulesSide(floor, new RulesDrafter());
        return new Side(name, Describe(floor), (call, _) => Task.FromResult(side.Hear(call)));
    }

    /// <summary>As in a call: this build's rules, and the model beside them. It adds what the rules left empty and cues; it takes nothing away.</summary>
    private static Side Model(string name, string which, ModelDrafter model)
    {
        if (!model.Status.IsOn)
        {
            throw new WrongInputException($"--assist {name}: no model is configured (Assist:Provider is off).");
        }
        if (which.Length > 0 && which != model.Status.Model)
        {
            throw new WrongInputException($"--assist {name}: the configured model is {model.Status.Model} (Assist:Model).");
        }
        var beside = new ModelSide(new RulesSide(CueFloor.Default, new RulesDrafter()), model);
        return new Side(name, $"{Describe(CueFloor.Default)}, with {model.Status.Model} ({model.Status.Provider}) beside them", beside.Hear);
    }

    private static string Describe(CueFloor floor) => $"{floor.Version} ({floor.Signature}) and what practices add, {RulesDrafter.Provenance}";
}
