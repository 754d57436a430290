using HybridAgent.Core.Intake;
using HybridAgent.Grains.Calls;
using HybridAgent.Speech;
using HybridAgent.Speech.Flite;
using HybridAgent.Speech.PocketSphinx;
using HybridAgent.Speech.Voices;
using HybridAgent.Telephony;

namespace HybridAgent.Server.Line;

public static class LineWiring
{
    /// <summary>
    /// Audio, speech and the node that joins them. Settings: "Speech:Engine" (pocketsphinx or none), "Speech:PocketSphinx:*"
    /// (<see cref="PocketSphinxSettings"/>), "Speech:Voice" (flite or none).
    /// </summary>
    public static IServiceCollection AddLine(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        services.AddSingleton<BridgeClock>();
        services.AddSingleton(configuration.GetSection("Speech:PocketSphinx").Get<PocketSphinxSettings>() ?? new PocketSphinxSettings());
        services.AddSingleton<LineMetrics>();
        services.AddSingleton<ResumeTokens>();
        services.AddSingleton(new LineFolders(Path.Combine(dataFolder, "practices")));
        services.AddSingleton(s => Transcriber(configuration, s));
        services.AddSingleton(s => new PromptVoice(Voice(configuration, dataFolder), s.GetRequiredService<ILogger<PromptVoice>>()));
        services.AddSingleton<RulesDrafter>();
        services.AddSingleton<LineServices>();
        services.AddSingleton<LineNode>().AddSingleton<ILine>(s => s.GetRequiredService<LineNode>())
            .AddHostedService(s => s.GetRequiredService<LineNode>())
            .AddHostedService<SoundWatch>();
        return services;
    }

    private static ITranscriber Transcriber(IConfiguration configuration, IServiceProvider services) =>
        configuration["Speech:Engine"] switch
        {
            null or "" or "pocketsphinx" => ActivatorUtilities.CreateInstance<PocketSphinxTranscriber>(services),
            "none" => new NoTranscriber(),
            var other => throw new InvalidDataException($"Speech:Engine is \"{other}\"; known are pocketsphinx and none."),
        };

    private static FliteVoice? Voice(IConfiguration configuration, string dataFolder) =>
        configuration["Speech:Voice"] == "none" ? null : new FliteVoice(new FliteSettings { CacheFolder = Path.Combine(dataFolder, "voice") });
}
