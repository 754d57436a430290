using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HybridAgent.Speech.Tests.Azure.Conformance;

/// <summary>One line of a recording of Microsoft's SDK and a server.</summary>
/// <param name="Kind">"http" (an attempt to connect), "c2s", "s2c", "s2c-close" or "closed".</param>
internal sealed record RecordedLine(string Kind, int Connection, bool Binary, string Path, byte[] Payload, string Url, int Status, int? Code, string Reason)
{
    public bool IsAudio => Kind == "c2s" && Path == "audio" && !Frame.HasContentType(Payload) && Frame.Body(Payload, Binary).Length > 0;

    public bool IsEndOfAudio => Kind == "c2s" && Path == "audio" && Frame.Body(Payload, Binary).Length == 0;
}

internal static partial class Recording
{
    public static IReadOnlyList<RecordedLine> Read(string file) => [.. File.ReadLines(file).Where(l => l.Length > 0).Select(Line)];

    private static RecordedLine Line(string text)
    {
        using var json = JsonDocument.Parse(text);
        var line = json.RootElement;
        string Text(string name) => line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        int? Number(string name) => line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;
        return new RecordedLine(
            Text("dir"), Number("conn") ?? 0, line.TryGetProperty("bin", out var binary) && binary.GetBoolean(), Text("path"),
            Convert.FromBase64String(Text("b64")), Text("url"), Number("status") ?? 0, Number("code"), Text("reason"));
    }

    /// <summary>What the SDK raised: (event, text, offset in ticks, duration in ticks).</summary>
    public static IReadOnlyList<(string Event, string Text, long Offset, long Duration, string? Language)> Events(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return [.. json.RootElement.EnumerateArray().Select(e => (
            e.GetProperty("ev").GetString()!,
            e.TryGetProperty("text", out var text) ? text.GetString()! : "",
            e.TryGetProperty("offset", out var offset) ? offset.GetInt64() : 0,
            e.TryGetProperty("duration", out var duration) ? duration.GetInt64() : 0,
            e.TryGetProperty("lang", out var language) ? language.GetString() : null))];
    }

    /// <summary>The query without what the SDK puts there and must not stand there: the key or token, and the connection's id.</summary>
    public static string Query(string url) => string.Join('&', url[(url.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&')
        .Where(p => p.Split('=')[0] is not ("Ocp-Apim-Subscription-Key" or "Authorization" or "X-ConnectionId" or "connectionId")));
}

/// <summary>Bytes of the protocol, read without the product's code.</summary>
internal static partial class Frame
{
    public static string Head(byte[] payload, bool binary) => binary
        ? Encoding.ASCII.GetString(payload, 2, (payload[0] << 8) | payload[1])
        : Encoding.UTF8.GetString(payload)[..Encoding.UTF8.GetString(payload).IndexOf("\r\n\r\n", StringComparison.Ordinal)];

    public static byte[] Body(byte[] payload, bool binary) => binary
        ? payload[(2 + ((payload[0] << 8) | payload[1]))..]
        : payload[(payload.AsSpan().IndexOf("\r\n\r\n"u8) + 4)..];

    public static bool HasContentType(byte[] payload) => Encoding.Latin1.GetString(payload, 0, Math.Min(200, payload.Length)).Contains("Content-Type", StringComparison.Ordinal);

    /// <summary>The whole message, byte for byte, but for ids and time: ids become their number of appearance, times one and the same.</summary>
    public static string Normal(byte[] payload, bool binary, Dictionary<string, string> ids)
    {
        var text = Encoding.Latin1.GetString(payload);
        text = Ids().Replace(text, m => ids.TryGetValue(m.Value, out var known) ? known : ids[m.Value] = $"<id {ids.Count + 1}>");
        text = Times().Replace(text, "<time>");
        if (text.Contains("Path: telemetry", StringComparison.Ordinal)) text = Latencies().Replace(text, m => m.Groups[1].Value + string.Join(',', m.Groups[2].Value.Split(',').Select(_ => "<ms>")) + "]");
        return (binary ? "binary " : "text ") + text;
    }

    [GeneratedRegex("(?<=X-RequestId: |\"Id\":\")[0-9A-F]{32}")]
    private static partial Regex Ids();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")]
    private static partial Regex Times();

    [GeneratedRegex(@"(LatencyMs"":\[)([^\]]*)\]")]
    private static partial Regex Latencies();
}
