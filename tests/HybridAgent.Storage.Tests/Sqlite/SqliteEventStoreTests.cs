using System.Text;
using HybridAgent.Core.Calls;
using HybridAgent.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace HybridAgent.Storage.Tests.Sqlite;

public sealed class SqliteEventStoreTests
{
    [Fact]
    public async Task What_was_appended_is_read_again_after_a_restart()
    {
        await using var under = StoreUnderTest.Open();
        var call = StoreUnderTest.NewCall();
        var acknowledged = (await under.Append(call, 0, 1, 2)).Concat(await under.Append(call, 2, 3)).ToList();
        await under.Reopen();
        Assert.Equal(acknowledged, await under.Store.Read(call));
        Assert.Equal([3L], (await under.Store.Read(call, after: 2)).Select(e => e.Sequence));
        var chain = await under.Store.Verify(call);
        Assert.True(chain is { Intact: true, Events: 3, Problem: null, Head.Length: 64 });
    }

    [Fact]
    public async Task Who_appends_to_an_outdated_sequence_is_told_and_nothing_is_stored()
    {
        await using var under = StoreUnderTest.Open();
        var call = StoreUnderTest.NewCall();
        await under.Append(call, 0, 1);
        await Assert.ThrowsAsync<SequenceConflictException>(async () => await under.Append(call, 0, 2));
        await Assert.ThrowsAsync<SequenceConflictException>(async () => await under.Append(call, 7, 2));
        Assert.Single(await under.Store.Read(call));
    }

    [Fact]
    public async Task Sixty_four_calls_writing_at_once_keep_every_acknowledged_event()
    {
        await using var under = StoreUnderTest.Open();
        var calls = Enumerable.Range(0, 64).Select(_ => StoreUnderTest.NewCall()).ToList();
        await Task.WhenAll(calls.Select(async call =>
        {
            for (var n = 0; n < 20; n++)
            {
                await under.Append(call, n, n);
            }
        }));
        foreach (var call in calls)
        {
            Assert.Equal(20, (await under.Store.Read(call)).Count);
            Assert.True((await under.Store.Verify(call)).Intact);
        }
    }

    [Fact]
    public async Task Writers_fighting_for_one_call_get_gapless_numbers_each_event_once()
    {
        await using var under = StoreUnderTest.Open();
        var call = StoreUnderTest.NewCall();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            for (var stored = false; !stored;)
            {
                try
                {
                    await under.Append(call, (await under.Store.Read(call)).Count, writer);
                    stored = true;
                }
                catch (SequenceConflictException)
                {
                    await Task.Yield(); // Somebody was faster: look again.
                }
            }
        }));
        var events = await under.Store.Read(call);
        Assert.Equal(Enumerable.Range(1, 16).Select(n => (long)n), events.Select(e => e.Sequence));
        Assert.Equal(16, events.Select(e => e.Command).Distinct().Count());
    }

    [Fact]
    public async Task Calls_are_listed_by_practice_and_life()
    {
        await using var under = StoreUnderTest.Open();
        var (ours, theirs, done) = (StoreUnderTest.NewCall(), StoreUnderTest.NewCall(), StoreUnderTest.NewCall());
        await under.Store.Append(ours, 0, [StoreUnderTest.Event(1)], StoreUnderTest.Row(ours), TestContext.Current.CancellationToken);
        await under.Store.Append(theirs, 0, [StoreUnderTest.Event(1)], StoreUnderTest.Row(theirs, "elsewhere"), TestContext.Current.CancellationToken);
        await under.Store.Append(done, 0, [StoreUnderTest.Event(1)], StoreUnderTest.Row(done, live: false), TestContext.Current.CancellationToken);
        async Task<IEnumerable<CallId>> Found(CallQuery query) => (await under.Store.List(query)).Select(r => r.Call);
        Assert.Equal([ours], await Found(new CallQuery(Practice: "demo", Live: true)));
        Assert.Equal([theirs], await Found(new CallQuery(Practice: "elsewhere")));
        Assert.Equal([done], await Found(new CallQuery(Closed: true)));
        Assert.Equal(2, (await Found(new CallQuery(Take: 2))).Count());
    }

    [Fact]
    public async Task Nothing_anybody_said_lies_readable_on_the_disk()
    {
        await using var under = StoreUnderTest.Open();
        var call = StoreUnderTest.NewCall();
        await under.Store.Append(call, 0, [.. Enumerable.Range(0, 200).Select(n => StoreUnderTest.Event(n, "Zebulon-Quackenbush"))], StoreUnderTest.Row(call), TestContext.Current.CancellationToken);
        var secret = Encoding.UTF8.GetBytes("Zebulon");
        foreach (var file in Directory.GetFiles(under.Folder, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith("lock", StringComparison.Ordinal)))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
            Assert.True(bytes.AsSpan().IndexOf(secret) < 0, $"{file} shows what somebody said.");
        }
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(under.Folder, "calls.db")));
    }

    [Fact]
    public async Task A_second_store_on_the_same_folder_is_refused_until_the_first_is_closed()
    {
        await using var under = StoreUnderTest.Open();
        var refusal = Assert.Throws<DataFolderInUseException>(() => SqliteEventStore.Open(under.Folder));
        Assert.Contains("in use by another process", refusal.Message);
        await under.Reopen();
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_not_touched()
    {
        await using var under = StoreUnderTest.Open();
        await under.Store.DisposeAsync();
        await Sql(under, "PRAGMA user_version=99");
        Assert.Contains("99", Assert.Throws<InvalidDataException>(() => SqliteEventStore.Open(under.Folder)).Message);
        await Sql(under, "PRAGMA user_version=2");
        await under.Reopen();
    }

    [Theory]
    [InlineData("UPDATE event SET ciphertext = zeroblob(40) WHERE sequence = 2", "event 2")]
    [InlineData("UPDATE event SET actor = 'op-2' WHERE sequence = 2", "event 2")]
    [InlineData("UPDATE event SET utc_ms = utc_ms + 1 WHERE sequence = 3", "event 3")]
    [InlineData("DELETE FROM event WHERE sequence = 2", "event 2")]
    [InlineData("DELETE FROM event WHERE sequence = 4", "4 were written")]
    [InlineData("DELETE FROM event", "4 were written")]
    [InlineData("DELETE FROM call_row", "row is missing")]
    [InlineData("DELETE FROM call_key", "key")]
    [InlineData("UPDATE call_key SET wrapped = zeroblob(60)", "key")]
    public async Task What_somebody_changed_in_the_file_is_found(string tampering, string says)
    {
        await using var under = StoreUnderTest.Open();
        var call = StoreUnderTest.NewCall();
        await under.Append(call, 0, 1, 2, 3, 4);
        await under.Store.DisposeAsync();
        await Sql(under, tampering);
        await under.Reopen();
        var chain = await under.Store.Verify(call);
        Assert.False(chain.Intact);
        Assert.Contains(says, chain.Problem);
    }

    [Fact]
    public async Task A_payload_that_does_not_open_is_refused_and_not_skipped()
    {
        await using var under = StoreUnderTest.Open();
        var call = StoreUnderTest.NewCall();
        await under.Append(call, 0, 1, 2);
        await under.Store.DisposeAsync();
        await Sql(under, "UPDATE event SET ciphertext = zeroblob(40) WHERE sequence = 2");
        await under.Reopen();
        await Assert.ThrowsAsync<TamperedException>(async () => await under.Store.Read(call));
    }

    [Fact]
    public async Task A_closed_store_leaves_one_whole_file_and_no_log_beside_it()
    {
        await using var under = StoreUnderTest.Open();
        var call = StoreUnderTest.NewCall();
        await under.Append(call, 0, 1, 2, 3);
        await under.Store.Read(call, 0, TestContext.Current.CancellationToken);
        await under.Store.DisposeAsync();
        Assert.Equal(["calls.db"], Directory.GetFiles(under.Folder, "calls.db*").Select(Path.GetFileName));
        await under.Reopen();
        Assert.Equal(3, (await under.Store.Read(call, 0, TestContext.Current.CancellationToken)).Count);
    }

    [Fact]
    public async Task A_closed_store_says_so()
    {
        await using var under = StoreUnderTest.Open();
        await under.Store.DisposeAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await under.Append(StoreUnderTest.NewCall(), 0, 1));
        await under.Reopen();
    }

    private static async Task Sql(StoreUnderTest under, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(under.Folder, "calls.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
