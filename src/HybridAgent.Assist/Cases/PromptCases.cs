using System.Text.Json;
using System.Text.Json.Serialization;
using HybridAgent.Assist.Transcript;
using HybridAgent.Core.Calls;
using HybridAgent.Core.Cues;
using HybridAgent.Core.Intake;

namespace HybridAgent.Assist.Cases;

/// <summary>Reads the cases of the prompts: Plugin/Function/cases/NAME.json below the folder of prompts. Every one is checked.</summary>
public static class PromptCases
{
    /// <summary>The prompts that have cases.</summary>
    public static IReadOnlyList<string> Prompts { get; } = ["Intake/Extract", "Reason/Summary", "Cues/Opinion"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <param name="folder">Null: "prompts" beside the executable.</param>
    /// <param name="prompt">Only this one; null: all.</param>
    /// <exception cref="PromptCaseException">A file is no case; the message names it.</exception>
    public static IReadOnlyList<PromptCase> Load(string? folder, string? prompt = null)
    {
        folder ??= HybridAgent.Assist.Prompts.PromptLibrary.Shipped;
        var cases = new List<PromptCase>();
        foreach (var name in Prompts.Where(p => prompt is null || p == prompt))
        {
            var there = Path.Combine(folder, name, "cases");
            if (Directory.Exists(there))
            {
                cases.AddRange(Directory.EnumerateFiles(there, "*.json").Order(StringComparer.Ordinal).Select(file => Read(file, name)));
            }
        }

        return cases;
    }

    private static PromptCase Read(string file, string prompt)
    {
        try
        {
            var read = JsonSerializer.Deserialize<PromptCase>(File.ReadAllText(file), Json) ?? throw new PromptCaseException("it is empty");
            var whole = read with
            {
                Prompt = prompt,
                Name = Path.GetFileNameWithoutExtension(file),
                Utterances = [.. read.Transcript.Select((line, i) => Said(line, $"u{i + 1}"))],
            };
            Check(whole);
            return whole;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or PromptCaseException)
        {
            throw new PromptCaseException($"{file}: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static Utterance Said(string line, string id)
    {
        var parts = line.Split(": ", 2);
        return parts is [var who, { } words] && !string.IsNullOrWhiteSpace(words) && Enum.TryParse<LegRole>(who, ignoreCase: true, out var leg)
            ? new Utterance(id, leg, words, [], 0, 0, "case")
            : throw new PromptCaseException($"line {id} of the transcript is not \"caller: words\" or \"operator: words\"");
    }

    private static void Check(PromptCase read)
    {
        var (fields, cues) = (read.Expect.Fields ?? [], read.Expect.Cues ?? []);
        if (string.IsNullOrWhiteSpace(read.Title) || read.Utterances.Count == 0)
        {
            throw new PromptCaseException("a case needs a title and a transcript");
        }

        if (fields.Count + cues.Count == 0 && read.Never is null or { Fields: null, Words: null, Cues: null })
        {
            throw new PromptCaseException("a case expects something or forbids something");
        }

        var known = read.Prompt switch
        {
            "Intake/Extract" => FieldNames.All.Where(f => f != FieldNames.Reason),
            "Reason/Summary" => [FieldNames.Reason],
            _ => [],
        };
        if (fields.Select(f => f.Field).Concat(read.Never?.Fields ?? []).FirstOrDefault(f => !known.Contains(f)) is { } field)
        {
            throw new PromptCaseException($"{read.Prompt} drafts no field \"{field}\"");
        }

        var categories = read.Prompt == "Cues/Opinion" ? CueFloor.Default.Categories.Keys : [];
        if (cues.Select(c => c.Category).Concat((read.Never?.Cues ?? []).Where(c => c != "*")).FirstOrDefault(c => !categories.Contains(c)) is { } category)
        {
            throw new PromptCaseException($"{read.Prompt} raises no cue \"{category}\"");
        }

        if (fields.FirstOrDefault(f => f.From.Count == 0) is { } bare)
        {
            throw new PromptCaseException($"{bare.Field} needs the words it comes from");
        }

        if (fields.SelectMany(f => f.From).Concat(cues.Select(c => c.From)).FirstOrDefault(from => !IsSaid(from, read)) is { } unsaid)
        {
            throw new PromptCaseException($"\"{unsaid}\" is not said like that; write \"u3 the very words\"");
        }
    }

    private static bool IsSaid(string from, PromptCase read) =>
        from.Split(' ', 2) is [var id, var quote] && read.Utterances.FirstOrDefault(u => u.Id == id) is { } said && Quotation.Find(said, quote) is not null;
}

/// <summary>A case cannot be used; the message is one line that says why.</summary>
public sealed class PromptCaseException(string message) : Exception(message);
