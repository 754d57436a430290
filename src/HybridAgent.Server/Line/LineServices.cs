using HybridAgent.Assist;
using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;
using HybridAgent.Speech.Voices;
using HybridAgent.Telephony;

namespace HybridAgent.Server.Line;

/// <summary>What every call line on this node shares.</summary>
public sealed class LineServices(
    IGrainFactory grains, BridgeClock clock, SpeechEngines engines, PromptVoice prompts, RulesDrafter rules, ModelDrafter model,
    TimeProvider time, LineMetrics metrics, LineFolders folders, ILogger<CallLine> log)
{
    public IGrainFactory Grains => grains;

    public BridgeClock Clock => clock;

    public SpeechEngines Engines => engines;

    public PromptVoice Prompts => prompts;

    public RulesDrafter Rules => rules;

    public ModelDrafter Model => model;

    public TimeProvider Time => time;

    public LineMetrics Metrics => metrics;

    public ILogger Log => log;

    /// <summary>Called by a line whose call was closed; set by the node.</summary>
    internal Action<CallLine> Retire { get; set; } = _ => { };

    /// <summary>Path of the practice's own greeting, or null.</summary>
    public string? Recording(Practice practice) =>
        practice.GreetingWav is { Length: > 0 } name ? Path.Combine(folders.Practices, Path.GetFileName(name)) : null;
}

/// <param name="Practices">Where practices' files lie.</param>
public sealed record LineFolders(string Practices);
