using Microsoft.Extensions.DependencyInjection;

namespace HybridAgent.Assist.Tests;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("off")]
    public async Task Without_a_provider_it_is_off_and_says_so(string? provider)
    {
        var settings = new Dictionary<string, string?>();
        if (provider is not null)
        {
            settings["Assist:Provider"] = provider;
        }

        await using var services = Wired.Wire(settings);
        var drafter = services.GetRequiredService<ModelDrafter>();
        var result = await drafter.Draft(Wired.Another(1), [Wired.Caller("u1", "hello")], null, Wired.Today, reason: true, TestContext.Current.CancellationToken);

        Assert.False(drafter.Status.IsOn);
        Assert.Equal("off", drafter.Status.ToString());
        Assert.Equal(AssistFailure.Off, result.Failure);
        Assert.Empty(result.Drafts);
    }

    [Theory]
    [InlineData("Provider", "chatgpt", "Assist:Provider is 'chatgpt'")]
    [InlineData("Model", "", "Assist:Model is needed")]
    [InlineData("Model", "two words", "Assist:Model is needed")]
    [InlineData("ApiKey", null, "Assist:ApiKey is needed")]
    [InlineData("ApiKey", "s3cret\n", "Assist:ApiKey holds characters")]
    [InlineData("Endpoint", "ftp://127.0.0.1", "Assist:Endpoint is not")]
    [InlineData("Endpoint", "https://me:s3cret@example.org", "Assist:Endpoint carries")]
    [InlineData("Endpoint", "https://example.org/?key=s3cret", "Assist:Endpoint carries")]
    [InlineData("Endpoint", "http://example.org/v1", "Assist:Endpoint is plain http")]
    [InlineData("Timeout", "soon", "Assist:Timeout")]
    [InlineData("Timeout", "01:00:00", "Assist:Timeout goes from")]
    [InlineData("MaxOutputTokens", "1", "Assist:MaxOutputTokens goes from")]
    [InlineData("MaxReplyBytes", "1", "Assist:MaxReplyBytes goes from")]
    [InlineData("MaxTranscriptCharacters", "1", "Assist:MaxTranscriptCharacters goes from")]
    [InlineData("StructuredOutput", "xml", "Assist:StructuredOutput is")]
    [InlineData("Temperature", "3", "Assist:Temperature goes from")]
    [InlineData("RequestsPerCall", "0", "Assist:RequestsPerCall is")]
    [InlineData("TokensPerCall", "0", "Assist:TokensPerCall is")]
    [InlineData("TimePerCall", "0", "Assist:TimePerCall goes from")]
    [InlineData("CostPerCall", "1", "Assist:CostPerCall needs")]
    [InlineData("InputPricePerMillion", "-1", "Assist: costs")]
    [InlineData("BreakerFailureShare", "0", "Assist:BreakerFailureShare is")]
    [InlineData("BreakerMinimumRequests", "1", "Assist:BreakerMinimumRequests is")]
    [InlineData("BreakerWindow", "0", "Assist:BreakerWindow goes from")]
    [InlineData("BreakerPause", "0", "Assist:BreakerPause goes from")]
    [InlineData("Modell", "gpt", "Modell")]
    [InlineData("PromptFolder", "/nowhere", "The prompt Intake/Extract needs skprompt.txt")]
    public void A_setting_that_cannot_be_used_ends_the_start_with_one_line(string key, string? value, string says)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Assist:Provider"] = "openai",
            ["Assist:Model"] = "gpt",
            ["Assist:ApiKey"] = "s3cret",
            ["Assist:" + key] = value,
        };

        var problem = Assert.Throws<AssistConfigurationException>(() => Wired.Wire(settings));

        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.Message);
    }

    [Theory]
    [InlineData("http://127.0.0.1:11434")]
    [InlineData("http://localhost:11434")]
    [InlineData("https://models.example.org/v1")]
    public void A_usable_setting_starts_without_touching_the_network(string endpoint)
    {
        using var services = Wired.Wire(new Dictionary<string, string?>
        {
            ["Assist:Provider"] = "ollama",
            ["Assist:Model"] = "llama3.1:8b",
            ["Assist:Endpoint"] = endpoint,
        });

        Assert.Equal("on: ollama llama3.1:8b", services.GetRequiredService<ModelDrafter>().Status.ToString());
    }

    [Theory]
    [InlineData("config.json", "{")]
    [InlineData("schema.json", "no json")]
    [InlineData("skprompt.txt", "{{$broken")]
    public void A_prompt_that_cannot_be_read_ends_the_start_with_one_line(string file, string content)
    {
        using var folder = new PromptCopy();
        File.WriteAllText(Path.Combine(folder.Path, "Intake", "Extract", file), content);

        var problem = Assert.Throws<AssistConfigurationException>(() => Wired.Wire(On(folder.Path)));

        Assert.Contains("Intake/Extract", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.Message);
    }

    [Fact]
    public async Task A_changed_word_of_a_prompt_changes_the_provenance_and_a_line_ending_does_not()
    {
        using var folder = new PromptCopy();
        var file = Path.Combine(folder.Path, "Intake", "Extract", "skprompt.txt");
        var text = File.ReadAllText(file);
        var shipped = await Provenance(folder.Path);

        File.WriteAllText(file, text.ReplaceLineEndings("\r\n"));
        Assert.Equal(shipped, await Provenance(folder.Path));

        File.WriteAllText(file, text.Replace("letter for letter", "word for word", StringComparison.Ordinal));
        Assert.NotEqual(shipped, await Provenance(folder.Path));
    }

    private static async Task<string> Provenance(string folder)
    {
        await using var wired = await Wired.Open(("PromptFolder", folder));
        return (await wired.Draft(Wired.Caller("u1", "hello"))).Provenance;
    }

    private static Dictionary<string, string?> On(string folder) => new()
    {
        ["Assist:Provider"] = "openai",
        ["Assist:Model"] = "gpt",
        ["Assist:ApiKey"] = "k",
        ["Assist:PromptFolder"] = folder,
    };

    private sealed class PromptCopy : IDisposable
    {
        public PromptCopy()
        {
            var shipped = System.IO.Path.Combine(AppContext.BaseDirectory, "prompts");
            foreach (var file in Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories))
            {
                var copy = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(shipped, file));
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        public string Path { get; } = Directory.CreateTempSubdirectory("prompts-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
