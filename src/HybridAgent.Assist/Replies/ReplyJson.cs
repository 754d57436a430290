using System.Globalization;
using System.Text.Json;

namespace HybridAgent.Assist.Replies;

/// <summary>Reads what a model wrote. Nothing in it is believed: sizes are capped, unknown members are passed over.</summary>
internal static class ReplyJson
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    /// <summary>The array under a name of the answer's one object.</summary>
    /// <exception cref="ReplyException">It is not JSON, not an object, or has no such array.</exception>
    public static JsonElement Items(string? text, string name) => WithItems(text, name).GetProperty(name);

    /// <summary>The answer's one object, which has an array under this name.</summary>
    /// <exception cref="ReplyException">It is not JSON, not an object, or has no such array.</exception>
    public static JsonElement WithItems(string? text, string name)
    {
        var json = Unfenced(text ?? "");
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array)
            {
                return document.RootElement.Clone();
            }
        }
        catch (JsonException e)
        {
            throw new ReplyException(AssistFailure.Malformed, e);
        }

        throw new ReplyException(AssistFailure.Malformed);
    }

    /// <summary>True for a text member with nothing in it.</summary>
    public static bool IsEmptyText(JsonElement item, string name) =>
        item.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && member.ValueEquals("");

    /// <summary>A text member of at most so many characters, without characters nobody sees; null otherwise.</summary>
    public static string? Text(JsonElement item, string name, int longest)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out var member) || member.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            var text = member.GetString()!.Trim();
            return text.Length > 0 && text.Length <= longest && !text.Any(IsUnseen) ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no text.
            return null;
        }
    }

    // Marks that turn the direction of writing would show a human something else than what was checked.
    private static bool IsUnseen(char c) => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    // Models without structured output like to wrap JSON in a code fence.
    private static string Unfenced(string text)
    {
        var trimmed = text.Trim();
        if (!trimmed.StartsWith("```", StringComparison.Ordinal))
        {
            return trimmed;
        }

        var start = trimmed.IndexOf('\n', StringComparison.Ordinal);
        var end = trimmed.LastIndexOf("```", StringComparison.Ordinal);
        return start > 0 && end > start ? trimmed[start..end] : trimmed;
    }
}

/// <summary>The service or the model answered with something that cannot be used.</summary>
/// <param name="failure">One of <see cref="AssistFailure"/>.</param>
internal sealed class ReplyException(string failure, Exception? inner = null) : Exception(failure, inner)
{
    public string Failure { get; } = failure;
}
