using HybridAgent.Tests.Shared;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HybridAgent.Browser;

/// <summary>The caller's phone while its connection is only on the way: what was asked is not lost, what was ended stays ended.</summary>
public sealed class PhoneTests
{
    [Fact]
    public async Task A_refusal_before_the_line_is_open_is_kept_and_the_button_says_only_what_the_record_says()
    {
        await using var product = await Product.Start();
        await using var caller = await Person.Arrive(product.Url, await Sounds.Microphone(product.DataFolder, "slt", "Hello?", silence: 1));
        var refuse = caller.Page.Locator("#refuse");
        var ticket = await HoldTickets(caller.Page);

        await caller.Page.ClickAsync("#call");
        await refuse.ClickAsync();
        await Expect(refuse).ToHaveTextAsync("Asking that nothing is transcribed …");
        ticket.SetResult();
        await Expect(refuse).ToHaveTextAsync("Nothing is transcribed");

        await caller.Page.ClickAsync("#hangup");
        await Expect(caller.Page.Locator("#state")).ToContainTextAsync("The call has ended");
        await caller.Page.ClickAsync("#call");
        await Expect(caller.Page.Locator("#state")).ToContainTextAsync("A person is being rung");
        await Expect(refuse).ToHaveTextAsync("Do not transcribe me");
        await Expect(refuse).ToBeEnabledAsync();
        Assert.Empty(caller.Problems);
    }

    [Fact]
    public async Task Who_hangs_up_while_the_call_is_still_being_placed_has_no_open_line_and_no_open_microphone()
    {
        await using var product = await Product.Start();
        await using var caller = await Person.Arrive(product.Url, await Sounds.Microphone(product.DataFolder, "slt", "Hello?", silence: 1));
        var opened = 0;
        caller.Page.WebSocket += (_, socket) => opened += socket.Url.Contains("/line/phone", StringComparison.Ordinal) ? 1 : 0;
        var ticket = await HoldTickets(caller.Page);

        await caller.Page.ClickAsync("#call");
        await Expect(caller.Page.Locator("#during")).ToBeVisibleAsync();
        await caller.Page.EvaluateAsync("() => { globalThis.microphone = hybridAgentAudio.stream.getTracks()[0]; }");
        await caller.Page.ClickAsync("#hangup");
        await Expect(caller.Page.Locator("#state")).ToContainTextAsync("The call has ended");
        Assert.Equal("ended", await caller.Page.EvaluateAsync<string>("() => microphone.readyState"));
        ticket.SetResult();
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        Assert.Equal(0, opened);
        await Expect(caller.Page.Locator("#state")).ToContainTextAsync("The call has ended");
        Assert.Empty(caller.Problems);
    }

    /// <summary>The first ticket arrives when the test says so; later ones at once.</summary>
    private static async Task<TaskCompletionSource> HoldTickets(IPage page)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/phone/ticket*", async route =>
        {
            await gate.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync("/phone?practice=demo");
        return gate;
    }
}
