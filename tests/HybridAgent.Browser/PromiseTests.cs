using HybridAgent.Tests.Shared;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HybridAgent.Browser;

/// <summary>What was said to a caller stands on the board until it is done, and nobody goes home owing it.</summary>
public sealed class PromiseTests
{
    [Fact]
    public async Task A_promise_made_in_a_call_is_on_the_board_keeps_its_owner_on_duty_and_is_kept_with_what_was_done()
    {
        await using var product = await Product.Start();
        var microphone = await Sounds.Microphone(product.DataFolder, "rms", "I am here for you.", silence: 1, times: 40);
        await using var op = await Person.Arrive(product.Url, microphone);
        await using var caller = await Person.Arrive(product.Url, microphone);
        await op.SignIn("/console", "olivia@demo.example");
        await op.Page.GetByRole(AriaRole.Button, new() { Name = "Go on duty" }).ClickAsync();
        await caller.Page.GotoAsync("/phone?practice=demo");
        await caller.Page.ClickAsync("#call");
        await Expect(op.Page.Locator(".ring")).ToBeVisibleAsync();
        await op.Page.Keyboard.PressAsync("Enter");
        await Expect(op.Page.Locator(".who.live")).ToHaveTextAsync("caller and operator on the line");

        await op.Page.Keyboard.PressAsync("Alt+KeyO");
        await Expect(op.Page.Locator(".promise input").First).ToBeFocusedAsync();
        await op.Page.Keyboard.TypeAsync("Nurse Kelly calls back");
        await op.Page.Keyboard.PressAsync("Tab");
        await op.Page.Keyboard.PressAsync("Control+A");
        await op.Page.Keyboard.TypeAsync("soon");
        await op.Page.Keyboard.PressAsync("Enter");
        await Expect(op.Page.Locator(".status-line")).ToContainTextAsync("minutes from now, or a time");
        await op.Page.Keyboard.PressAsync("Control+A");
        await op.Page.Keyboard.TypeAsync("1");
        await op.Look("console-promise");
        await op.Page.Keyboard.PressAsync("Enter");
        await Expect(op.Page.Locator(".owes")).ToContainTextAsync("Nurse Kelly calls back");

        await op.Page.GetByRole(AriaRole.Button, new() { Name = "On duty" }).ClickAsync();
        await Expect(op.Page.Locator(".status-line")).ToContainTextAsync("You still owe 1 promise");
        await Expect(op.Page.Locator(".on-duty").First).ToContainTextAsync("1 on duty");

        // It falls due: a line in the console, red and in words on the board.
        await Expect(op.Page.Locator("p.late")).ToContainTextAsync("Nurse Kelly calls back", new() { Timeout = 70_000 });
        await op.Look("console-late");
        var board = await op.Page.Context.RunAndWaitForPageAsync(() => op.Page.Keyboard.PressAsync("Alt+KeyG"));
        var row = board.Locator("tr[data-promise]");
        await Expect(row).ToContainTextAsync("⚠ late");
        await Expect(row).ToContainTextAsync("you");
        await Expect(row).ToBeFocusedAsync();
        await board.Keyboard.PressAsync("k");
        await Expect(row.Locator("input")).ToBeFocusedAsync();
        if (Environment.GetEnvironmentVariable("HYBRIDAGENT_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await board.ScreenshotAsync(new() { Path = Path.Combine(folder, "board.png") });
        }
        await board.Keyboard.TypeAsync("Kelly reached her");
        await board.Keyboard.PressAsync("Enter");
        await Expect(board.Locator(".empty")).ToContainTextAsync("Nothing is owed");
        await Expect(op.Page.Locator("p.late")).ToHaveCountAsync(0);
        await op.Page.GetByRole(AriaRole.Button, new() { Name = "On duty" }).ClickAsync();
        await Expect(op.Page.GetByRole(AriaRole.Button, new() { Name = "Go on duty" })).ToBeVisibleAsync();
        Assert.Empty(op.Problems);
    }

    [Fact]
    public async Task The_board_hands_a_callback_over_by_key_and_shows_its_call_in_the_console_that_is_open()
    {
        await using var product = await Product.Start();
        var microphone = await Sounds.Microphone(product.DataFolder, "rms", "Hello?", silence: 1);
        await using var caller = await Person.Arrive(product.Url, microphone);
        await using var op = await Person.Arrive(product.Url, microphone);
        await caller.Page.GotoAsync("/phone?practice=demo");
        await caller.Page.ClickAsync("#call");
        await Expect(caller.Page.Locator("#state")).ToContainTextAsync("A person is being rung for you");
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        await caller.Page.ClickAsync("#hangup");

        await op.SignIn("/console", "olivia@demo.example");
        await op.Page.GetByRole(AriaRole.Button, new() { Name = "Go on duty" }).ClickAsync();
        await Expect(op.Page.Locator("a.board")).ToContainTextAsync("1 owed", new() { Timeout = 15_000 });
        var board = await op.Page.Context.RunAndWaitForPageAsync(() => op.Page.Keyboard.PressAsync("Alt+KeyG"));
        var row = board.Locator("tr[data-promise]");
        await Expect(row).ToContainTextAsync("the caller hung up before anybody spoke");
        await Expect(row).ToContainTextAsync("nobody yet");
        await Expect(row).ToBeFocusedAsync();
        await board.Keyboard.PressAsync("t");
        await Expect(row).ToContainTextAsync("kept by closing the call");
        await row.FocusAsync();
        await board.Keyboard.PressAsync("Enter");
        await Expect(board.Locator("#shown")).ToHaveTextAsync("Shown in your console window.");
        await Expect(op.Page.Locator(".call-head")).ToContainTextAsync("callback owed by");
        Assert.Empty(op.Problems);
    }
}
