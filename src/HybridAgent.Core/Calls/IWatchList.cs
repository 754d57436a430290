namespace HybridAgent.Core.Calls;

/// <summary>
/// The calls somebody must look at, kept in the same transaction as their events: every live call each second, and every call of which
/// something falls due. Several nodes share the list by leases, so that each call has one watcher and a dead node's calls get another.
/// </summary>
public interface IWatchList
{
    /// <summary>What this owner must look at now: calls it holds, calls nobody holds, and calls whose holder has not renewed in time.</summary>
    /// <param name="owner">Unique per process; a restarted process is another owner.</param>
    /// <param name="lease">How long the claim stands without being repeated.</param>
    /// <exception cref="StoreUnavailableException">The claim could not be written.</exception>
    ValueTask<IReadOnlyList<(string Practice, CallId Call)>> Claim(string owner, DateTimeOffset now, TimeSpan lease, CancellationToken cancel = default);
}
