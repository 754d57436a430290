using Azure.Core;
using Azure.Identity;

namespace HybridAgent.Speech.Azure.Credentials;

/// <summary>Makes the credential that the settings name.</summary>
internal static class SpeechCredentials
{
    /// <param name="http">For the exchange of a key for tokens; follows no redirects.</param>
    public static SpeechCredential Of(AzureSpeechOptions options, HttpMessageInvoker http, TimeProvider time) => options.Authentication switch
    {
        "token" => new IssuedTokenCredential(AzureAddress.Tokens(options), options.Key!, http, time),
        "entra" => new EntraCredential(() => Identity(options), AzureAddress.Scope(options.Region), options.ResourceId),
        _ => new KeyCredential(options.Key),
    };

    /// <summary>A client that carries keys: no redirects, no cookies, no trace headers.</summary>
    /// <param name="connect">How a connection is made; null for the usual way.</param>
    public static HttpMessageInvoker Client(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect = null) => new(new SocketsHttpHandler
    {
        ConnectCallback = connect,
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
    });

    private static TokenCredential Identity(AzureSpeechOptions options) => string.IsNullOrWhiteSpace(options.ManagedIdentityClientId)
        ? new DefaultAzureCredential()
        : new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(options.ManagedIdentityClientId));
}
