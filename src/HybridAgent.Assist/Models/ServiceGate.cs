using Polly;
using Polly.CircuitBreaker;

namespace HybridAgent.Assist.Models;

/// <summary>
/// Keeps requests away from a service that is down or asked for a pause. Only what the service does counts against it: an answer
/// that a caller's words could provoke (a filter, a refusal, odd JSON) must not silence the drafter for every other call.
/// </summary>
internal sealed class ServiceGate
{
    private readonly TimeProvider time;
    private readonly ResiliencePipeline pipeline;
    private readonly Lock door = new();
    private DateTimeOffset openUntil;
    private DateTimeOffset pausedUntil;
    private string? failure;
    private DateTimeOffset? failingSince;

    public ServiceGate(AssistOptions options, TimeProvider time)
    {
        this.time = time;
        pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = options.BreakerFailureShare,
                MinimumThroughput = options.BreakerMinimumRequests,
                SamplingDuration = options.BreakerWindow,
                BreakDuration = options.BreakerPause,
                // A request that a newer one took the place of says nothing about the service.
                ShouldHandle = static args => ValueTask.FromResult(
                    args.Outcome.Exception is { } e && !args.Context.CancellationToken.IsCancellationRequested && ServiceFault.IsItsOwn(e)),
                OnOpened = args => Opened(args.BreakDuration),
            })
            .AddTimeout(options.Timeout)
            .Build();
    }

    /// <summary>Why and until when no request goes out; null when one may.</summary>
    public (string Failure, DateTimeOffset Until)? Closed
    {
        get
        {
            lock (door)
            {
                var (why, until) = openUntil > pausedUntil ? (AssistFailure.BreakerOpen, openUntil) : (AssistFailure.Paused, pausedUntil);
                return until > time.GetUtcNow() ? (why, until) : null;
            }
        }
    }

    /// <summary>The newest failure and when the first of its row was; null after a success.</summary>
    public (string? Failure, DateTimeOffset? Since) Failing
    {
        get
        {
            lock (door)
            {
                return (failure, failingSince);
            }
        }
    }

    /// <summary>Runs one request; its failure comes back as a word of <see cref="AssistFailure"/>.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<(T? Value, string? Failure)> Pass<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellation)
        where T : class
    {
        if (Closed is { } closed)
        {
            return (null, closed.Failure);
        }

        try
        {
            var value = await pipeline.ExecuteAsync(static async (ask, token) => await ask(token), request, cancellation);
            lock (door)
            {
                (failure, failingSince) = (null, null);
            }

            return (value, null);
        }
        catch (Exception e)
        {
            cancellation.ThrowIfCancellationRequested();
            var word = ServiceFault.Name(e);
            if (word != AssistFailure.BreakerOpen)
            {
                Failed(word, ServiceFault.Pause(e));
            }

            return (null, word);
        }
    }

    public void Failed(string word, TimeSpan pause = default)
    {
        lock (door)
        {
            var now = time.GetUtcNow();
            failure = word;
            failingSince ??= now;
            if (now + pause > pausedUntil)
            {
                pausedUntil = now + pause;
            }
        }
    }

    private ValueTask Opened(TimeSpan pause)
    {
        lock (door)
        {
            openUntil = time.GetUtcNow() + pause;
        }

        return default;
    }
}
