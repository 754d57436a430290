using HybridAgent.Tests.Shared;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HybridAgent.Browser;

/// <summary>An emergency rings a clinician at a screen until somebody has it, and everybody sees who.</summary>
public sealed class EmergencyTests
{
    [Fact]
    public async Task An_emergency_counts_down_rings_the_clinician_and_is_acknowledged_by_one_key()
    {
        await using var product = await Product.Start();
        var microphone = await Sounds.Microphone(product.DataFolder, "rms", "I am here for you.", silence: 1, times: 40);
        await using var clinician = await Person.Arrive(product.Url, microphone);
        await using var op = await Person.Arrive(product.Url, microphone);
        await using var caller = await Person.Arrive(product.Url, microphone);
        await OnCall(clinician);
        await Serve(op, caller);
        await op.Page.Keyboard.PressAsync("Alt+KeyE");
        var line = op.Page.Locator(".incident");
        await Expect(line).ToContainTextAsync("clinicians ring in");
        await op.Look("console-emergency-countdown");
        await Expect(line).ToContainTextAsync("ringing Paula Moss", new() { Timeout = 20_000 });
        await op.Look("console-emergency-ringing");

        await Expect(clinician.Page.Locator(".ring.emergency")).ToContainTextAsync("raised by the operator");
        await Expect(clinician.Page.Locator(".transcript")).ToBeVisibleAsync(); // to be judged before it is taken
        await clinician.Look("on-call-ringing");
        await clinician.Page.Keyboard.PressAsync("Enter");
        await Expect(clinician.Page.Locator(".status-line")).ToContainTextAsync("You have it");
        await Expect(clinician.Page.Locator(".ring")).ToHaveCountAsync(0);
        await Expect(line).ToContainTextAsync("acknowledged by Paula Moss");
        await clinician.Look("on-call-taken");
        Assert.Empty(op.Problems);
        Assert.Empty(clinician.Problems);
    }

    [Fact]
    public async Task An_operator_takes_an_emergency_over_by_key_with_a_reason_and_no_clinician_is_rung()
    {
        await using var product = await Product.Start();
        var microphone = await Sounds.Microphone(product.DataFolder, "rms", "I am here for you.", silence: 1, times: 40);
        await using var clinician = await Person.Arrive(product.Url, microphone);
        await using var op = await Person.Arrive(product.Url, microphone);
        await using var caller = await Person.Arrive(product.Url, microphone);
        await OnCall(clinician);
        await Serve(op, caller);
        await op.Page.Keyboard.PressAsync("Alt+KeyE");
        await Expect(op.Page.Locator(".incident")).ToContainTextAsync("clinicians ring in");
        await op.Page.Keyboard.PressAsync("Alt+KeyI");
        await Expect(op.Page.Locator(".incident input")).ToBeFocusedAsync();
        await op.Page.Keyboard.TypeAsync("911 is with her");
        await op.Page.Keyboard.PressAsync("Enter");
        await Expect(op.Page.Locator(".incident")).ToContainTextAsync("taken over by Olivia Hart: 911 is with her");
        await Task.Delay(TimeSpan.FromSeconds(12), TestContext.Current.CancellationToken); // the countdown would be over
        await Expect(clinician.Page.Locator(".ring")).ToHaveCountAsync(0);
        Assert.Empty(op.Problems);
    }

    [Fact]
    public async Task A_caller_no_operator_can_answer_reaches_the_clinician_by_voice()
    {
        await using var product = await Product.Start();
        var microphone = await Sounds.Microphone(product.DataFolder, "rms", "Hello, is anybody there?", silence: 1, times: 40);
        await using var clinician = await Person.Arrive(product.Url, microphone);
        await using var caller = await Person.Arrive(product.Url, microphone);
        await OnCall(clinician);
        await caller.Page.GotoAsync("/phone?practice=demo");
        await caller.Page.ClickAsync("#call");
        await Expect(clinician.Page.Locator(".ring")).ToContainTextAsync("no operator could answer", new() { Timeout = 20_000 });
        await clinician.Page.Keyboard.PressAsync("Enter");
        await Expect(caller.Page.Locator("#state")).ToContainTextAsync("speaking with a person");
        await Expect(clinician.Page.Locator(".status-line")).ToContainTextAsync("The caller hears you");
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        Assert.InRange(await clinician.Energy("heard"), 0.003, 1);
        Assert.InRange(await caller.Energy("heard"), 0.003, 1);
        await clinician.Look("on-call-answered");
        Assert.Empty(clinician.Problems);
    }

    private static async Task OnCall(Person clinician)
    {
        await clinician.SignIn("/on-call", "paula@demo.example");
        await clinician.Page.GetByRole(AriaRole.Button, new() { Name = "Go on call" }).ClickAsync();
        await Expect(clinician.Page.Locator(".empty")).ToContainTextAsync("Nothing rings.");
    }

    private static async Task Serve(Person op, Person caller)
    {
        await op.SignIn("/console", "olivia@demo.example");
        await op.Page.GetByRole(AriaRole.Button, new() { Name = "Go on duty" }).ClickAsync();
        await Expect(op.Page.Locator(".on-duty")).ToContainTextAsync("1 on duty");
        await caller.Page.GotoAsync("/phone?practice=demo");
        await caller.Page.ClickAsync("#call");
        await Expect(op.Page.Locator(".ring")).ToBeVisibleAsync();
        await op.Page.Keyboard.PressAsync("Enter");
        await Expect(op.Page.Locator(".who.live")).ToHaveTextAsync("caller and operator on the line");
    }
}
