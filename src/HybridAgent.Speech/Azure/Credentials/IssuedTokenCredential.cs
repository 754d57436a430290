using System.Net;

namespace HybridAgent.Speech.Azure.Credentials;

/// <summary>
/// The key exchanged for a token. A token lives ten minutes and is replaced after nine; sessions share one, and one asks
/// while the others wait.
/// </summary>
internal sealed class IssuedTokenCredential(Uri address, string key, HttpMessageInvoker http, TimeProvider time) : SpeechCredential, IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private const int LongestToken = 16 * 1024;
    private readonly SemaphoreSlim _one = new(1, 1);
    private string? _token;
    private long _since;

    public override bool CanRefresh => true;

    public override async ValueTask<(string Name, string Value)?> Header(bool anew, CancellationToken cancellation)
    {
        var refused = anew ? Volatile.Read(ref _token) : null;
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Another session may have replaced the refused token meanwhile.
            if (_token is null || _token == refused || time.GetElapsedTime(_since) >= Life)
            {
                var asked = time.GetTimestamp();
                _token = await Issue(cancellation).ConfigureAwait(false);
                _since = asked;
            }
            return ("Authorization", "Bearer " + _token);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<string> Issue(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent([]) };
            request.Headers.TryAddWithoutValidation(KeyCredential.HeaderName, key);
            using var reply = await http.SendAsync(request, limit.Token).ConfigureAwait(false);
            if (!reply.IsSuccessStatusCode)
                throw new CredentialException($"Azure Speech gives no token: status {(int)reply.StatusCode}.", Kind(reply.StatusCode));
            await reply.Content.LoadIntoBufferAsync(LongestToken, limit.Token).ConfigureAwait(false);
            var token = (await reply.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false)).Trim();
            return token.Length > 0 && token.All(c => c is > ' ' and <= '~')
                ? token
                : throw new CredentialException("Azure Speech gave a token that no header can carry.", SpeechFailure.ServiceError);
        }
        catch (HttpRequestException e)
        {
            throw new CredentialException("The address that gives Azure Speech tokens cannot be reached.", SpeechFailure.ConnectionFailure, e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new CredentialException("The address that gives Azure Speech tokens does not answer.", SpeechFailure.ServiceTimeout, e);
        }
    }

    private static SpeechFailure Kind(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => SpeechFailure.AuthenticationFailure,
        HttpStatusCode.Forbidden => SpeechFailure.Forbidden,
        HttpStatusCode.TooManyRequests => SpeechFailure.TooManyRequests,
        >= HttpStatusCode.InternalServerError => SpeechFailure.ServiceUnavailable,
        _ => SpeechFailure.BadRequest,
    };

    public void Dispose() => _one.Dispose();
}
