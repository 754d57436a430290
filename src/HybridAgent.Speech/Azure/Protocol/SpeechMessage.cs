using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace HybridAgent.Speech.Azure.Protocol;

/// <summary>
/// One message of the Speech service's WebSocket protocol: header lines and a body. Text messages part them by an empty
/// line; binary ones begin with the headers' length in two big-endian bytes.
/// </summary>
/// <param name="Path">What the message is: "speech.phrase", "turn.end", ...</param>
/// <param name="RequestId">The turn it belongs to; empty when the sender gave none.</param>
internal sealed record SpeechMessage(string Path, string RequestId, ReadOnlyMemory<byte> Body, bool Binary)
{
    public string? ContentType { get; init; }

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Upper-case hexadecimal, no dashes: the service closes with 1002 on anything else.</summary>
    public static string Id(Guid id) => id.ToString("N").ToUpperInvariant();

    /// <summary>The form of every time in this protocol.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static byte[] Text(string path, string requestId, DateTimeOffset at, string json)
    {
        var head = $"Path: {path}\r\nX-RequestId: {requestId}\r\nX-Timestamp: {Time(at)}\r\nContent-Type: application/json\r\n\r\n";
        return Utf8.GetBytes(head + json);
    }

    /// <summary>An audio message; an empty body says that the audio has ended.</summary>
    public static byte[] Audio(string requestId, DateTimeOffset at, ReadOnlySpan<byte> body, string? contentType = null)
    {
        var type = contentType is null ? "" : $"Content-Type: {contentType}\r\n";
        var head = $"Path: audio\r\nX-RequestId: {requestId}\r\nX-Timestamp: {Time(at)}\r\n{type}";
        var message = new byte[2 + head.Length + body.Length];
        BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)head.Length);
        Encoding.ASCII.GetBytes(head, message.AsSpan(2));
        body.CopyTo(message.AsSpan(2 + head.Length));
        return message;
    }

    /// <summary>Null when the bytes are no message of this protocol.</summary>
    public static SpeechMessage? Read(ReadOnlyMemory<byte> bytes, bool binary)
    {
        ReadOnlyMemory<byte> head, body;
        if (binary)
        {
            if (bytes.Length < 2) return null;
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes.Span);
            if (2 + length > bytes.Length) return null;
            (head, body) = (bytes.Slice(2, length), bytes[(2 + length)..]);
        }
        else
        {
            var end = bytes.Span.IndexOf("\r\n\r\n"u8);
            if (end < 0) return null;
            (head, body) = (bytes[..end], bytes[(end + 4)..]);
        }
        string path = "", id = "";
        string? type = null;
        foreach (var line in Encoding.UTF8.GetString(head.Span).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) continue;
            // Names are case-insensitive and the space after the colon is optional.
            var (name, value) = (line[..colon].Trim(), line[(colon + 1)..].Trim());
            if (name.Equals("Path", StringComparison.OrdinalIgnoreCase)) path = value;
            else if (name.Equals("X-RequestId", StringComparison.OrdinalIgnoreCase)) id = value;
            else if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)) type = value;
        }
        return path.Length == 0 ? null : new SpeechMessage(path, id, body, binary) { ContentType = type };
    }

    /// <summary>A text message's body. Never logged: it may hold what a caller said.</summary>
    public string BodyText => Encoding.UTF8.GetString(Body.Span);
}
