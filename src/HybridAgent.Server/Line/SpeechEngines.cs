using System.Collections.Concurrent;
using HybridAgent.Core.Practices;
using HybridAgent.Speech;
using HybridAgent.Speech.Chain;

namespace HybridAgent.Server.Line;

/// <summary>
/// Which speech engines listen for whom: names in order of preference, "azure -> pocketsphinx". The deployment names a chain
/// ("Speech:Engine"), a practice may name its own. "none" stands alone.
/// </summary>
/// <param name="usual">The chain of practices that name none.</param>
/// <param name="engine">The engine of a name; the same for every chain, so that its limits are everybody's.</param>
public sealed class SpeechEngines(
    string usual, Func<string, ITranscriber> engine, ChainSettings settings, EngineMetrics metrics, TimeProvider time, ILogger<EngineChain> log)
{
    internal const string Default = "pocketsphinx";
    internal const string None = "none";
    private readonly ConcurrentDictionary<string, ITranscriber> chains = new();

    /// <summary>The engines of the deployment's own chain, the preferred first; none when there is no transcript.</summary>
    public IReadOnlyList<ITranscriber> Usual => Chain(usual) is EngineChain chain ? chain.Engines : [];

    /// <summary>The practice's chain.</summary>
    public ITranscriber For(Practice practice) => Chain(practice.SpeechEngine ?? usual);

    /// <summary>The names in a chain, in order.</summary>
    internal static string[] Names(string chain) => chain.Split("->", StringSplitOptions.TrimEntries);

    /// <summary>What is wrong with a chain, in one line without the setting's name; null when it can be used.</summary>
    /// <param name="unusable">What is wrong with one engine's own settings; null for nothing.</param>
    internal static string? Problem(string chain, IReadOnlyList<string> known, Func<string, string?> unusable)
    {
        var names = Names(chain);
        return names.FirstOrDefault(n => n != None && !known.Contains(n)) is { } other
            ? $"\"{other}\" is no speech engine; known are {string.Join(", ", known)} and {None}."
            : names.Length > 1 && names.Contains(None) ? $"{None} stands alone: a chain goes on trying by itself."
            : names.Distinct().Count() < names.Length ? "an engine is there twice."
            : names.Select(unusable).FirstOrDefault(p => p is not null);
    }

    private ITranscriber Chain(string chain) => chains.GetOrAdd(
        chain, c => c == None ? new NoTranscriber() : new EngineChain([.. Names(c).Select(engine)], settings, metrics, time, log));
}
