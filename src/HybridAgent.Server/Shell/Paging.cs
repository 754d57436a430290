using HybridAgent.Core.Calls;

namespace HybridAgent.Server.Shell;

/// <summary>Where a page of calls begins, as its address says.</summary>
internal static class Paging
{
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <param name="before">Unix milliseconds of the call the page before ended with; null, or no such time, for the first page.</param>
    /// <param name="call">That call's id.</param>
    public static CallQuery After(CallQuery query, long? before, string? call) => before is < 0 or null || before > Latest
        ? query
        : query with
        {
            Before = DateTimeOffset.FromUnixTimeMilliseconds(before.Value),
            BeforeCall = CallId.TryParse(call, null, out var id) ? id : null,
        };
}
