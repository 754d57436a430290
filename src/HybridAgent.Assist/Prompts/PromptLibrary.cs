using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.SemanticKernel;

namespace HybridAgent.Assist.Prompts;

/// <summary>A prompt function with its answer schema.</summary>
/// <param name="Name">"Plugin/Function".</param>
/// <param name="Hash">First 8 hexadecimal digits of the SHA-256 over its files: which wording made a draft.</param>
/// <param name="Length">Characters of the template.</param>
internal sealed record Prompt(string Name, string Hash, KernelFunction Function, JsonElement Schema, int Length)
{
    public string Provenance => $"prompt:{Name}@{Hash}";
}

/// <summary>The prompt functions in use, read from Plugin/Function/skprompt.txt, config.json and schema.json.</summary>
internal sealed record PromptLibrary(Prompt Extract, Prompt Summary, Prompt Opinion)
{
    private static readonly string[] Files = ["skprompt.txt", "config.json", "schema.json"];

    public IReadOnlyList<Prompt> All => [Extract, Summary, Opinion];

    /// <summary>The folder beside the executable.</summary>
    public static string Shipped => Path.Combine(AppContext.BaseDirectory, "prompts");

    /// <param name="folder">Null: "prompts" beside the executable.</param>
    /// <exception cref="AssistConfigurationException">A file is missing or cannot be read as what it should be.</exception>
    public static PromptLibrary Load(string? folder)
    {
        folder ??= Shipped;
        return new PromptLibrary(Load(folder, "Intake", "Extract"), Load(folder, "Reason", "Summary"), Load(folder, "Cues", "Opinion"));
    }

    private static Prompt Load(string folder, string plugin, string function)
    {
        var name = $"{plugin}/{function}";
        var texts = Array.ConvertAll(Files, file => Read(Path.Combine(folder, plugin, function, file), name));
        try
        {
            var config = PromptTemplateConfig.FromJson(texts[1]);
            config.Template = texts[0];
            config.Name = function;
            if (config.InputVariables.FirstOrDefault(v => v.IsRequired && !texts[0].Contains($"{{{{${v.Name}}}}}", StringComparison.Ordinal)) is { } unused)
            {
                throw new AssistConfigurationException($"The prompt {name} never uses {{{{${unused.Name}}}}}.");
            }

            using var schema = JsonDocument.Parse(texts[2]);
            return new Prompt(name, Hash(texts), KernelFunctionFactory.CreateFromPrompt(config), schema.RootElement.Clone(), texts[0].Length);
        }
        catch (Exception e) when (e is JsonException or KernelException or ArgumentException)
        {
            throw new AssistConfigurationException($"The prompt {name} cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static string Read(string path, string name)
    {
        try
        {
            // Line endings are unified so that a checkout does not change the hash.
            return File.ReadAllText(path, Encoding.UTF8).ReplaceLineEndings("\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AssistConfigurationException($"The prompt {name} needs {Path.GetFileName(path)}; it is not readable in the folder of prompts.");
        }
    }

    private static string Hash(string[] texts)
    {
        var all = string.Concat(texts.Select(t => FormattableString.Invariant($"{t.Length}\n{t}")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..8];
    }
}
