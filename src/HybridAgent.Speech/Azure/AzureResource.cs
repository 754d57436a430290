using HybridAgent.Speech.Azure.Credentials;
using HybridAgent.Speech.Azure.Session;
using Microsoft.Extensions.Logging;

namespace HybridAgent.Speech.Azure;

/// <summary>What all sessions of one Speech resource share.</summary>
internal sealed record AzureResource(
    AzureSpeechOptions Options, SpeechCredential Credential, SessionQuota Quota, AzureMetrics Metrics, TimeProvider Time,
    Func<Guid> NewId, Func<double> Jitter, ILogger Log);
