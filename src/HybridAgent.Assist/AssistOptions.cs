using System.Net;

namespace HybridAgent.Assist;

/// <summary>Whether, where and within which limits a model drafts. Off unless a provider is named.</summary>
/// <remarks>A class, not a record: nothing may print the key by accident.</remarks>
public sealed class AssistOptions
{
    public const string Off = "off";
    public const string OpenAI = "openai";
    public const string AzureOpenAI = "azure-openai";
    public const string Ollama = "ollama";
    public const string OpenAICompatible = "openai-compatible";

    /// <summary>"off", "openai", "azure-openai", "ollama" or "openai-compatible".</summary>
    public string Provider { get; init; } = Off;

    /// <summary>
    /// Address of the service. OpenAI: not needed. Azure OpenAI: the resource. Ollama: its root. OpenAI-compatible: the part before
    /// "/chat/completions", mostly ending in "/v1". Plain http only on this machine unless <see cref="AllowPlainHttp"/>.
    /// </summary>
    public string? Endpoint { get; init; }

    /// <summary>Model name; with Azure OpenAI the deployment's name.</summary>
    public string? Model { get; init; }

    /// <summary>Sent in a header only. Needed for OpenAI and Azure OpenAI.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Lets transcripts travel unencrypted to another machine. For closed networks that encrypt below HTTP.</summary>
    public bool AllowPlainHttp { get; init; }

    /// <summary>"schema" (the answer is held to a JSON schema) or "json" (only to JSON), for servers that know no schemas.</summary>
    public string StructuredOutput { get; init; } = "schema";

    /// <summary>Null leaves it out: some models refuse a temperature. 0 to 2.</summary>
    public double? Temperature { get; init; } = 0;

    /// <summary>Folder with Plugin/Function/skprompt.txt; null means "prompts" beside the executable.</summary>
    public string? PromptFolder { get; init; }

    /// <summary>One request, from sending to the last byte. 100 ms to 2 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>The longest answer in tokens, asked of the model. 64 to 8192.</summary>
    public int MaxOutputTokens { get; init; } = 1500;

    /// <summary>A longer body is not read. 4 KiB to 16 MiB.</summary>
    public int MaxReplyBytes { get; init; } = 256 * 1024;

    /// <summary>Transcript text of one request; of a longer call the newest utterances count. 500 to 400,000 characters.</summary>
    public int MaxTranscriptCharacters { get; init; } = 24_000;

    /// <summary>Requests one call may cost; every draft takes two, three while nobody has a reason. At least 1.</summary>
    public int RequestsPerCall { get; init; } = 120;

    /// <summary>Tokens, in and out, one call may cost. At least 1000.</summary>
    public long TokensPerCall { get; init; } = 400_000;

    /// <summary>Time the model may work for one call, all requests together. At least 1 s.</summary>
    public TimeSpan TimePerCall { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Money one call may cost, in the unit of the prices; null means no limit of this kind.</summary>
    public decimal? CostPerCall { get; init; }

    /// <summary>Price of a million tokens sent. Not negative.</summary>
    public decimal InputPricePerMillion { get; init; }

    /// <summary>Price of a million tokens answered. Not negative.</summary>
    public decimal OutputPricePerMillion { get; init; }

    /// <summary>The breaker opens when this share of requests failed within <see cref="BreakerWindow"/>. Above 0, at most 1.</summary>
    public double BreakerFailureShare { get; init; } = 0.5;

    /// <summary>Requests in the window below which the breaker never opens. At least 2.</summary>
    public int BreakerMinimumRequests { get; init; } = 4;

    /// <summary>1 s to 10 min.</summary>
    public TimeSpan BreakerWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an open breaker keeps requests away. 1 s to 10 min.</summary>
    public TimeSpan BreakerPause { get; init; } = TimeSpan.FromSeconds(30);

    public bool IsOff => string.IsNullOrWhiteSpace(Provider) || Provider == Off;

    /// <summary>What is wrong with these settings, in one line without the key; null when they can be used.</summary>
    public string? Problem()
    {
        if (IsOff)
        {
            return null;
        }

        if (Provider is not (OpenAI or AzureOpenAI or Ollama or OpenAICompatible))
        {
            return $"Assist:Provider is '{Short(Provider)}'; use off, openai, azure-openai, ollama or openai-compatible.";
        }

        if (string.IsNullOrWhiteSpace(Model) || Model.Length > 100 || Model.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            return $"Assist:Model is needed for {Provider}: one name of at most 100 characters without spaces.";
        }

        return KeyProblem() ?? EndpointProblem() ?? LimitProblem();
    }

    internal Uri EndpointUri => new(Endpoint ?? "https://api.openai.com/v1");

    private string? KeyProblem()
    {
        if (Provider is OpenAI or AzureOpenAI && string.IsNullOrWhiteSpace(ApiKey))
        {
            return $"Assist:ApiKey is needed for {Provider}.";
        }

        return ApiKey is not null && ApiKey.Any(c => c is <= ' ' or > '~') ? "Assist:ApiKey holds characters that no header can carry." : null;
    }

    private string? EndpointProblem()
    {
        if (string.IsNullOrWhiteSpace(Endpoint))
        {
            return Provider == OpenAI ? null : $"Assist:Endpoint is needed for {Provider}.";
        }

        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return "Assist:Endpoint is not an http(s) address.";
        }

        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            return "Assist:Endpoint carries a name, a query or a fragment; keys belong in Assist:ApiKey.";
        }

        var local = uri.IsLoopback || (IPAddress.TryParse(uri.Host, out var address) && IPAddress.IsLoopback(address));
        return uri.Scheme == "http" && !local && !AllowPlainHttp
            ? "Assist:Endpoint is plain http to another machine; use https, or set Assist:AllowPlainHttp."
            : null;
    }

    private string? LimitProblem() =>
        StructuredOutput is not ("schema" or "json") ? "Assist:StructuredOutput is schema or json."
        : Temperature is < 0 or > 2 or double.NaN ? "Assist:Temperature goes from 0 to 2."
        : Outside(Timeout, 0.1, 120) ? "Assist:Timeout goes from 100 ms to 2 minutes."
        : MaxOutputTokens is < 64 or > 8192 ? "Assist:MaxOutputTokens goes from 64 to 8192."
        : MaxReplyBytes is < 4096 or > 16 * 1024 * 1024 ? "Assist:MaxReplyBytes goes from 4096 to 16777216."
        : MaxTranscriptCharacters is < 500 or > 400_000 ? "Assist:MaxTranscriptCharacters goes from 500 to 400000."
        : RequestsPerCall < 1 ? "Assist:RequestsPerCall is at least 1."
        : TokensPerCall < 1000 ? "Assist:TokensPerCall is at least 1000."
        : Outside(TimePerCall, 1, 86_400) ? "Assist:TimePerCall goes from 1 second to 1 day."
        : CostPerCall < 0 || InputPricePerMillion < 0 || OutputPricePerMillion < 0 ? "Assist: costs and prices are not negative."
        : CostPerCall is not null && InputPricePerMillion == 0 && OutputPricePerMillion == 0 ? "Assist:CostPerCall needs Assist:InputPricePerMillion and Assist:OutputPricePerMillion."
        : BreakerFailureShare is not (> 0 and <= 1) ? "Assist:BreakerFailureShare is above 0 and at most 1."
        : BreakerMinimumRequests < 2 ? "Assist:BreakerMinimumRequests is at least 2."
        : Outside(BreakerWindow, 1, 600) ? "Assist:BreakerWindow goes from 1 second to 10 minutes."
        : Outside(BreakerPause, 1, 600) ? "Assist:BreakerPause goes from 1 second to 10 minutes."
        : null;

    private static bool Outside(TimeSpan value, double from, double to) => value.TotalSeconds < from || value.TotalSeconds > to;

    private static string Short(string text) => new([.. text.Take(30).Where(c => !char.IsControl(c))]);
}
