using System.Text.Json.Nodes;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;

namespace HybridAgent.Assist.Tests;

public sealed class ProviderTests
{
    private const string Pharmacy =
        """{"fields":[{"field":"pharmacy","value":"Main Street Pharmacy","evidence":[{"utterance":"u2","quote":"Main Street Pharmacy"}]}]}""";

    private const string Stroke =
        """{"cues":[{"category":"stroke","level":"E1","utterance":"u2","quote":"his words come out all muddled"}]}""";

    public static TheoryData<string, string, string> Providers => new()
    {
        { "openai", "{root}/v1", "/v1/chat/completions" },
        { "openai-compatible", "{root}/api/v2", "/api/v2/chat/completions" },
        { "azure-openai", "{root}", "/openai/deployments/local/chat/completions" },
        { "ollama", "{root}", "/api/chat" },
    };

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Each_provider_drafts_over_its_own_protocol(string provider, string endpoint, string path)
    {
        await using var wired = await Wired.Open(("Provider", provider), ("Endpoint", endpoint), ("ApiKey", "k-1234"));
        (wired.Server.Fields, wired.Server.Cues) = (Pharmacy, Stroke);

        var result = await wired.Draft(
            Wired.Operator("u1", "Which pharmacy?"), Wired.Caller("u2", "Main Street Pharmacy and his words come out all muddled"));

        Assert.Null(result.Failure);
        var draft = Assert.Single(result.Drafts);
        Assert.Equal((FieldNames.Pharmacy, "Main Street Pharmacy", new Span("u2", 0, 2)), (draft.Field, draft.Value, Assert.Single(draft.Evidence)));
        Assert.Matches("^model:local prompt:Intake/Extract@[0-9a-f]{8}$", draft.By);
        var cue = Assert.Single(result.Cues);
        Assert.Equal(("stroke", CueLevel.E1, 4, 9), (cue.Category, cue.Level, cue.FirstWord, cue.LastWord));
        Assert.Matches("^model:local prompt:Intake/Extract@[0-9a-f]{8} prompt:Cues/Opinion@[0-9a-f]{8}$", result.Provenance);
        Assert.Equal(2, wired.Server.Asked.Count);
        Assert.All(wired.Server.Asked, a => Assert.Equal(path, a.Path));
        Assert.Equal($"on: {provider} local", wired.Drafter.Status.ToString());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_key_travels_in_a_header_and_nowhere_else(string provider, string endpoint, string path)
    {
        await using var wired = await Wired.Open(("Provider", provider), ("Endpoint", endpoint), ("ApiKey", "k-1234"));
        await wired.Draft(Wired.Caller("u1", "hello"));

        var asked = wired.Server.Asked.First();
        Assert.Equal(path, asked.Path);
        Assert.Equal(provider == "azure-openai" ? "k-1234" : "Bearer k-1234", asked.Headers[provider == "azure-openai" ? "api-key" : "Authorization"]);
        Assert.DoesNotContain("k-1234", asked.Body.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_answer_is_bound_to_a_schema_and_a_length_and_there_are_no_tools(string provider, string endpoint, string path)
    {
        await using var wired = await Wired.Open(("Provider", provider), ("Endpoint", endpoint), ("ApiKey", "k"), ("MaxOutputTokens", "777"));
        await wired.Draft(Wired.Caller("u1", "hello"));

        var body = wired.Server.Asked.Single(a => a.IsExtract && a.Path == path).Body;
        var schema = provider == "ollama" ? body["format"]! : body["response_format"]!["json_schema"]!["schema"]!;
        Assert.Equal("fields", (string?)schema["required"]![0]);
        var limit = provider == "ollama" ? body["options"]!["num_predict"] : body["max_completion_tokens"] ?? body["max_tokens"];
        Assert.Equal(777, (int?)limit);
        Assert.Null(body["tools"]);
        Assert.Null(body["functions"]);
    }

    [Theory]
    [InlineData("openai-compatible", "{root}/v1")]
    [InlineData("ollama", "{root}")]
    public async Task A_server_that_knows_no_schemas_is_asked_for_plain_json(string provider, string endpoint)
    {
        await using var wired = await Wired.Open(("Provider", provider), ("Endpoint", endpoint), ("StructuredOutput", "json"));
        await wired.Draft(Wired.Caller("u1", "hello"));

        var body = wired.Server.Asked.First().Body;
        Assert.Equal("json", provider == "ollama" ? (string?)body["format"] : ((string?)body["response_format"]!["type"])![..4]);
    }

    [Fact]
    public async Task An_answer_in_a_code_fence_is_read()
    {
        await using var wired = await Wired.Open();
        wired.Server.Fields = $"```json\n{Pharmacy}\n```";

        var result = await wired.Draft(Wired.Caller("u2", "Main Street Pharmacy"));

        Assert.Single(result.Drafts);
    }

    [Fact]
    public async Task A_word_heard_with_doubt_is_drafted_as_heard()
    {
        await using var wired = await Wired.Open();
        wired.Server.Fields = Pharmacy;

        var result = await wired.Draft(Wired.Says(Core.Calls.LegRole.Caller, "u2", "Main Street Pharmacy", confidence: 0.3));

        Assert.True(Assert.Single(result.Drafts).Heard);
    }

    [Fact]
    public async Task Nothing_is_sent_while_nobody_but_the_assistant_spoke()
    {
        await using var wired = await Wired.Open();
        var result = await wired.Draft(Wired.Says(Core.Calls.LegRole.Assistant, "u1", "This call is recorded."));

        Assert.Null(result.Failure);
        Assert.Empty(wired.Server.Asked);
    }
}
