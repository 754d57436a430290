using System.IO.Compression;
using HybridAgent.Core.Calls;
using HybridAgent.Storage.Sqlite;

namespace HybridAgent.Storage.Tests.Sqlite;

/// <summary>
/// A data folder that the program of version 1 wrote (version-1.zip): a caller who waits, one who hung up and is owed a callback, and a
/// closed call.
/// </summary>
public sealed class MigrationTests : IDisposable
{
    private static readonly CallId Waiting = CallId.Parse("00000000000000000000000000000001");
    private static readonly CallId Owed = CallId.Parse("00000000000000000000000000000002");
    private static readonly CallId Closed = CallId.Parse("00000000000000000000000000000003");
    private static readonly DateTimeOffset CallbackDue = new(2026, 3, 2, 12, 10, 3, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory("hybrid-agent-version-1-").FullName;

    public MigrationTests() => ZipFile.ExtractToDirectory(Path.Combine(AppContext.BaseDirectory, "Sqlite", "version-1.zip"), folder);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_folder_of_version_1_is_brought_up_with_its_live_calls_its_promises_and_every_event()
    {
        Assert.Equal(["1"], StoreUnderTest.Ask(folder, "PRAGMA user_version"));
        await using var store = SqliteEventStore.Open(folder);
        Assert.Equal(["2"], StoreUnderTest.Ask(folder, "PRAGMA user_version"));
        Assert.Equal(["live"], StoreUnderTest.Watched(folder, Waiting));
        Assert.Equal(["live", $"promise {CallbackDue.ToUnixTimeMilliseconds()}"], StoreUnderTest.Watched(folder, Owed));
        Assert.Empty(StoreUnderTest.Watched(folder, Closed));
        foreach (var call in new[] { Waiting, Owed, Closed })
        {
            Assert.True((await store.Verify(call, TestContext.Current.CancellationToken)).Intact);
        }
        Assert.Equal(2, (await store.Claim("one", CallbackDue, TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken)).Count);
        var state = CallState.Fold(Owed, await store.Read(Owed, 0, TestContext.Current.CancellationToken));
        Assert.Equal(CallbackDue, state.Owed?.Due);
    }

    [Fact]
    public async Task What_the_old_program_called_due_makes_way_for_the_new_ones_names_at_the_next_event()
    {
        await using var store = SqliteEventStore.Open(folder);
        var state = CallState.Fold(Owed, await store.Read(Owed, 0, TestContext.Current.CancellationToken));
        await store.Append(Owed, state.Sequence, [StoreUnderTest.Event(1)], state.Row(), TestContext.Current.CancellationToken);
        Assert.Equal(StoreUnderTest.Watched(state.Row()), StoreUnderTest.Watched(folder, Owed));
        Assert.True((await store.Verify(Owed, TestContext.Current.CancellationToken)).Intact);
    }

    [Fact]
    public async Task A_folder_that_was_brought_up_once_stays_as_it_is()
    {
        await SqliteEventStore.Open(folder).DisposeAsync();
        await using var store = SqliteEventStore.Open(folder);
        Assert.Equal(3, (await store.List(new CallQuery(), TestContext.Current.CancellationToken)).Count);
        Assert.Equal(2, (await store.Claim("one", CallbackDue, TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken)).Count);
    }
}
