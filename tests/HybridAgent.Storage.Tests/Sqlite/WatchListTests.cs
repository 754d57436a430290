using HybridAgent.Core.Calls;

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
    public async Task What_falls_due_of_a_live_call_is_its_watchers_and_stays_one_owners_when_the_call_ends()
    {
        await using var store = StoreUnderTest.Open();
        var call = StoreUnderTest.NewCall();
        var row = StoreUnderTest.Row(call) with { Due = [new DueWork("p1", Noon), new DueWork("p2", Noon.AddSeconds(2))] };
        await store.Store.Append(call, 0, [StoreUnderTest.Event(1)], row, TestContext.Current.CancellationToken);
        Assert.Equal([("demo", call)], await store.Store.Claim("one", Noon.AddSeconds(-1), Lease));
        Assert.Empty(await store.Store.Claim("two", Noon.AddSeconds(1), Lease));
        await store.Store.Append(call, 1, [StoreUnderTest.Event(2)], row with { Live = false }, TestContext.Current.CancellationToken);
        Assert.Equal([("demo", call)], await store.Store.Claim("two", Noon.AddSeconds(1.5), Lease));
        Assert.Empty(await store.Store.Claim("one", Noon.AddSeconds(2.5), Lease)); // p2 is due now: p1's owner has it
        Assert.Equal([("demo", call)], await store.Store.Claim("two", Noon.AddSeconds(2.6), Lease));
        await store.Store.Append(call, 2, [StoreUnderTest.Event(3)], row, TestContext.Current.CancellationToken);
        Assert.Equal([("demo", call)], await store.Store.Claim("one", Noon.AddSeconds(2.7), Lease)); // live again: one watcher, at once
        Assert.Empty(await store.Store.Claim("two", Noon.AddSeconds(2.8), Lease));
    }

    [Fact]
    public async Task A_change_of_one_thing_that_is_due_leaves_the_lease_of_the_others()
    {
        await using var store = StoreUnderTest.Open();
        var call = StoreUnderTest.NewCall();
        var row = StoreUnderTest.Row(call, live: false) with { Due = [new DueWork("p1", Noon)] };
        await store.Store.Append(call, 0, [StoreUnderTest.Event(1)], row, TestContext.Current.CancellationToken);
        await store.Store.Claim("one", Noon, Lease);
        await store.Store.Append(call, 1, [StoreUnderTest.Event(2)], row with { Due = [new DueWork("p1", Noon), new DueWork("p2", Noon)] }, TestContext.Current.CancellationToken);
        Assert.Empty(await store.Store.Claim("two", Noon.AddSeconds(1), Lease));
        Assert.Equal([("demo", call)], await store.Store.Claim("one", Noon.AddSeconds(1), Lease));
    }

    [Fact]
    public async Task A_claim_that_has_nothing_to_take_or_renew_writes_nothing()
    {
        await using var store = StoreUnderTest.Open();
        for (var n = 0; n < 20; n++)
        {
            await store.Append(StoreUnderTest.NewCall(), 0, 1);
        }
        await store.Store.Claim("one", Noon, Lease);
        var wal = new FileInfo(Path.Combine(store.Folder, "calls.db-wal"));
        var before = wal.Length;
        Assert.Equal(20, (await store.Store.Claim("one", Noon.AddSeconds(1), Lease)).Count);
        Assert.Empty(await store.Store.Claim("two", Noon.AddSeconds(1), Lease));
        wal.Refresh();
        Assert.Equal(before, wal.Length);
        await store.Store.Claim("one", Noon.AddSeconds(2), Lease); // half of the lease is over
        wal.Refresh();
        Assert.True(wal.Length > before);
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
            Assert.Equal(StoreUnderTest.Watched(row), StoreUnderTest.Watched(store.Folder, call).OrderBy(w => w != "live").ThenBy(w => w, StringComparer.Ordinal));
        }
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
}
