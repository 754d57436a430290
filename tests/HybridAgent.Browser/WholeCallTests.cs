using HybridAgent.Tests.Shared;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HybridAgent.Browser;

/// <summary>The main job as the people in it see it: caller, operator, practice and auditor at real browsers.</summary>
public sealed class WholeCallTests(ITestOutputHelper log)
{
    private const string Patient = "Hello. My name is Mary Johnson. I have crushing chest pain and I can not breathe. My date of birth is March third, nineteen sixty.";
    private const string Operator = "Riverside Family Medicine, this is the answering service. How can I help you today?";

    [Fact]
    public async Task A_caller_reaches_an_operator_by_voice_and_the_message_reaches_the_practice_and_the_auditor()
    {
        await using var product = await Product.Start();
        await using var op = await Person.Arrive(product.Url, await Sounds.Microphone(product.DataFolder, "rms", Operator, silence: 1, times: 12));
        await using var caller = await Person.Arrive(product.Url, await Sounds.Microphone(product.DataFolder, "slt", Patient, silence: 10));
        try
        {
            await op.SignIn("/console", "olivia@demo.example");
            await op.Page.GetByRole(AriaRole.Button, new() { Name = "Go on duty" }).ClickAsync();
            await caller.Page.GotoAsync("/phone?practice=demo");
            await caller.Page.ClickAsync("#call");

            await Expect(op.Page.Locator(".ring")).ToContainTextAsync("Riverside Family Medicine is ringing");
            await op.Look("console-ringing");
            await op.Page.Keyboard.PressAsync("Enter");
            await Expect(op.Page.Locator(".who.live")).ToHaveTextAsync("caller and operator on the line");
            await Expect(caller.Page.Locator("#state")).ToContainTextAsync("You are speaking with a person");

            await EachHearsTheOther(op, caller);
            await Expect(op.Page.Locator(".cue.red").First).ToContainTextAsync("chest pain", new() { Timeout = 30_000 });
            await Expect(op.Page.Locator(".transcript")).ToContainTextAsync("mary johnson", new() { Timeout = 30_000 });
            await Expect(op.Page.Locator("#field-date_of_birth")).ToHaveValueAsync("1960-03-03", new() { Timeout = 30_000 });
            await Expect(op.Page.Locator("#field-caller_name")).ToHaveValueAsync("Mary Johnson");
            await op.Look("console-call");

            await FillTheNote(op.Page);
            await ReadBack(op);
            await PutTheCuesAway(op.Page);
            await Close(op);
            await PracticeAcknowledges(product);
            await AuditorSeesAnIntactChain(product);
            Assert.Empty(op.Problems);
            Assert.Empty(caller.Problems);
        }
        finally
        {
            log.WriteLine(product.Output);
            log.WriteLine(string.Join('\n', op.Problems.Concat(caller.Problems)));
        }
    }

    private async Task EachHearsTheOther(Person op, Person caller)
    {
        // The patient speaks ten seconds after her microphone opened; the operator speaks all the time.
        double operatorHears = 0, callerHears = 0, energy = 0;
        for (var tries = 0; tries < 20 && (operatorHears < 0.6 || callerHears < 0.6); tries++)
        {
            await Task.Delay(1000, TestContext.Current.CancellationToken);
            operatorHears = Math.Max(operatorHears, Sounds.Likeness(await op.Sound("heard", 3), await caller.Sound("said", 5)));
            callerHears = Math.Max(callerHears, Sounds.Likeness(await caller.Sound("heard", 3), await op.Sound("said", 5)));
            energy = Math.Max(energy, Math.Min(await op.Energy("heard"), await caller.Energy("heard")));
        }
        log.WriteLine($"likeness: operator hears caller {operatorHears:0.00}, caller hears operator {callerHears:0.00}; energy of the quieter {energy:0.000}");
        Assert.InRange(operatorHears, 0.6, 1.01);
        Assert.InRange(callerHears, 0.6, 1.01);
        Assert.InRange(energy, 0.005, 1);
    }

    /// <summary>By keyboard alone: F6 to the note, Enter confirms and goes on, typing fills what nobody said.</summary>
    private static async Task FillTheNote(IPage page)
    {
        while (!await page.EvaluateAsync<bool>("() => document.activeElement.closest('.field') !== null"))
        {
            await page.Keyboard.PressAsync("F6");
        }
        foreach (var (name, spoken) in new[]
        {
            ("caller_name", null), ("relationship", null), ("callback_number", "(555) 212-3456"), ("patient_name", "Mary Johnson"), ("date_of_birth", null), ("reason", "crushing chest pain"),
        })
        {
            var field = page.Locator($"#field-{name}");
            if (!await field.EvaluateAsync<bool>("f => f === document.activeElement"))
            {
                await field.FocusAsync();
            }
            if (await field.InputValueAsync() == "" || name == "reason")
            {
                await field.FillAsync(spoken ?? "");
            }
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(".field.confirmed").Filter(new() { Has = field })).ToBeVisibleAsync();
        }
    }

    private async Task ReadBack(Person op)
    {
        await op.Page.Keyboard.PressAsync("Alt+KeyR");
        await Expect(op.Page.Locator(".read-item").First).ToContainTextAsync("Mary Johnson");
        await op.Look("console-read-back");
        for (var item = 1; item <= 4; item++)
        {
            await Expect(op.Page.Locator(".read-item button.primary:focus")).ToBeVisibleAsync();
            await op.Page.Keyboard.PressAsync("Enter");
            await Expect(op.Page.Locator(".read-item.readback")).ToHaveCountAsync(item);
        }
        await op.Page.Keyboard.PressAsync("Escape");
    }

    /// <summary>An emergency cue goes only with a reason; the keyboard leads there and back.</summary>
    private static async Task PutTheCuesAway(IPage page)
    {
        var cues = page.Locator(".cue.red");
        for (var left = await cues.CountAsync(); left > 0; left--)
        {
            await page.Keyboard.PressAsync("Alt+KeyP");
            await Expect(page.Locator(".cue form input:focus")).ToBeVisibleAsync();
            await page.Keyboard.TypeAsync("911 is on the way");
            await page.Keyboard.PressAsync("Enter");
            await Expect(cues).ToHaveCountAsync(left - 1);
        }
        await Expect(page.Locator(".now")).ToContainTextAsync("The practice has your message");
    }

    private async Task Close(Person op)
    {
        await op.Page.Keyboard.PressAsync("Alt+KeyC");
        await Expect(op.Page.Locator(".outcomes")).ToBeVisibleAsync();
        await op.Page.Keyboard.PressAsync("1");
        await Expect(op.Page.Locator(".closed")).ToContainTextAsync("message sent");
        await op.Look("console-closed");
    }

    private async Task PracticeAcknowledges(Product product)
    {
        await using var practice = await Person.Arrive(product.Url);
        await practice.SignIn("/portal", "paula@demo.example");
        await practice.Look("portal-inbox");
        await practice.Page.Locator("table.list a").First.ClickAsync();
        await Expect(practice.Page.Locator(".facts")).ToContainTextAsync("Mary Johnson");
        await practice.Page.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await Expect(practice.Page.Locator(".done")).ToContainTextAsync("Acknowledged by");
        await practice.Look("portal-message");
        Assert.Empty(practice.Problems);
    }

    private async Task AuditorSeesAnIntactChain(Product product)
    {
        await using var auditor = await Person.Arrive(product.Url);
        await auditor.SignIn("/audit", "adam@demo.example");
        await auditor.Page.Locator("table.list a").First.ClickAsync();
        await Expect(auditor.Page.Locator(".chip.ok")).ToHaveTextAsync("chain intact");
        foreach (var kind in new[] { "call-started", "notice-ended", "cue-raised", "field-read-back", "911 is on the way", "call-closed", "message-acknowledged" })
        {
            await Expect(auditor.Page.Locator(".timeline")).ToContainTextAsync(kind);
        }
        await auditor.Look("audit-timeline");
        Assert.Empty(auditor.Problems);
    }
}
