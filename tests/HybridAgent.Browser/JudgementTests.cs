using System.Diagnostics;
using HybridAgent.Tests.Shared;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HybridAgent.Browser;

/// <summary>What a practice thinks of a call's urgency: said by keyboard at its message, and a case of the replay lab a moment later.</summary>
public sealed class JudgementTests(ITestOutputHelper log)
{
    [Fact]
    public async Task A_practice_says_by_keyboard_that_a_call_should_have_been_urgent_and_replay_holds_the_rules_to_it_beside_the_server()
    {
        await using var product = await Product.Start();
        await using var op = await Person.Arrive(product.Url, await Sounds.Microphone(product.DataFolder, "rms", "Thank you.", silence: 1));
        await using var caller = await Person.Arrive(product.Url, await Sounds.Microphone(product.DataFolder, "slt", "Good evening to you.", silence: 6));
        await op.SignIn("/console", "olivia@demo.example");
        await op.Page.GetByRole(AriaRole.Button, new() { Name = "Go on duty" }).ClickAsync();
        await caller.Page.GotoAsync("/phone?practice=demo");
        await caller.Page.ClickAsync("#call");
        await Expect(op.Page.Locator(".ring")).ToBeVisibleAsync();
        await op.Page.Keyboard.PressAsync("Enter");
        await Expect(op.Page.Locator(".who.live")).ToHaveTextAsync("caller and operator on the line");
        await Expect(op.Page.Locator(".transcript .line.caller:not(.partial)")).Not.ToHaveCountAsync(0, new() { Timeout = 30_000 });
        await Send(op.Page);

        await using var practice = await Person.Arrive(product.Url);
        await practice.SignIn("/portal", "paula@demo.example");
        await practice.Page.Locator("table.list a").First.ClickAsync();
        await Expect(practice.Page.Locator(".facts")).ToContainTextAsync("Mary Johnson");
        await Judge(practice);
        await Replay(product);
        Assert.Empty(practice.Problems);
    }

    /// <summary>The note typed, read back and sent.</summary>
    private static async Task Send(IPage page)
    {
        foreach (var (name, value) in new[]
        {
            ("callback_number", "(202) 555-0143"), ("patient_name", "Mary Johnson"), ("date_of_birth", "1960-03-03"), ("reason", "feels odd since breakfast"),
        })
        {
            var field = page.Locator($"#field-{name}");
            await field.FillAsync(value);
            await field.PressAsync("Enter");
            await Expect(page.Locator(".field.confirmed").Filter(new() { Has = field })).ToBeVisibleAsync();
        }
        await page.Keyboard.PressAsync("Alt+KeyR");
        for (var item = 1; item <= 4; item++)
        {
            await Expect(page.Locator(".read-item button.primary:focus")).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(".read-item.readback")).ToHaveCountAsync(item);
        }
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Alt+KeyC");
        await Expect(page.Locator(".outcomes")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("1");
        await Expect(page.Locator(".closed")).ToContainTextAsync("message sent");
    }

    private static async Task Judge(Person practice)
    {
        var (page, keys) = (practice.Page, practice.Page.Keyboard);
        await Expect(page.Locator("form.judge")).ToBeVisibleAsync();
        while (!await page.EvaluateAsync<bool>("() => document.activeElement.type === 'radio'"))
        {
            await keys.PressAsync("Tab");
        }
        await keys.PressAsync("Space");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("chest");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("She had a heart attack that night.");
        await practice.Look("portal-judgement-form");
        await keys.PressAsync("Enter");
        await Expect(page.Locator(".judged")).ToContainTextAsync("said it should have been urgent (chest pain): She had a heart attack that night.");
        await practice.Look("portal-judgement");
        await page.GotoAsync("/portal");
        await Expect(page.Locator(".chip.judgement")).ToHaveTextAsync("should have been urgent");
    }

    private async Task Replay(Product product)
    {
        using var replay = Process.Start(new ProcessStartInfo(Product.Executable, ["replay", "--data", product.DataFolder, "--assist", "rules"]) { RedirectStandardOutput = true })!;
        var output = await replay.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await replay.WaitForExitAsync(TestContext.Current.CancellationToken);
        log.WriteLine(output);
        Assert.Matches("should have been urgent +red in 0 of 1", output);
        Assert.Contains("GATE  rules: DOES NOT HOLD: 1 that should have been urgent not red", output);
        Assert.DoesNotContain("heart attack", output);
        Assert.Equal(1, replay.ExitCode);
    }
}
