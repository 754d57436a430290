using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HybridAgent.Core.Intake;

namespace HybridAgent.Core.Calls;

/// <summary>The note as the practice receives it, in one canonical form, so that "acknowledged" means these very words.</summary>
public static class NoteContent
{
    /// <summary>Fields that a human stands behind, in the order of the form.</summary>
    public static IReadOnlyList<Field> Delivered(CallState state) =>
    [
        .. FieldNames.All.Concat(state.Fields.Keys.Except(FieldNames.All).Order(StringComparer.Ordinal))
            .Select(state.FieldOf)
            .Where(f => f.State is FieldState.Confirmed or FieldState.ReadBack or FieldState.Refused or FieldState.Unknown),
    ];

    /// <summary>SHA-256 over the canonical JSON, lower-case hexadecimal.</summary>
    public static string Hash(CallState state)
    {
        var content = Delivered(state).Select(f => new[] { f.Name, f.State.ToString(), f.Value ?? "", f.Excuse ?? "" });
        var json = JsonSerializer.Serialize(new { call = state.Call.ToString(), fields = content });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
    }
}
