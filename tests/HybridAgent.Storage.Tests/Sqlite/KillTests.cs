using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using HybridAgent.Core.Calls;
using HybridAgent.Storage.Sqlite;

namespace HybridAgent.Storage.Tests.Sqlite;

/// <summary>A real process is killed in the middle of its appends, again and again: what it had acknowledged is there.</summary>
public sealed class KillTests(ITestOutputHelper log)
{
    private const string Child = "HYBRIDAGENT_TEST_WRITER";

    [Fact]
    public async Task Kill_9_in_mid_append_loses_no_acknowledged_event_breaks_no_chain_and_leaves_the_watch_list_in_step()
    {
        var folder = Directory.CreateTempSubdirectory("hybrid-agent-kill-").FullName;
        var random = new Random(20261124);
        var acknowledged = new Dictionary<string, long>();
        for (var round = 0; round < 12; round++)
        {
            await KillAWriter(folder, random.Next(10, 400), acknowledged);
        }
        await using var store = SqliteEventStore.Open(folder);
        foreach (var (call, sequence) in acknowledged)
        {
            var id = CallId.Parse(call, null);
            var events = await store.Read(id, 0, TestContext.Current.CancellationToken);
            Assert.True(events.Count >= sequence, $"Call {call} acknowledged {sequence} events and has {events.Count}.");
            Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), events.Select(e => e.Sequence));
            Assert.True((await store.Verify(id, TestContext.Current.CancellationToken)).Intact);
            // Every event changed the row: had the kill torn one from the other, they would differ.
            Assert.Equal(StoreUnderTest.Watched(StoreUnderTest.RowAfter(id, events.Count)), StoreUnderTest.Watched(folder, id));
        }
        log.WriteLine($"{acknowledged.Count} calls, {acknowledged.Values.Sum()} acknowledged events");
        Assert.True(acknowledged.Values.Sum() > 100);
    }

    private static async Task KillAWriter(string folder, int afterLines, Dictionary<string, long> acknowledged)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.Environment[Child] = folder;
        using var writer = Process.Start(start)!;
        Assert.Equal("writing", await writer.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        for (var line = 0; line < afterLines; line++)
        {
            Note(await writer.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), acknowledged);
        }
        writer.Kill();
        // What it printed before it died it had acknowledged; a last line may be cut off.
        while (await writer.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            Note(line, acknowledged);
        }
        await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(0, writer.ExitCode);
    }

    private static void Note(string? line, Dictionary<string, long> acknowledged)
    {
        if (line?.Split(' ') is [{ Length: 32 } call, var number, "."])
        {
            acknowledged[call] = long.Parse(number, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>This very program, started as the writer.</summary>
#pragma warning disable CA2255 // A test program that is its own child has no other way to begin differently.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Write()
    {
        if (Environment.GetEnvironmentVariable(Child) is { Length: > 0 } folder)
        {
            WriteUntilKilled(folder);
        }
    }

    // While a module begins, its code runs on this thread only: hence no await, no lambda and no collection of its own in here.
    private static void WriteUntilKilled(string folder)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        var store = SqliteEventStore.Open(folder);
        var calls = new CallId[8];
        for (var i = 0; i < calls.Length; i++)
        {
            calls[i] = StoreUnderTest.NewCall();
        }
        output.WriteLine("writing");
        var waiting = new Task<IReadOnlyList<StoredEvent>>[calls.Length];
        for (var n = 0; ; n++)
        {
            for (var i = 0; i < calls.Length; i++)
            {
                waiting[i] = store.Append(calls[i], n, new[] { StoreUnderTest.Event(n) }, StoreUnderTest.RowAfter(calls[i], n + 1)).AsTask();
            }
            for (var i = 0; i < calls.Length; i++)
            {
                output.WriteLine($"{calls[i]} {waiting[i].GetAwaiter().GetResult()[^1].Sequence} .");
            }
        }
    }
}
