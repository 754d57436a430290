using System.Buffers.Binary;
using System.Text;

namespace HybridAgent.Tests.Speech;

/// <summary>One message a client of the Speech service sent, taken apart by rules of its own: it shares no code with the product.</summary>
public sealed record ClientMessage(string Path, string RequestId, string? ContentType, byte[] Body, byte[] Raw, bool Binary, long At)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Audio that is neither the WAV header nor the end.</summary>
    public bool IsAudio => Path == "audio" && ContentType is null && Body.Length > 0;

    public bool IsEndOfAudio => Path == "audio" && Body.Length == 0;

    /// <summary>Takes a message apart and says what the service would have closed the connection for.</summary>
    public static (ClientMessage Message, string? Violation) Read(byte[] raw, bool binary, long at)
    {
        string head;
        byte[] body;
        if (binary)
        {
            if (raw.Length < 2) return (new("", "", null, [], raw, binary, at), "1007: a binary message without its length");
            var length = BinaryPrimitives.ReadUInt16BigEndian(raw);
            if (length + 2 > raw.Length) return (new("", "", null, [], raw, binary, at), "1007: headers longer than the message");
            (head, body) = (Encoding.ASCII.GetString(raw, 2, length), raw[(2 + length)..]);
            if (!head.EndsWith("\r\n", StringComparison.Ordinal) || head.Contains("\r\n\r\n", StringComparison.Ordinal))
                return (new("", "", null, body, raw, binary, at), "1007: binary headers end with one line end");
        }
        else
        {
            var end = raw.AsSpan().IndexOf("\r\n\r\n"u8);
            if (end < 0) return (new("", "", null, [], raw, binary, at), "1007: a text message without an empty line");
            (head, body) = (Encoding.UTF8.GetString(raw, 0, end), raw[(end + 4)..]);
        }
        var headers = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(": ", 2)).Where(p => p.Length == 2)
            .ToDictionary(p => p[0], p => p[1]);
        var message = new ClientMessage(
            headers.GetValueOrDefault("Path", ""), headers.GetValueOrDefault("X-RequestId", ""), headers.GetValueOrDefault("Content-Type"), body, raw, binary, at);
        var violation = head.Length > 8192 ? "1007: more than 8192 bytes of headers"
            : message.IsAudio && body.Length > 8192 ? "1007: more than 8192 bytes of audio"
            : message.RequestId.Length != 32 || !message.RequestId.All(c => char.IsAsciiDigit(c) || c is >= 'A' and <= 'F') ? "1002: X-RequestId is not 32 upper-case hexadecimal digits"
            : !headers.ContainsKey("X-Timestamp") ? "1007: no X-Timestamp"
            : message.Path.Length == 0 ? "1007: no Path"
            : null;
        return (message, violation);
    }
}
