using System.Text.RegularExpressions;
using HybridAgent.Tests.Shared;
using HybridAgent.Tests.Speech;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HybridAgent.Browser;

/// <summary>The whole chain as the operator sees it: Azure Speech (a server of the tests) dies in mid-call, and the embedded engine takes over.</summary>
public sealed partial class SpeechChainTests(ITestOutputHelper log)
{
    private const string Patient = "I am calling about my prescription. I need a refill before friday.";

    [Fact]
    public async Task When_azure_dies_in_mid_call_the_console_says_who_listens_and_both_still_hear_each_other()
    {
        var azure = await SpeechService.Start(new Recogniser([new Spoken("My name is Mary Johnson.", 500, 2500)]).Serve);
        await using var product = await Product.Start(new Dictionary<string, string>
        {
            ["Speech:Engine"] = "azure -> pocketsphinx",
            ["Speech:Azure:Endpoint"] = azure.Endpoint,
            ["Speech:Azure:Key"] = "FAKEKEY",
        });
        await using var op = await Person.Arrive(product.Url, await Sounds.Microphone(product.DataFolder, "rms", "I am here for you. Please go on.", silence: 1, times: 40));
        await using var caller = await Person.Arrive(product.Url, await Sounds.Microphone(product.DataFolder, "slt", Patient, silence: 3, times: 40));
        try
        {
            await op.SignIn("/console", "olivia@demo.example");
            await op.Page.GetByRole(AriaRole.Button, new() { Name = "Go on duty" }).ClickAsync();
            await caller.Page.GotoAsync("/phone?practice=demo");
            await caller.Page.ClickAsync("#call");
            await Expect(op.Page.Locator(".ring")).ToBeVisibleAsync();
            await op.Page.Keyboard.PressAsync("Enter");
            await Expect(op.Page.Locator(".who.live")).ToHaveTextAsync("caller and operator on the line");
            await Expect(op.Page.Locator(".transcript .line.caller").First).ToContainTextAsync("my name is mary johnson", new() { Timeout = 40_000, IgnoreCase = true });
            var state = op.Page.Locator(".who").Nth(1);
            await Expect(state).ToHaveTextAsync("transcript live (azure)", new() { Timeout = 10_000 });

            await azure.DisposeAsync();
            await Expect(state).ToContainTextAsync(NoOrEmbedded(), new() { Timeout = 20_000 });
            log.WriteLine($"After the engine died: {await state.TextContentAsync()}");
            await Expect(state).ToContainTextAsync("(pocketsphinx)", new() { Timeout = 40_000 });
            await Expect(op.Page.Locator(".transcript .line.caller").Nth(1)).ToContainTextAsync("refill", new() { Timeout = 60_000 });
            await op.Look("console-other-engine");
            await BothHear(op, caller);
            Assert.Empty(op.Problems);
            Assert.Empty(caller.Problems);
        }
        finally
        {
            log.WriteLine(product.Output);
            log.WriteLine(string.Join('\n', op.Problems.Concat(caller.Problems)));
        }
    }

    private async Task BothHear(Person op, Person caller)
    {
        double operatorHears = 0, callerHears = 0;
        for (var tries = 0; tries < 20 && (operatorHears < 0.6 || callerHears < 0.6); tries++)
        {
            await Task.Delay(1000, TestContext.Current.CancellationToken);
            operatorHears = Math.Max(operatorHears, Sounds.Likeness(await op.Sound("heard", 3), await caller.Sound("said", 5)));
            callerHears = Math.Max(callerHears, Sounds.Likeness(await caller.Sound("heard", 3), await op.Sound("said", 5)));
        }
        log.WriteLine($"likeness after the switch: operator hears caller {operatorHears:0.00}, caller hears operator {callerHears:0.00}");
        Assert.InRange(operatorHears, 0.6, 1.01);
        Assert.InRange(callerHears, 0.6, 1.01);
    }

    [GeneratedRegex(@"no transcript|\(pocketsphinx\)")]
    private static partial Regex NoOrEmbedded();
}
