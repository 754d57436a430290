using HybridAgent.Assist.Replies;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace HybridAgent.Assist.Models;

/// <summary>What the exceptions of transport, model libraries and breaker mean.</summary>
internal static class ServiceFault
{
    /// <summary>A word of <see cref="AssistFailure"/>; nothing of the exception's own text.</summary>
    public static string Name(Exception e) =>
        e is BrokenCircuitException ? AssistFailure.BreakerOpen
        : e is TimeoutRejectedException ? AssistFailure.TimedOut
        : Find<StatusException>(e) is { } answered ? AssistFailure.Status(answered.Status)
        : Find<ReplyException>(e) is { } reply ? reply.Failure
        : Find<HttpRequestException>(e) is not null || Find<IOException>(e) is not null ? AssistFailure.Unreachable
        : Find<OperationCanceledException>(e) is not null ? AssistFailure.TimedOut
        // What is left was thrown while a library read a body that is not the protocol's.
        : AssistFailure.Malformed;

    /// <summary>True when no caller's words can have provoked it.</summary>
    public static bool IsItsOwn(Exception e) =>
        Name(e) is AssistFailure.TimedOut or AssistFailure.Unreachable
        || Find<StatusException>(e) is { Status: not (400 or 413 or 422) };

    /// <summary>How long the service asked to be left alone.</summary>
    public static TimeSpan Pause(Exception e) => Find<StatusException>(e)?.Pause ?? TimeSpan.Zero;

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        while (e is not null and not T)
        {
            e = e.InnerException;
        }

        return (T?)e;
    }
}
