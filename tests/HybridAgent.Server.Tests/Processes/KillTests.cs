using HybridAgent.Core.Calls;
using HybridAgent.Storage.Sqlite;
using HybridAgent.Tests.Shared;

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
