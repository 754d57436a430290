namespace HybridAgent.Speech.Azure.Credentials;

/// <summary>Who asks the service. What it gives is put into a request's header and nowhere else.</summary>
internal abstract class SpeechCredential
{
    /// <summary>Whether asking anew can give something else after the service refused.</summary>
    public abstract bool CanRefresh { get; }

    /// <param name="anew">The service refused the last one: do not give it again.</param>
    /// <returns>A header; null when the service (a container) wants none.</returns>
    /// <exception cref="CredentialException">No token can be had.</exception>
    public abstract ValueTask<(string Name, string Value)?> Header(bool anew, CancellationToken cancellation);
}

/// <summary>No token can be had. The message is one line without any secret.</summary>
/// <param name="kind">What it means for the session.</param>
internal sealed class CredentialException(string message, SpeechFailure kind, Exception? inner = null) : Exception(message, inner)
{
    public SpeechFailure Kind => kind;
}

/// <summary>The resource's key itself, or nothing for a container.</summary>
internal sealed class KeyCredential(string? key) : SpeechCredential
{
    public const string HeaderName = "Ocp-Apim-Subscription-Key";

    public override bool CanRefresh => false;

    public override ValueTask<(string Name, string Value)?> Header(bool anew, CancellationToken cancellation) =>
        ValueTask.FromResult<(string, string)?>(string.IsNullOrWhiteSpace(key) ? null : (HeaderName, key));
}
