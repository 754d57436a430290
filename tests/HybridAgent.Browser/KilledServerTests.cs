using System.Diagnostics;
using HybridAgent.Tests.Shared;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HybridAgent.Browser;

/// <summary>The process dies in the middle of a call: the people at their browsers do nothing, and speak again.</summary>
public sealed class KilledServerTests(ITestOutputHelper log)
{
    [Fact]
    public async Task After_kill_9_in_mid_call_caller_and_operator_are_on_the_same_call_again()
    {
        await using var product = await Product.Start();
        await using var op = await Person.Arrive(product.Url, await Sounds.Microphone(product.DataFolder, "rms", "I am here for you. Please go on.", silence: 1, times: 40));
        await using var caller = await Person.Arrive(product.Url, await Sounds.Microphone(product.DataFolder, "slt", "I need to talk to somebody about my son.", silence: 1, times: 40));
        try
        {
            await op.SignIn("/console", "olivia@demo.example");
            await op.Page.GetByRole(AriaRole.Button, new() { Name = "Go on duty" }).ClickAsync();
            await caller.Page.GotoAsync("/phone?practice=demo");
            await caller.Page.ClickAsync("#call");
            await Expect(op.Page.Locator(".ring")).ToBeVisibleAsync();
            await op.Page.Keyboard.PressAsync("Enter");
            await Expect(op.Page.Locator(".who.live")).ToHaveTextAsync("caller and operator on the line");
            var address = op.Page.Url;

            await product.Kill();
            await Expect(caller.Page.Locator("#state")).ToContainTextAsync("Calling again by itself");
            await product.Restart();

            var down = Stopwatch.StartNew();
            // The console comes back on duty and on its call; if it is offered again, one key answers.
            while (await caller.Page.Locator("#state").TextContentAsync() is var text && text?.Contains("speaking with a person", StringComparison.Ordinal) != true)
            {
                Assert.True(down.Elapsed < TimeSpan.FromSeconds(40), $"The caller's page still says: {text}");
                if (await op.Page.Locator(".ring").IsVisibleAsync())
                {
                    await op.Page.Keyboard.PressAsync("Enter");
                }
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
            log.WriteLine($"A human was back {down.Elapsed.TotalSeconds:0.0} s after the server answered again.");
            await Expect(op.Page.Locator(".who.live")).ToHaveTextAsync("caller and operator on the line", new() { Timeout = 20_000 });
            Assert.Equal(address, op.Page.Url);
            await op.Page.EvaluateAsync("() => { hybridAgentAudio.heard.fill(0); }");
            await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
            Assert.InRange(await op.Energy("heard"), 0.003, 1);
            Assert.InRange(await caller.Energy("heard"), 0.003, 1);
        }
        finally
        {
            log.WriteLine(product.Output);
            log.WriteLine(string.Join('\n', op.Problems.Concat(caller.Problems)));
        }
    }
}
