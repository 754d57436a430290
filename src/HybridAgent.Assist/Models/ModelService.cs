using HybridAgent.Assist.Prompts;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.AzureOpenAI;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OllamaSharp;
using ChatResponseFormat = OpenAI.Chat.ChatResponseFormat;

namespace HybridAgent.Assist.Models;

/// <summary>A kernel with one chat service, no plugins and no logger: it logs what it renders.</summary>
internal sealed class ModelService : IDisposable
{
    private readonly AssistOptions options;
    private readonly HttpClient http;
    private readonly IDisposable? client;
    private readonly Kernel kernel;

    public ModelService(AssistOptions options, TimeProvider time)
    {
        this.options = options;
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectTimeout = options.Timeout,
        };
        http = new HttpClient(new GuardedTransport(sockets, options.MaxReplyBytes, time)) { Timeout = Timeout.InfiniteTimeSpan };
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(Chat(out client));
        kernel = builder.Build();
    }

    /// <summary>One request; no retries here.</summary>
    /// <param name="maxOutputTokens">Asked of the model.</param>
    public async Task<ModelAnswer> Ask(Prompt prompt, KernelArguments data, int maxOutputTokens, CancellationToken cancellation)
    {
        var arguments = new KernelArguments(data, new Dictionary<string, PromptExecutionSettings>
        {
            [PromptExecutionSettings.DefaultServiceId] = Settings(prompt, maxOutputTokens),
        });
        var result = await prompt.Function.InvokeAsync(kernel, arguments, cancellation);
        return ModelAnswer.Of(result.GetValue<ChatMessageContent>());
    }

    public void Dispose()
    {
        client?.Dispose();
        http.Dispose();
    }

    private IChatCompletionService Chat(out IDisposable? owned)
    {
        owned = null;
        switch (options.Provider)
        {
            case AssistOptions.AzureOpenAI:
                return new AzureOpenAIChatCompletionService(options.Model!, options.EndpointUri.AbsoluteUri, options.ApiKey!, httpClient: http);
            case AssistOptions.Ollama:
                http.BaseAddress = options.EndpointUri;
                if (options.ApiKey is { } key)
                {
                    http.DefaultRequestHeaders.Authorization = new("Bearer", key);
                }

                var ollama = new OllamaApiClient(http, options.Model!);
                owned = ollama;
                return ((IChatClient)ollama).AsChatCompletionService();
            default:
                return new OpenAIChatCompletionService(options.Model!, options.EndpointUri, options.ApiKey, httpClient: http);
        }
    }

    private PromptExecutionSettings Settings(Prompt prompt, int maxOutputTokens)
    {
        if (options.Provider == AssistOptions.Ollama)
        {
            var settings = new PromptExecutionSettings
            {
                ExtensionData = new Dictionary<string, object>
                {
                    ["max_tokens"] = maxOutputTokens,
                    ["response_format"] = options.StructuredOutput == "schema" ? prompt.Schema : "json_object",
                },
            };
            if (options.Temperature is { } warm)
            {
                settings.ExtensionData["temperature"] = warm;
            }

            return settings;
        }

        var open = options.Provider == AssistOptions.AzureOpenAI
            ? new AzureOpenAIPromptExecutionSettings { SetNewMaxCompletionTokensEnabled = true }
            : new OpenAIPromptExecutionSettings();
        open.MaxTokens = maxOutputTokens;
        open.Temperature = options.Temperature;
        open.ResponseFormat = options.StructuredOutput == "schema"
            ? ChatResponseFormat.CreateJsonSchemaFormat(
                prompt.Name.Replace('/', '_'), BinaryData.FromString(prompt.Schema.GetRawText()), jsonSchemaIsStrict: true)
            : "json_object";
        return open;
    }
}
