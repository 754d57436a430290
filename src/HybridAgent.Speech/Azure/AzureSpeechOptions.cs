using System.Net;

namespace HybridAgent.Speech.Azure;

/// <summary>A Speech resource or container, how to speak to it, and within which limits ("Speech:Azure:*").</summary>
/// <remarks>A class, not a record: nothing may print the key by accident.</remarks>
public sealed class AzureSpeechOptions
{
    /// <summary>For example "eastus", "usgovvirginia", "chinaeast2". Not needed with <see cref="Endpoint"/> or <see cref="Host"/>.</summary>
    public string? Region { get; init; }

    /// <summary>The whole WebSocket address of recognition, path included: private links, custom domains, gateways.</summary>
    public string? Endpoint { get; init; }

    /// <summary>An on-premises Speech container: "ws://speech.internal:5000", without path and query.</summary>
    public string? Host { get; init; }

    /// <summary>"key", "token" (the key is exchanged for one every nine minutes) or "entra" (Azure.Identity).</summary>
    public string Authentication { get; init; } = "key";

    /// <summary>The resource's key. Sent in headers only. A container needs none.</summary>
    public string? Key { get; init; }

    /// <summary>Where the key becomes a token; null means the region's own service.</summary>
    public string? TokenEndpoint { get; init; }

    /// <summary>With "entra" on a region's address: the resource's Azure id ("/subscriptions/..."); the token is then sent as the service wants it there.</summary>
    public string? ResourceId { get; init; }

    /// <summary>With "entra": the client id of a user-assigned managed identity; null lets Azure.Identity look around.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>Lets speech travel unencrypted to another machine: a container in a closed network.</summary>
    public bool AllowPlainTransport { get; init; }

    /// <summary>Languages to tell apart, at most ten, the practice's own first in line in any case. Empty: only the practice's own.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>A custom model's id, used instead of the language's.</summary>
    public string? ModelId { get; init; }

    /// <summary>Words every practice's calls should expect, beside its own providers and pharmacies.</summary>
    public IReadOnlyList<string> Phrases { get; init; } = [];

    /// <summary>How much expected words count: 0 to 2.</summary>
    public double PhraseWeight { get; init; } = 1;

    /// <summary>What ends an utterance: "service" (its default), "silence" or "semantic".</summary>
    public string Segmentation { get; init; } = "service";

    /// <summary>With "silence": how long. 100 to 5000 ms.</summary>
    public int SegmentationSilenceMs { get; init; } = 500;

    /// <summary>An utterance is cut here even when the speaker goes on; null leaves it to the service. 20,000 to 70,000 ms.</summary>
    public int? SegmentationForcedMs { get; init; }

    /// <summary>Silence after which the service says that nothing was heard; null leaves it to the service. 1,000 to 120,000 ms.</summary>
    public int? InitialSilenceMs { get; init; }

    /// <summary>How often a word must be heard alike before it shows; null leaves it to the service. 1 to 10.</summary>
    public int? StableThreshold { get; init; }

    /// <summary>Whether timings (never text) are reported back to the service, as Microsoft's SDK does.</summary>
    public bool Telemetry { get; init; } = true;

    /// <summary>Sessions of this process at one time: the share of the resource's quota it may use (S0: 100, F0: 1). 1 to 10,000.</summary>
    public int MaxSessions { get; init; } = 100;

    /// <summary>Audio kept for replay and while the service is away; the oldest goes beyond. 1 s to 60 s.</summary>
    public TimeSpan Buffer { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>From connecting to the service's first word. 1 s to 10 min.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first pause before trying again; it doubles from there. 10 ms to 60 s.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause, unless the service asks for a longer one. At least the first, at most 5 min.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>A session that was away for so long ends, with the reason; the chain opens a new one later. 5 s to 1 h.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The voice, for example "en-US-AvaMultilingualNeural".</summary>
    public string VoiceName { get; init; } = "en-US-AvaMultilingualNeural";

    /// <summary>The whole https address of speech synthesis; null means the region's.</summary>
    public string? VoiceEndpoint { get; init; }

    /// <summary>"riff-16khz-16bit-mono-pcm" or "raw-8khz-8bit-mono-mulaw".</summary>
    public string VoiceFormat { get; init; } = "riff-16khz-16bit-mono-pcm";

    /// <summary>A rendering that takes longer is given up and the next voice speaks. 500 ms to 60 s.</summary>
    public TimeSpan VoiceTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>After a failed rendering the service is left alone for so long (longer when it asks for it). 1 s to 10 min.</summary>
    public TimeSpan VoicePause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is wrong with these settings for recognition, in one line without the key; null when they can be used.</summary>
    public string? Problem() => AddressProblem() ?? CredentialProblem() ?? LimitProblem();

    /// <summary>What is wrong with these settings for the voice, in one line without the key; null when they can be used.</summary>
    public string? VoiceProblem() =>
        Blank(Region) && Blank(VoiceEndpoint) ? "Speech:Azure:Region or Speech:Azure:VoiceEndpoint is needed for the voice."
        : RegionProblem() ?? AddressProblem(VoiceEndpoint, "VoiceEndpoint", "https", "http") ?? CredentialProblem()
        ?? (VoiceName.Length is 0 or > 100 || !VoiceName.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ':' or '.')
            ? "Speech:Azure:VoiceName is a name like en-US-AvaMultilingualNeural."
            : VoiceFormat is not ("riff-16khz-16bit-mono-pcm" or "raw-8khz-8bit-mono-mulaw")
            ? "Speech:Azure:VoiceFormat is riff-16khz-16bit-mono-pcm or raw-8khz-8bit-mono-mulaw."
            : Outside(VoiceTimeout, 0.5, 60) ? "Speech:Azure:VoiceTimeout goes from 500 ms to 1 minute."
            : Outside(VoicePause, 1, 600) ? "Speech:Azure:VoicePause goes from 1 second to 10 minutes."
            : null);

    private string? AddressProblem()
    {
        var named = new[] { Region, Endpoint, Host }.Count(a => !Blank(a));
        if (named == 0) return "Speech:Azure needs Region, Endpoint or Host.";
        if (!Blank(Endpoint) && !Blank(Host)) return "Speech:Azure has both Endpoint and Host; use one.";
        return RegionProblem() ?? AddressProblem(Endpoint, "Endpoint", "wss", "ws") ?? AddressProblem(Host, "Host", "wss", "ws") ?? PathProblem();
    }

    private string? RegionProblem() => !Blank(Region) && (Region!.Length > 40 || !Region.All(char.IsAsciiLetterOrDigit))
        ? "Speech:Azure:Region is a name like eastus: letters and digits only." : null;

    private string? PathProblem() =>
        !Blank(Endpoint) && new Uri(Endpoint!).AbsolutePath == "/" ? "Speech:Azure:Endpoint needs its whole path, for example /stt/speech/universal/v2."
        : !Blank(Host) && new Uri(Host!) is var host && (host.AbsolutePath != "/" || host.Query.Length > 0) ? "Speech:Azure:Host takes no path and no query; use Endpoint for a whole address."
        : null;

    private string? AddressProblem(string? address, string name, string secure, string plain)
    {
        if (Blank(address)) return null;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || (uri.Scheme != secure && uri.Scheme != plain))
            return $"Speech:Azure:{name} is not a {secure} address.";
        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0 || HoldsSecret(uri.Query))
            return $"Speech:Azure:{name} carries a name, a key or a fragment; keys belong in Speech:Azure:Key.";
        var local = uri.IsLoopback || (IPAddress.TryParse(uri.Host, out var ip) && IPAddress.IsLoopback(ip));
        return uri.Scheme == plain && !local && !AllowPlainTransport
            ? $"Speech:Azure:{name} is unencrypted to another machine; use {secure}, or set Speech:Azure:AllowPlainTransport."
            : null;
    }

    private static bool HoldsSecret(string query) => query.TrimStart('?').Split('&').Select(p => p.Split('=')[0])
        .Any(n => n.Equals("Ocp-Apim-Subscription-Key", StringComparison.OrdinalIgnoreCase) || n.Equals("Authorization", StringComparison.OrdinalIgnoreCase));

    private string? CredentialProblem()
    {
        if (Authentication is not ("key" or "token" or "entra")) return "Speech:Azure:Authentication is key, token or entra.";
        if (Key is not null && Key.Any(c => c is <= ' ' or > '~')) return "Speech:Azure:Key holds characters that no header can carry.";
        if (Authentication == "token" && Blank(Region) && Blank(TokenEndpoint)) return "Speech:Azure:Authentication token needs Region or TokenEndpoint.";
        return Authentication == "entra" || !Blank(Key) || (Authentication == "key" && !Blank(Host))
            ? RegionProblem() ?? AddressProblem(TokenEndpoint, "TokenEndpoint", "https", "http")
            : "Speech:Azure:Key is needed (only a container under Host does without).";
    }

    private string? LimitProblem() =>
        Languages.Count > 10 || Languages.Any(l => l.Length is < 2 or > 20 || !l.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) ? "Speech:Azure:Languages takes at most ten tags like es-US."
        : ModelId is not null && !ModelId.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? "Speech:Azure:ModelId is a model's id: letters, digits, dashes."
        : PhraseWeight is not (>= 0 and <= 2) ? "Speech:Azure:PhraseWeight goes from 0 to 2."
        : Segmentation is not ("service" or "silence" or "semantic") ? "Speech:Azure:Segmentation is service, silence or semantic."
        : SegmentationSilenceMs is < 100 or > 5000 ? "Speech:Azure:SegmentationSilenceMs goes from 100 to 5000."
        : SegmentationForcedMs is < 20_000 or > 70_000 ? "Speech:Azure:SegmentationForcedMs goes from 20000 to 70000."
        : InitialSilenceMs is < 1000 or > 120_000 ? "Speech:Azure:InitialSilenceMs goes from 1000 to 120000."
        : StableThreshold is < 1 or > 10 ? "Speech:Azure:StableThreshold goes from 1 to 10."
        : MaxSessions is < 1 or > 10_000 ? "Speech:Azure:MaxSessions goes from 1 to 10000."
        : Outside(Buffer, 1, 60) ? "Speech:Azure:Buffer goes from 1 second to 1 minute."
        : Outside(ConnectTimeout, 1, 600) ? "Speech:Azure:ConnectTimeout goes from 1 second to 10 minutes."
        : Outside(FirstRetry, 0.01, 60) ? "Speech:Azure:FirstRetry goes from 10 ms to 1 minute."
        : LongestRetry < FirstRetry || LongestRetry > TimeSpan.FromMinutes(5) ? "Speech:Azure:LongestRetry goes from FirstRetry to 5 minutes."
        : Outside(GiveUpAfter, 5, 3600) ? "Speech:Azure:GiveUpAfter goes from 5 seconds to 1 hour."
        : null;

    private static bool Blank(string? text) => string.IsNullOrWhiteSpace(text);

    private static bool Outside(TimeSpan value, double from, double to) => value.TotalSeconds < from || value.TotalSeconds > to;
}
