using Azure.Core;
using Azure.Identity;

namespace HybridAgent.Speech.Azure.Credentials;

/// <summary>
/// A token of Microsoft Entra, by way of Azure.Identity, which keeps and renews it. On a region's shared address the service
/// wants the resource's id before the token; on an address of the resource's own the token alone.
/// </summary>
/// <param name="make">Makes a credential with an empty memory: the only sure way past a remembered token that was refused.</param>
internal sealed class EntraCredential(Func<TokenCredential> make, string scope, string? resourceId) : SpeechCredential
{
    private TokenCredential _tokens = make();

    public override bool CanRefresh => true;

    public override async ValueTask<(string Name, string Value)?> Header(bool anew, CancellationToken cancellation)
    {
        if (anew) Volatile.Write(ref _tokens, make());
        try
        {
            var token = await Volatile.Read(ref _tokens).GetTokenAsync(new TokenRequestContext([scope]), cancellation).ConfigureAwait(false);
            return ("Authorization", string.IsNullOrWhiteSpace(resourceId) ? $"Bearer {token.Token}" : $"Bearer aad#{resourceId}#{token.Token}");
        }
        catch (AuthenticationFailedException e)
        {
            // Its message may name accounts and tenants: it stays inside.
            var kind = e is CredentialUnavailableException ? SpeechFailure.AuthenticationFailure : SpeechFailure.ConnectionFailure;
            throw new CredentialException("Entra gives no token for Azure Speech.", kind, e);
        }
    }
}
