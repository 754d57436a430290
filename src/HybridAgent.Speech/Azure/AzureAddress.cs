using System.Text;
using HybridAgent.Speech.Azure.Protocol;

namespace HybridAgent.Speech.Azure;

/// <summary>Where a Speech resource or container is reached.</summary>
internal static class AzureAddress
{
    /// <summary>The cloud a region belongs to, as the end of its host names.</summary>
    public static string Suffix(string region) =>
        region.StartsWith("china", StringComparison.OrdinalIgnoreCase) ? "azure.cn"
        : region.StartsWith("usgov", StringComparison.OrdinalIgnoreCase) ? "azure.us"
        : "microsoft.com";

    /// <summary>The scope Entra gives tokens for.</summary>
    public static string Scope(string? region) =>
        $"https://cognitiveservices.azure.{(region is null ? "com" : Suffix(region) switch { "azure.cn" => "cn", "azure.us" => "us", _ => "com" })}/.default";

    /// <summary>Where a key is exchanged for a token of ten minutes.</summary>
    public static Uri Tokens(AzureSpeechOptions options) => options.TokenEndpoint is { Length: > 0 } own
        ? new Uri(own)
        : new Uri($"https://{options.Region}.api.cognitive.{Suffix(options.Region!)}/sts/v1.0/issueToken");

    /// <summary>Where text becomes speech.</summary>
    public static Uri Voice(AzureSpeechOptions options) => options.VoiceEndpoint is { Length: > 0 } own
        ? new Uri(own)
        : new Uri($"https://{options.Region}.tts.speech.{Suffix(options.Region!)}/cognitiveservices/v1");

    /// <summary>The WebSocket address of continuous recognition, with its query. Holds no key, token or connection id.</summary>
    public static Uri Recognition(AzureSpeechOptions options, RecognitionRequest request)
    {
        var address = new UriBuilder(options switch
        {
            { Endpoint.Length: > 0 } => options.Endpoint,
            // Containers know only the first version of the path.
            { Host.Length: > 0 } => new Uri(new Uri(options.Host), "/speech/recognition/conversation/cognitiveservices/v1").ToString(),
            _ => $"wss://{options.Region}.stt.speech.{Suffix(options.Region!)}/stt/speech/universal/v2",
        });
        var query = new StringBuilder(address.Query.TrimStart('?'));
        var given = query.ToString().Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => Uri.UnescapeDataString(p.Split('=')[0])).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in request.Query())
        {
            // What the operator wrote into the address wins.
            if (given.Contains(name)) continue;
            if (query.Length > 0) query.Append('&');
            query.Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
        address.Query = query.ToString();
        return address.Uri;
    }
}
