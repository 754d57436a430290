using HybridAgent.Core.Calls;
using HybridAgent.Storage.Sqlite;
using HybridAgent.Tests.Shared;
using Microsoft.Data.Sqlite;

namespace HybridAgent.Server.Tests.Processes;

/// <summary>kill -9 during live calls, real processes, real sockets: nothing acknowledged is lost and nobody is forgotten.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task A_caller_who_comes_back_after_kill_9_is_in_the_same_call_and_its_record_goes_on()
    {
        await using var product = await Product.Start();
        await using var caller = await SocketCaller.Ring(product.Url);
        await caller.Recorded;
        await product.Kill();
        var before = await Record(product, caller.Call);
        Assert.Contains(before, e => e.Event is CallStarted);

        await product.Restart();
        await using var again = await SocketCaller.Ring(product.Url, caller.Resume);
        Assert.Equal(caller.Call, again.Call);
        await again.Recorded;
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        await product.Kill();
        var after = await Record(product, caller.Call);
        Assert.Equal(before.Select(e => (e.Sequence, e.Command)), after.Take(before.Count).Select(e => (e.Sequence, e.Command)));
        Assert.True(after.Count > before.Count);
        Assert.True(CallState.Fold(after[0].Call, after).CallerPresent);
    }

    [Fact]
    public async Task A_caller_who_does_not_come_back_after_kill_9_is_owed_a_callback()
    {
        await using var product = await Product.Start();
        await using var caller = await SocketCaller.Ring(product.Url);
        await caller.Recorded;
        await product.Kill();
        await product.Restart();
        // The watchdog finds the call without its legs; a lost caller has five seconds to come back by itself.
        await Task.Delay(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await product.Kill();
        var record = await Record(product, caller.Call);
        var promise = Assert.Single(record, e => e.Event is CallbackPromised);
        Assert.Equal("cut-off", ((CallbackPromised)promise.Event).Why);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_before_a_human_spoke_is_owed_a_callback_that_outlives_kill_9()
    {
        await using var product = await Product.Start();
        await using var caller = await SocketCaller.Ring(product.Url);
        await caller.Recorded;
        await caller.HangUp();
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        await product.Kill();
        Assert.Single(await Record(product, caller.Call), e => e.Event is CallbackPromised { Why: "hung-up-before-a-human" });
        await product.Restart();
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        await product.Kill();
        Assert.Single(await Record(product, caller.Call), e => e.Event is CallbackPromised);
    }

    /// <summary>
    /// Again and again: callers on the line, one more comes, kill -9 at any moment. HYBRIDAGENT_KILLS says how often; what was on disk when
    /// the process died is there ever after, byte for byte, and nothing was done twice.
    /// </summary>
    [Fact]
    public async Task However_often_it_is_killed_during_calls_nothing_acknowledged_is_lost_and_nothing_is_done_twice()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("HYBRIDAGENT_KILLS"), out var wanted) ? wanted : 3;
        var random = new Random(11);
        await using var product = await Product.Start();
        var resumes = new List<string>();
        var calls = new HashSet<string>();
        var acknowledged = new Dictionary<(string, long), string>();
        for (var kill = 1; kill <= kills; kill++)
        {
            var callers = new List<SocketCaller> { await SocketCaller.Ring(product.Url) };
            foreach (var resume in resumes.Where(_ => random.Next(2) == 0).TakeLast(3).ToList())
            {
                callers.Add(await SocketCaller.Ring(product.Url, resume));
            }
            await Task.WhenAll(callers.Select(c => c.Recorded));
            await Task.Delay(random.Next(1500), TestContext.Current.CancellationToken);
            foreach (var (place, hash) in Committed(product))
            {
                acknowledged[place] = hash;
            }
            await product.Kill();
            resumes.AddRange(callers.Select(c => c.Resume));
            calls.UnionWith(callers.Select(c => c.Call));
            var after = Committed(product);
            Assert.All(acknowledged, a => Assert.Equal(a.Value, after.GetValueOrDefault(a.Key)));
            await Task.WhenAll(callers.Select(c => c.DisposeAsync().AsTask()));
            await product.Restart();
        }
        await Task.Delay(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);
        await product.Kill();
        foreach (var call in calls)
        {
            NothingTwice(await Record(product, call));
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {calls.Count} calls, {acknowledged.Count} acknowledged events, 0 lost, 0 doubled.");
    }

    private static void NothingTwice(IReadOnlyList<StoredEvent> record)
    {
        Assert.Equal(Enumerable.Range(1, record.Count).Select(n => (long)n), record.Select(e => e.Sequence));
        // The events of one command stand together: a command that was carried out again would stand somewhere else too.
        var commands = record.Select(e => e.Command).ToList();
        Assert.Equal(commands.Distinct().Count(), commands.Where((c, i) => i == 0 || commands[i - 1] != c).Count());
        var offers = record.Select(e => e.Event).OfType<OfferMade>().Select(o => o.Offer).ToList();
        Assert.Equal(offers.Distinct(), offers);
        Assert.True(record.Count(e => e.Event is CallStarted) == 1, "A call started twice.");
        Assert.True(record.Count(e => e.Event is NoticeEnded) <= 1, "The notice was recorded twice.");
        Assert.True(record.Count(e => e.Event is CallbackPromised) <= 1, "The same callback was promised twice.");
        Assert.True(CallState.Fold(record[0].Call, record) is { CallerPresent: true } or { Owed: not null }, "A caller is gone and nobody owes a callback.");
    }

    /// <summary>What is committed, seen from outside while the product runs or lies dead.</summary>
    private static Dictionary<(string Call, long Sequence), string> Committed(Product product)
    {
        using var file = new SqliteConnection($"Data Source={Path.Combine(product.DataFolder, "calls.db")};Pooling=false");
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = "SELECT hex(call_id), sequence, hex(hash) FROM event";
        using var reader = command.ExecuteReader();
        var events = new Dictionary<(string, long), string>();
        while (reader.Read())
        {
            events[(reader.GetString(0), reader.GetInt64(1))] = reader.GetString(2);
        }
        return events;
    }

    /// <summary>What is on disk, after checking that its chain holds.</summary>
    private static async Task<IReadOnlyList<StoredEvent>> Record(Product product, string call)
    {
        await using var store = SqliteEventStore.Open(product.DataFolder);
        var id = CallId.Parse(call, null);
        var chain = await store.Verify(id);
        Assert.True(chain.Intact, chain.Problem);
        return await store.Read(id);
    }
}
