using System.Globalization;
using HybridAgent.Assist.Replies;

namespace HybridAgent.Assist.Models;

/// <summary>
/// Stands between the model libraries and the network: an error's body is never read (it may quote the transcript), an answer is
/// read up to a length, redirects are not followed (neither key nor transcript goes where nobody configured it to go).
/// </summary>
internal sealed class GuardedTransport(HttpMessageHandler inner, int maxReplyBytes, TimeProvider time) : DelegatingHandler(inner)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var status = (int)response.StatusCode;
            var pause = Pause(response);
            response.Dispose();
            throw new StatusException(status, pause);
        }

        try
        {
            await Bound(response, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task Bound(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > maxReplyBytes)
            {
                throw new ReplyException(AssistFailure.TooLarge);
            }

            body.Write(buffer, 0, read);
        }

        var bounded = new ByteArrayContent(body.ToArray());
        if (response.Content.Headers.ContentType is { } type)
        {
            bounded.Headers.TryAddWithoutValidation("Content-Type", type.ToString());
        }

        response.Content.Dispose();
        response.Content = bounded;
    }

    private TimeSpan Pause(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => response.Headers.TryGetValues("retry-after-ms", out var values)
                && double.TryParse(values.First(), NumberStyles.Float, CultureInfo.InvariantCulture, out var ms) && ms is > 0 and < 1e9
                    ? TimeSpan.FromMilliseconds(ms) : TimeSpan.Zero,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestPause ? LongestPause : wait;
    }
}

/// <summary>The service answered with an error status.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="pause">How long it wants to be left alone; zero when it did not say. At most 5 minutes.</param>
internal sealed class StatusException(int status, TimeSpan pause) : Exception(AssistFailure.Status(status))
{
    public int Status { get; } = status;

    public TimeSpan Pause { get; } = pause;
}
