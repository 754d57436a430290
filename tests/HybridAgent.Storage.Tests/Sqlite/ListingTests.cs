using HybridAgent.Core.Calls;
using HybridAgent.Ledger;
using HybridAgent.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace HybridAgent.Storage.Tests.Sqlite;

public sealed class ListingTests
{
    [Fact]
    public async Task Page_after_page_shows_every_call_once_also_those_that_began_in_the_same_millisecond()
    {
        await using var under = StoreUnderTest.Open();
        var calls = Enumerable.Range(0, 25).Select(_ => StoreUnderTest.NewCall()).ToList();
        foreach (var call in calls)
        {
            await under.Append(call, 0, 1);
        }
        var seen = new List<CallId>();
        CallRow? last = null;
        do
        {
            var page = await under.Store.List(new CallQuery("demo", Take: 4, Before: last?.Started, BeforeCall: last?.Call), TestContext.Current.CancellationToken);
            seen.AddRange(page.Select(r => r.Call));
            last = page.Count > 0 ? page[^1] : null;
        }
        while (last is not null);
        Assert.Equal(calls.Select(c => c.ToString()).Order(StringComparer.Ordinal), seen.Select(c => c.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_number_without_a_practice_is_refused_and_not_answered_with_every_call()
    {
        await using var under = StoreUnderTest.Open();
        await under.Append(StoreUnderTest.NewCall(), 0, 1);
        await Assert.ThrowsAsync<ArgumentException>(async () => await under.Store.List(new CallQuery(From: "+12025550147")));
        await Assert.ThrowsAsync<ArgumentException>(async () => await under.Store.List(new CallQuery(BeforeCall: StoreUnderTest.NewCall())));
    }

    [Theory]
    [InlineData("caller", "call_row_caller")]
    [InlineData("live", "call_row_live")]
    [InlineData("practice", "call_row_practice")]
    public async Task What_is_asked_at_every_call_is_looked_up_and_not_searched_for(string asked, string index)
    {
        await using var under = StoreUnderTest.Open();
        var query = asked switch
        {
            "caller" => new CallQuery("demo", From: "+12025550147", Since: DateTimeOffset.UnixEpoch),
            "live" => new CallQuery(Live: true, Take: int.MaxValue),
            _ => new CallQuery("demo", HasMessage: true, Before: DateTimeOffset.UnixEpoch, BeforeCall: StoreUnderTest.NewCall()),
        };
        using var file = new SqliteConnection($"Data Source={Path.Combine(under.Folder, "calls.db")};Mode=ReadOnly;Pooling=False");
        file.Open();
        using var command = file.CreateCommand();
        CallListing.Ask(command, query, new FilePracticeKeys(Path.Combine(under.Folder, "keys")));
#pragma warning disable CA2100 // The store's own text.
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var plan = "";
        while (reader.Read())
        {
            plan += reader.GetString(3) + "\n";
        }
        Assert.Contains(index, plan);
        Assert.DoesNotContain("TEMP B-TREE", plan);
    }

    [Fact]
    public async Task A_call_whose_key_does_not_open_fails_alone_and_not_those_who_write_with_it()
    {
        await using var under = StoreUnderTest.Open();
        var harmed = StoreUnderTest.NewCall();
        await under.Append(harmed, 0, 1);
        await under.Store.DisposeAsync();
        StoreUnderTest.Ask(under.Folder, "UPDATE call_key SET wrapped = zeroblob(60)");
        await under.Reopen();
        var others = Enumerable.Range(0, 40).Select(_ => under.Append(StoreUnderTest.NewCall(), 0, 1).AsTask()).ToList();
        var refused = under.Append(harmed, 1, 2).AsTask();
        others.AddRange(Enumerable.Range(0, 40).Select(_ => under.Append(StoreUnderTest.NewCall(), 0, 1).AsTask()));
        Assert.All(await Task.WhenAll(others), stored => Assert.Single(stored));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => refused);
        Assert.Equal(81, (await under.Store.Claim("one", DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken)).Count);
    }
}
