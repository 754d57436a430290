namespace HybridAgent.Server.Security;

/// <summary>Names for the screen by opaque person id; at most 2 s behind the store. Never put them in logs or events.</summary>
public sealed class People
{
    private volatile IReadOnlyDictionary<string, string> _names = new Dictionary<string, string>();

    /// <summary>The display name, or the id itself when the person is unknown or has none.</summary>
    public string NameOf(string person) => _names.GetValueOrDefault(person) is { Length: > 0 } name ? name : person;

    internal void Learn(IReadOnlyDictionary<string, string> names) => _names = names;
}
