using HybridAgent.Tests.Shared;
using Microsoft.Playwright;

namespace HybridAgent.Browser;

/// <summary>One person at one browser with a microphone of their own: a Chromium that hears a WAV instead of a room.</summary>
public sealed class Person : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly List<string> problems = [];

    private Person(IPlaywright playwright, IBrowser browser, IPage page)
    {
        (this.playwright, this.browser, Page) = (playwright, browser, page);
        page.PageError += (_, error) => problems.Add(error);
        page.Console += (_, line) =>
        {
            if (line.Type == "error")
            {
                problems.Add($"{line.Text} {line.Location}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Errors that pages of this person threw or printed.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <param name="microphone">Path of a WAV, or null for a browser without sound.</param>
    public static async Task<Person> Arrive(string url, string? microphone = null)
    {
        Assert.SkipUnless(File.Exists(Chromium), "Chromium is not installed (Debian package chromium).");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
                .. microphone is null ? Array.Empty<string>()
                    : ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", $"--use-file-for-fake-audio-capture={microphone}%noloop"],
            ],
        });
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = url, ViewportSize = new ViewportSize { Width = 1440, Height = 860 } });
        context.SetDefaultTimeout(20_000);
        return new Person(playwright, browser, await context.NewPageAsync());
    }

    /// <summary>Opens a page that needs a name and signs in on the way.</summary>
    public async Task SignIn(string path, string email)
    {
        await Page.GotoAsync(path);
        await Page.FillAsync("input[type=email]", email);
        await Page.FillAsync("input[type=password]", Product.Password);
        await Page.Keyboard.PressAsync("Enter");
        await Page.WaitForURLAsync($"**{path}");
    }

    /// <summary>The last seconds this person's browser played or sent, 16 kHz.</summary>
    /// <param name="which">"heard" or "said".</param>
    public async Task<float[]> Sound(string which, int seconds) =>
        await Page.EvaluateAsync<float[]>("([which, seconds]) => hybridAgentAudio.recent(which, seconds)", new object[] { which, seconds });

    /// <summary>Root mean square of the last second, 0..1.</summary>
    public Task<double> Energy(string which) => Page.EvaluateAsync<double>("which => hybridAgentAudio.energy(which)", which);

    /// <summary>Keeps a picture when HYBRIDAGENT_SCREENSHOTS names a folder: the README's pictures come from here.</summary>
    public async Task Look(string name)
    {
        if (Environment.GetEnvironmentVariable("HYBRIDAGENT_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
