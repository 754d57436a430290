using HybridAgent.Core.Intake;
using HybridAgent.Core.Practices;
using HybridAgent.Grains.Calls;
using HybridAgent.Speech;
using HybridAgent.Speech.Azure;
using HybridAgent.Speech.Azure.Voice;
using HybridAgent.Speech.Chain;
using HybridAgent.Speech.Flite;
using HybridAgent.Speech.PocketSphinx;
using HybridAgent.Speech.Voices;
using HybridAgent.Telephony;

namespace HybridAgent.Server.Line;

public static class LineWiring
{
    /// <summary>
    /// Audio, speech and the node that joins them. Settings: "Speech:Engine" (<see cref="SpeechEngines"/>), "Speech:Chain:*"
    /// (<see cref="ChainSettings"/>), "Speech:PocketSphinx:*" (<see cref="PocketSphinxSettings"/>), "Speech:Azure:*" (<see cref="AzureSpeechOptions"/>), "Speech:Voice" (flite, azure or
    /// none), "Speech:RecordedVoice" (<see cref="RecordedVoice"/>).
    /// </summary>
    /// <exception cref="InvalidDataException">A setting cannot be used: the start ends with one line that says why.</exception>
    public static IServiceCollection AddLine(this IServiceCollection services, IConfiguration configuration, string dataFolder, IReadOnlyList<Practice> practices)
    {
        services.AddSingleton<BridgeClock>();
        services.AddSingleton(configuration.GetSection("Speech:PocketSphinx").Get<PocketSphinxSettings>() ?? new PocketSphinxSettings());
        services.AddSingleton<LineMetrics>();
        services.AddSingleton<ResumeTokens>();
        services.AddSingleton(new LineFolders(Path.Combine(dataFolder, "practices")));
        var azure = configuration.GetSection("Speech:Azure").Get<AzureSpeechOptions>() ?? new AzureSpeechOptions();
        var chain = configuration.GetSection("Speech:Chain").Get<ChainSettings>() ?? new ChainSettings();
        Check(configuration, azure, chain, practices);
        services.AddSingleton(azure);
        AddEngines(services, configuration, chain);
        services.AddSingleton(s => new PromptVoice(Voice(configuration, dataFolder, s), s.GetRequiredService<ILogger<PromptVoice>>()));
        services.AddSingleton<RulesDrafter>();
        services.AddSingleton<LineServices>();
        services.AddSingleton<LineNode>().AddSingleton<ILine>(s => s.GetRequiredService<LineNode>())
            .AddHostedService(s => s.GetRequiredService<LineNode>())
            .AddHostedService<SoundWatch>();
        return services;
    }

    private static void Check(IConfiguration configuration, AzureSpeechOptions azure, ChainSettings chain, IReadOnlyList<Practice> practices)
    {
        var problem = Wrong("Speech:Engine", Chain(configuration), azure) ?? chain.Problem()
            ?? practices.Where(p => p.SpeechEngine is not null).Select(p => Wrong($"practices/{p.Id}.json: speechEngine", p.SpeechEngine!, azure)).FirstOrDefault(p => p is not null)
            ?? configuration["Speech:Voice"] switch
            {
                null or "" or "flite" or "none" => null,
                "azure" => azure.VoiceProblem(),
                var other => $"Speech:Voice is \"{other}\"; known are flite, azure and none.",
            };
        if (problem is not null)
        {
            throw new InvalidDataException(problem);
        }
    }

    private static string Chain(IConfiguration configuration) => configuration["Speech:Engine"] is { Length: > 0 } named ? named : SpeechEngines.Default;

    private static string? Wrong(string setting, string chain, AzureSpeechOptions azure) =>
        SpeechEngines.Problem(chain, Engines, name => name switch
        {
            "azure" => azure.Problem(),
#if SPEECH_SDK
            "azure-sdk" => azure.Problem(),
#else
            "azure-sdk" => "azure-sdk needs a build with Microsoft's Speech SDK (-p:SpeechSdk=true); azure speaks to the same service without it.",
#endif
            _ => null,
        }) is { } problem ? $"{setting} \"{chain}\": {problem}" : null;

    private static readonly string[] Engines = ["pocketsphinx", "azure", "azure-sdk"];

    private static void AddEngines(IServiceCollection services, IConfiguration configuration, ChainSettings chain)
    {
        services.AddKeyedSingleton<ITranscriber, PocketSphinxTranscriber>("pocketsphinx");
        services.AddKeyedSingleton<ITranscriber>("azure", (s, _) => ActivatorUtilities.CreateInstance<AzureTranscriber>(s));
#if SPEECH_SDK
        services.AddKeyedSingleton<ITranscriber>("azure-sdk", (s, _) => ActivatorUtilities.CreateInstance<HybridAgent.Speech.Azure.Sdk.SdkTranscriber>(s));
#endif
        services.AddSingleton<EngineMetrics>();
        services.AddSingleton(s => new SpeechEngines(
            Chain(configuration), s.GetRequiredKeyedService<ITranscriber>, chain, s.GetRequiredService<EngineMetrics>(),
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<EngineChain>>()));
    }

    /// <summary>The voice that is wanted, then what still speaks when it cannot.</summary>
    private static VoiceChain? Voice(IConfiguration configuration, string dataFolder, IServiceProvider services)
    {
        var wanted = configuration["Speech:Voice"];
        if (wanted == "none")
        {
            return null;
        }
        var cache = Path.Combine(dataFolder, "voice");
        var flite = new FliteVoice(new FliteSettings { CacheFolder = cache });
        var recorded = new RecordedVoice(configuration["Speech:RecordedVoice"] is { Length: > 0 } folder ? folder : Path.Combine(cache, "recorded"));
        IVoice[] voices = wanted == "azure"
            ? [ActivatorUtilities.CreateInstance<AzureVoice>(services, cache), flite, recorded]
            : [flite, recorded];
        return new VoiceChain(voices, services.GetRequiredService<ILogger<VoiceChain>>());
    }
}
