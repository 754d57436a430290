using System.Globalization;

namespace HybridAgent.Assist;

/// <summary>What a status page says of the drafter. Never content, never the key, never the address.</summary>
/// <param name="Provider">"off" or one of the kinds of <see cref="AssistOptions.Provider"/>.</param>
/// <param name="Model">Null when off.</param>
/// <param name="Failure">One of <see cref="AssistFailure"/>; null when the last request succeeded or none was made.</param>
/// <param name="FailingSince">The first failure since the last success.</param>
/// <param name="PausedUntil">While the breaker is open or the service asked for a pause.</param>
public sealed record AssistStatus(
    string Provider, string? Model = null, string? Failure = null, DateTimeOffset? FailingSince = null, DateTimeOffset? PausedUntil = null)
{
    public static AssistStatus Off { get; } = new(AssistOptions.Off);

    public bool IsOn => Model is not null;

    /// <summary>One line, times in UTC: "off", "on: ollama llama3", "on: openai gpt, failing since ... (timed out), next try ...".</summary>
    public override string ToString() => !IsOn ? "off"
        : $"on: {Provider} {Model}"
        + (Failure is null ? "" : $", failing since {Time(FailingSince)} ({Failure})")
        + (PausedUntil is null ? "" : $", next try {Time(PausedUntil)}");

    private static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
