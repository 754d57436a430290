namespace HybridAgent.Core.Practices;

/// <summary>The practices this deployment answers for.</summary>
public interface IPracticeDirectory
{
    IReadOnlyList<Practice> All { get; }

    /// <summary>Null when there is no such practice.</summary>
    Practice? Find(string id);
}
