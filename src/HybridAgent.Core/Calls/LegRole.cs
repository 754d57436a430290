using System.Text.Json.Serialization;

namespace HybridAgent.Core.Calls;

/// <summary>Whose media connection a leg is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LegRole>))]
public enum LegRole
{
    Caller,
    Operator,
    Clinician,
    Supervisor,
    Assistant,
}
