using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;

namespace HybridAgent.Core.Calls;

/// <summary>The stable names of events, as they stand in the record.</summary>
public static class CallEventKinds
{
    private static readonly FrozenDictionary<Type, string> Kinds = typeof(CallEvent)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToFrozenDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    public static IReadOnlyCollection<string> All => Kinds.Values;

    /// <summary>For example "call-started".</summary>
    public static string Of(CallEvent e) => Kinds[e.GetType()];
}
