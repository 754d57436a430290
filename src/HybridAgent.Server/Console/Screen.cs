namespace HybridAgent.Server.OperatorConsole;

/// <summary>What living screens have in common.</summary>
internal static class Screen
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(300);

    /// <summary>Keeps a screen looking: what the other side ends (a grain that moved, say) or breaks is looked at again.</summary>
    /// <param name="left">Says that nobody wants to look any more.</param>
    public static async Task Follow(Func<Task> loop, TimeProvider time, ILogger log, CancellationToken gone, Func<bool>? left = null)
    {
        while (!gone.IsCancellationRequested && left?.Invoke() != true)
        {
            try
            {
                await loop();
                await Task.Delay(LookAgain, time, gone);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning("A screen lost its view ({Error}) and looks again.", e.GetType().Name);
                await Task.Delay(LookAgain, time);
            }
        }
    }
}
