using System.Text.Json;

namespace HybridAgent.Core.Calls;

/// <summary>The one JSON form of events and commands: in the store, between silos, in exports.</summary>
public static class CallJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
    };
}
