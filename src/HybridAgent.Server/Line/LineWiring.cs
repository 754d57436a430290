using HybridAgent.Core.Intake;
using HybridAgent.Grains.Calls;
using HybridAgent.Speech;
using HybridAgent.Speech.Azure;
using HybridAgent.Speech.Azure.Voice;
using HybridAgent.Speech.Flite;
using HybridAgent.Speech.PocketSphinx;
using HybridAgent.Speech.Voices;
using HybridAgent.Telephony;

namespace HybridAgent.Server.Line;

public static class LineWiring
{
    /// <summary>
    /// Audio, speech and the node that joins them. Settings: "Speech:Engine" (pocketsphinx, azure or none), "Speech:PocketSphinx:*"
    /// (<see cref="PocketSphinxSettings"/>), "Speech:Azure:*" (<see cref="AzureSpeechOptions"/>), "Speech:Voice" (flite, azure or
    /// none), "Speech:RecordedVoice" (<see cref="RecordedVoice"/>).
    /// </summary>
    /// <exception cref="InvalidDataException">A setting cannot be used: the start ends with one line that says why.</exception>
    public static IServiceCollection AddLine(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        services.AddSingleton<BridgeClock>();
        services.AddSingleton(configuration.GetSection("Speech:PocketSphinx").Get<PocketSphinxSettings>() ?? new PocketSphinxSettings());
        services.AddSingleton<LineMetrics>();
        services.AddSingleton<ResumeTokens>();
        services.AddSingleton(new LineFolders(Path.Combine(dataFolder, "practices")));
        var azure = configuration.GetSection("Speech:Azure").Get<AzureSpeechOptions>() ?? new AzureSpeechOptions();
        Check(configuration, azure);
        services.AddSingleton(azure);
        services.AddSingleton(s => Transcriber(configuration, s));
        services.AddSingleton(s => new PromptVoice(Voice(configuration, dataFolder, s), s.GetRequiredService<ILogger<PromptVoice>>()));
        services.AddSingleton<RulesDrafter>();
        services.AddSingleton<LineServices>();
        services.AddSingleton<LineNode>().AddSingleton<ILine>(s => s.GetRequiredService<LineNode>())
            .AddHostedService(s => s.GetRequiredService<LineNode>())
            .AddHostedService<SoundWatch>();
        return services;
    }

    private static void Check(IConfiguration configuration, AzureSpeechOptions azure)
    {
        var problem = configuration["Speech:Engine"] switch
        {
            null or "" or "pocketsphinx" or "none" => null,
            "azure" => azure.Problem(),
#if SPEECH_SDK
            "azure-sdk" => azure.Problem(),
#else
            "azure-sdk" => "Speech:Engine azure-sdk needs a build with Microsoft's Speech SDK (-p:SpeechSdk=true); azure speaks to the same service without it.",
#endif
            var other => $"Speech:Engine is \"{other}\"; known are pocketsphinx, azure, azure-sdk and none.",
        } ?? configuration["Speech:Voice"] switch
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

    private static ITranscriber Transcriber(IConfiguration configuration, IServiceProvider services) =>
        configuration["Speech:Engine"] switch
        {
            "azure" => ActivatorUtilities.CreateInstance<AzureTranscriber>(services),
#if SPEECH_SDK
            "azure-sdk" => ActivatorUtilities.CreateInstance<HybridAgent.Speech.Azure.Sdk.SdkTranscriber>(services),
#endif
            "none" => new NoTranscriber(),
            _ => ActivatorUtilities.CreateInstance<PocketSphinxTranscriber>(services),
        };

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
