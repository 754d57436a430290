using System.Text.Json;
using System.Text.Json.Serialization;

namespace HybridAgent.Core.Calls;

/// <summary>Identity of one call: 128 random bits, opaque, safe in URLs, logs and traces.</summary>
[JsonConverter(typeof(CallIdJson))]
public readonly record struct CallId(Guid Value) : IParsable<CallId>
{
    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("n");

    public static CallId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("A call id is 32 hexadecimal digits.");

    public static bool TryParse(string? s, IFormatProvider? provider, out CallId result)
    {
        var ok = Guid.TryParseExact(s, "n", out var value);
        result = new CallId(value);
        return ok;
    }
}

internal sealed class CallIdJson : JsonConverter<CallId>
{
    public override CallId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        CallId.Parse(reader.GetString() ?? "", null);

    public override void Write(Utf8JsonWriter writer, CallId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
