namespace HybridAgent.Server.Line;

/// <summary>Every second, every line: is everybody who is connected really heard?</summary>
internal sealed class SoundWatch(LineNode node, TimeProvider time, ILogger<SoundWatch> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var line in node.Lines)
            {
                _ = Watch(line);
            }
        }
    }

    private async Task Watch(CallLine line)
    {
        try
        {
            await line.WatchSound();
        }
        catch (Exception e)
        {
            log.LogError("Call {Call}: the sound could not be watched ({Error}).", line.Call, e.GetType().Name);
        }
    }
}
