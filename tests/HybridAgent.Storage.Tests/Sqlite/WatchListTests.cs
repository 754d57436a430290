using HybridAgent.Core.Calls;
using HybridAgent.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace HybridAgent.Storage.Tests.Sqlite;

public sealed class WatchListTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_live_call_has_one_watcher_until_its_lease_runs_out()
    {
        await using var store = StoreUnderTest.Open();
        var call = StoreUnderTest.NewCall();
        await store.Append(call, 0, 1);
        Assert.Equal([("demo", call)], await store.Store.Claim("one", Noon, Lease));
        Assert.Empty(await store.Store.Claim("two", Noon.AddSeconds(1), Lease));
        Assert.Equal([("demo", call)], await store.Store.Claim("one", Noon.AddSeconds(2), Lease));
        Assert.Empty(await store.Store.Claim("two", Noon.AddSeconds(4.5), Lease)); // renewed at 2 s, half over
        Assert.Equal([("demo", call)], await store.Store.Claim("two", Noon.AddSeconds(5.5), Lease));
        Assert.Empty(await store.Store.Claim("one", Noon.AddSeconds(5.6), Lease));
    }

    [Fact]
    public async Task A_call_that_is_not_live_any_more_is_nobodys_to_watch()
    {
        await using var store = StoreUnderTest.Open();
        var call = StoreUnderTest.NewCall();
        await store.Append(call, 0, 1);
        await store.Store.Claim("one", Noon, Lease);
        await store.Store.Append(call, 1, [StoreUnderTest.Event(2)], StoreUnderTest.Row(call, live: false), TestContext.Current.CancellationToken);
        Assert.Empty(await store.Store.Claim("one", Noon.AddSeconds(1), Lease));
    }

    [Fact]
    public async Task Work_falls_due_at_its_time_and_is_gone_when_the_row_no_longer_names_it()
    {
        await using var store = StoreUnderTest.Open();
        var call = StoreUnderTest.NewCall();
        var row = StoreUnderTest.Row(call, live: false);
        await store.Store.Append(call, 0, [StoreUnderTest.Event(1)], row with { Due = [new DueWork("p1", Noon), new DueWork("p2", Noon.AddMinutes(5))] }, TestContext.Current.CancellationToken);
        Assert.Empty(await store.Store.Claim("one", Noon.AddSeconds(-1), Lease));
        Assert.Equal([("demo", call)], await store.Store.Claim("one", Noon, Lease));
        Assert.Empty(await store.Store.Claim("two", Noon.AddSeconds(1), Lease));
        await store.Store.Append(call, 1, [StoreUnderTest.Event(2)], row with { Due = [new DueWork("p2", Noon.AddMinutes(5))] }, TestContext.Current.CancellationToken);
        Assert.Empty(await store.Store.Claim("one", Noon.AddSeconds(2), Lease));
        Assert.Equal([("demo", call)], await store.Store.Claim("two", Noon.AddMinutes(5), Lease));
    }

    [Fact]
    public async Task A_new_process_takes_over_at_once_what_the_dead_one_held()
    {
        await using var store = StoreUnderTest.Open();
        var call = StoreUnderTest.NewCall();
        await store.Append(call, 0, 1);
        await store.Store.Claim("dead", Noon, TimeSpan.FromHours(1));
        await store.Reopen();
        Assert.Equal([("demo", call)], await store.Store.Claim("new", Noon.AddSeconds(1), Lease));
    }

    [Fact]
    public async Task An_append_that_conflicts_leaves_the_watch_list_as_it_was()
    {
        await using var store = StoreUnderTest.Open();
        var call = StoreUnderTest.NewCall();
        await store.Append(call, 0, 1);
        await Assert.ThrowsAsync<SequenceConflictException>(async () =>
            await store.Store.Append(call, 0, [StoreUnderTest.Event(2)], StoreUnderTest.Row(call, live: false) with { Due = [new DueWork("p", Noon)] }, TestContext.Current.CancellationToken));
        Assert.Equal([("demo", call)], await store.Store.Claim("one", Noon, Lease));
        await store.Store.Append(call, 1, [StoreUnderTest.Event(2)], StoreUnderTest.Row(call, live: false), TestContext.Current.CancellationToken);
        Assert.Empty(await store.Store.Claim("one", Noon.AddSeconds(1), Lease));
    }

    /// <summary>Whatever rows follow each other, the tables say what the last row says.</summary>
    [Fact]
    public async Task After_any_row_the_tables_agree_with_it()
    {
        await using var store = StoreUnderTest.Open();
        var random = new Random(7);
        var call = StoreUnderTest.NewCall();
        for (var n = 0; n < 200; n++)
        {
            List<DueWork> due = [.. Enumerable.Range(0, 3).Where(_ => random.Next(2) == 0).Select(k => new DueWork($"p{k}", Noon.AddMinutes(random.Next(2))))];
            var row = StoreUnderTest.Row(call, live: random.Next(2) == 0) with { Due = due };
            await store.Store.Append(call, n, [StoreUnderTest.Event(n)], row, TestContext.Current.CancellationToken);
            using var file = new SqliteConnection($"Data Source={Path.Combine(store.Folder, "calls.db")};Mode=ReadOnly;Pooling=false");
            file.Open();
            Assert.Equal(row.Live ? 1 : 0, Count(file, "SELECT count(*) FROM live_call"));
            Assert.Equal(due.Count, Count(file, "SELECT count(*) FROM due_work"));
            Assert.Equal(due.Sum(d => d.At.ToUnixTimeMilliseconds()), Count(file, "SELECT coalesce(sum(due_ms), 0) FROM due_work"));
        }
    }

    [Fact]
    public async Task A_database_of_version_1_is_brought_up_with_its_live_calls_and_promises()
    {
        await using var store = StoreUnderTest.Open();
        var (live, owed) = (StoreUnderTest.NewCall(), StoreUnderTest.NewCall());
        await store.Append(live, 0, 1);
        await store.Store.Append(owed, 0, [StoreUnderTest.Event(1)], StoreUnderTest.Row(owed, live: false) with { PromiseDue = Noon }, TestContext.Current.CancellationToken);
        await store.Store.DisposeAsync();
        // Back to what version 1 wrote.
        using (var file = new SqliteConnection($"Data Source={Path.Combine(store.Folder, "calls.db")};Pooling=false"))
        {
            file.Open();
            Count(file, """
                DROP TABLE live_call; DROP TABLE due_work; DROP INDEX call_row_caller; ALTER TABLE call_row DROP COLUMN caller; PRAGMA user_version=1; SELECT 1
                """);
        }
        await store.Reopen();
        Assert.Equal([("demo", live)], await store.Store.Claim("one", Noon.AddSeconds(-1), Lease));
        Assert.Equal(2, (await store.Store.Claim("one", Noon, Lease)).Count);
        Assert.True((await store.Store.Verify(live, TestContext.Current.CancellationToken)).Intact);
        await store.Append(live, 1, 2);
    }

    [Fact]
    public async Task Earlier_calls_of_a_number_are_found_within_the_practice_and_the_number_is_nowhere_on_the_disk()
    {
        await using var store = StoreUnderTest.Open();
        const string number = "+12025550147";
        var (first, other, elsewhere) = (StoreUnderTest.NewCall(), StoreUnderTest.NewCall(), StoreUnderTest.NewCall());
        await store.Store.Append(first, 0, [StoreUnderTest.Event(1)], StoreUnderTest.Row(first) with { From = number }, TestContext.Current.CancellationToken);
        await store.Store.Append(other, 0, [StoreUnderTest.Event(1)], StoreUnderTest.Row(other) with { From = "+12025550148" }, TestContext.Current.CancellationToken);
        await store.Store.Append(elsewhere, 0, [StoreUnderTest.Event(1)], StoreUnderTest.Row(elsewhere, "elsewhere") with { From = number }, TestContext.Current.CancellationToken);
        var found = await store.Store.List(new CallQuery("demo", From: number), TestContext.Current.CancellationToken);
        Assert.Equal(first, Assert.Single(found).Call);
        Assert.Empty(await store.Store.List(new CallQuery("demo", From: number, Since: found[0].Started.AddSeconds(1)), TestContext.Current.CancellationToken));
        Assert.All(Directory.GetFiles(store.Folder, "calls.db*"), file =>
        {
            using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[open.Length];
            open.ReadExactly(bytes);
            Assert.DoesNotContain("2025550147", System.Text.Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        });
    }

    private static long Count(SqliteConnection file, string sql)
    {
        using var command = file.CreateCommand();
#pragma warning disable CA2100 // Constant texts of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
