using HybridAgent.Core.Calls;
using HybridAgent.Server.Tests.Line;
using HybridAgent.Storage.Sqlite;

namespace HybridAgent.Server.Tests.Processes;

/// <summary>A server that is stopped in good order leaves everything written, closed and free.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task A_graceful_stop_in_mid_call_closes_the_store_last_and_leaves_its_folder_to_others()
    {
        var folder = Directory.CreateTempSubdirectory("hybrid-agent-stop-").FullName;
        CallId call;
        CallState before;
        await using (var server = await RunningServer.Start(folder: folder))
        {
            (call, _) = await server.Call();
            await server.Answer(call);
            before = await server.Until(call, s => s.HumanPresent);
        }
        // SQLite keeps these while anybody has the database open.
        Assert.Empty(Directory.GetFiles(folder, "calls.db-*"));
        await using (var store = SqliteEventStore.Open(folder))
        {
            var record = await store.Read(call, 0, TestContext.Current.CancellationToken);
            Assert.True(record.Count >= before.Sequence);
            Assert.True((await store.Verify(call, TestContext.Current.CancellationToken)).Intact);
        }
        Directory.Delete(folder, recursive: true);
    }
}
