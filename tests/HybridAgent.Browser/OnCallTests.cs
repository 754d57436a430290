using HybridAgent.Tests.Shared;
using static Microsoft.Playwright.Assertions;

namespace HybridAgent.Browser;

/// <summary>The on-call clinician by keyboard: nobody else is there, an emergency and the caller themselves ring, and are taken.</summary>
public sealed class OnCallTests
{
    [Fact]
    public async Task With_no_operator_on_duty_the_clinician_acknowledges_the_emergency_answers_the_caller_and_closes()
    {
        await using var product = await Product.Start();
        var patient = await Sounds.Microphone(product.DataFolder, "slt", "I have crushing chest pain and I can not breathe.", silence: 2, times: 20);
        var room = await Sounds.Microphone(product.DataFolder, "rms", "This is the doctor.", silence: 1, times: 40);
        await using var clinician = await Person.Arrive(product.Url, room);
        await using var caller = await Person.Arrive(product.Url, patient);
        await clinician.SignIn("/on-call", "paula@demo.example");
        await clinician.Page.ClickAsync("text=Go on call");
        await Expect(clinician.Page.Locator("text=On call · leave")).ToBeVisibleAsync();
        await caller.Page.GotoAsync("/phone?practice=demo");
        await caller.Page.ClickAsync("#call");

        var emergency = clinician.Page.Locator(".ring.emergency");
        await Expect(emergency).ToContainTextAsync("EMERGENCY", new() { Timeout = 40_000 });
        await clinician.Page.Keyboard.PressAsync("Enter");
        await Expect(clinician.Page.Locator(".status-line")).ToContainTextAsync("You have it");
        await Expect(emergency).ToHaveCountAsync(0);
        await Expect(clinician.Page.Locator(".transcript")).ToContainTextAsync("pain", new() { Timeout = 20_000 });
        await clinician.Look("on-call");

        await Expect(clinician.Page.Locator(".ring")).ToContainTextAsync("no operator could answer");
        await clinician.Page.Keyboard.PressAsync("Enter");
        await Expect(clinician.Page.Locator(".status-line")).ToContainTextAsync("The caller hears you");
        await Expect(caller.Page.Locator("#state")).ToContainTextAsync("person", new() { Timeout = 10_000 });

        await clinician.Page.Keyboard.PressAsync("Alt+KeyC");
        await Expect(clinician.Page.Locator(".outcomes")).ToBeVisibleAsync();
        await clinician.Page.Keyboard.PressAsync("1");
        await Expect(caller.Page.Locator("#state")).ToContainTextAsync("ended", new() { Timeout = 10_000 });
        Assert.Empty(clinician.Problems);
    }
}
